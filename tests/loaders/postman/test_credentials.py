"""Credentials of requests, and masking of their keys."""

from __future__ import annotations

import json

import pytest
from loaders.postman.parts import URL, media_of, pairs, raw

from sphinxext_gptproto.spec.model import OAuthFlow


@pytest.mark.parametrize("version", ["2.0", "2.1"])
@pytest.mark.parametrize(
    ("kind", "settings", "facts"),
    [
        ("bearer", {"token": "{{token}}"}, ("http", "bearer", "", "header")),
        ("basic", {"username": "u", "password": "p"}, ("http", "basic", "", "header")),
        ("apikey", {"key": "X-Key", "value": "{{k}}"}, ("apiKey", "", "X-Key", "header")),
        ("apikey", {"key": "k", "value": "{{k}}", "in": "query"}, ("apiKey", "", "k", "query")),
        ("apikey", {"key": "Authorization", "value": "Bearer {{k}}"}, ("http", "bearer", "", "header")),
        ("jwt", {"algorithm": "HS256"}, ("http", "bearer", "", "header")),
        ("oauth2", {"addTokenTo": "queryParams"}, ("apiKey", "", "access_token", "query")),
        ("digest", {}, ("http", "digest", "", "header")),
        ("awsv4", {"accessKey": "{{a}}"}, ("http", "AWS4-HMAC-SHA256", "", "header")),
        ("hawk", {}, ("http", "Hawk", "", "header")),
        ("ntlm", {}, ("http", "NTLM", "", "header")),
        ("oauth1", {}, ("http", "OAuth", "", "header")),
        ("edgegrid", {}, ("http", "EG1-HMAC-SHA256", "", "header")),
        ("asap", {}, ("http", "bearer", "", "header")),
    ],
)
def test_auth(load_operation, version, kind, settings, facts):
    settings_value = settings if version == "2.0" else pairs(**settings)
    operation, specification, faults = load_operation(auth={"type": kind, kind: settings_value})
    (scheme,) = specification.schemes.values()
    assert (scheme.type, scheme.scheme, scheme.name, scheme.location) == facts
    assert operation.security == ({scheme.id: ()},)
    assert faults == []


def test_oauth2(load_operation):
    settings = pairs(
        grant_type="client_credentials",
        accessTokenUrl="https://e.x/token",
        authUrl="https://e.x/auth",
        scope="read write",
    )
    operation, specification, _ = load_operation(auth={"type": "oauth2", "oauth2": settings})
    assert operation.security == ({"oauth2": ("read", "write")},)
    assert specification.schemes["oauth2"].flows == (
        OAuthFlow(name="clientCredentials", token_url="https://e.x/token", scopes={"read": "", "write": ""}),
    )


def test_auth_is_inherited(read):
    def folder(name, auth, *items):
        return {"name": name, "item": list(items), **({"auth": auth} if auth is not None else {})}

    def request(name, auth=None):
        return {"name": name, "request": {"url": URL, "auth": auth}}

    key = {"type": "apikey", "apikey": pairs(key="X-Key")}
    specification, faults = read(
        request("top"),
        request("own", {"type": "basic"}),
        request("open", {"type": "noauth"}),
        request("odd", {"type": "magic"}),
        folder("a", key, request("inner"), folder("b", None, request("deep"))),
        auth={"type": "bearer", "bearer": pairs(token="{{t}}")},
    )
    assert {name.rpartition("/")[2]: e.operation.security for name, e in specification.endpoints.items()} == {
        "top": ({"bearerAuth": ()},),
        "own": ({"basicAuth": ()},),
        "open": ({},),
        "odd": ({"bearerAuth": ()},),
        "inner": ({"X-Key": ()},),
        "deep": ({"X-Key": ()},),
    }
    assert specification.service.security == ({"bearerAuth": ()},)
    assert ["unknown authorization type 'magic'" in str(fault) for fault in faults] == [True]


@pytest.mark.parametrize(
    ("request_", "security"),
    [
        ({"header": [{"key": "Authorization", "value": "Bearer {{t}}"}]}, ({"bearerAuth": ()},)),
        ({"header": [{"key": "authorization", "value": "Basic abc"}]}, ({"basicAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "Token {{t}}"}]}, ({"TokenAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "Digest username=x"}]}, ({"DigestAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "sk-xxx"}]}, ({"Authorization": ()},)),
        ({"header": [{"key": "Authorization", "value": "", "description": "Bearer and key"}]}, ({"bearerAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "Bearer x", "disabled": True}]}, ({}, {"bearerAuth": ()})),
        ({"header": [{"key": "X-API-Key", "value": "{{k}}"}]}, ({"X-API-Key": ()},)),
        ({"header": [{"key": "x-goog-api-key", "value": "sk"}]}, ({"x-goog-api-key": ()},)),
        ({"url": f"{URL}?api_key=1&page=2"}, ({"api_key": ()},)),
        ({"url": f"{URL}?key=sk-****"}, ({"key": ()},)),
        ({"url": f"{URL}?key=color"}, ()),
        (
            {"header": [{"key": "X-Api-Key", "value": "1"}, {"key": "Authorization", "value": "Bearer 1"}]},
            ({"bearerAuth": (), "X-Api-Key": ()},),
        ),
        (
            {"auth": {"type": "basic"}, "header": [{"key": "Authorization", "value": "Bearer x"}]},
            ({"basicAuth": ()},),
        ),
    ],
)
def test_keys_in_headers_and_queries(load_operation, request_, security):
    operation, specification, _ = load_operation(**request_)
    assert operation.security == security
    names = {name for requirement in security for name in requirement}
    assert not names & {parameter.name for parameter in operation.parameters}
    assert specification.schemes.keys() == names


def test_a_header_overrides_inherited_credentials(load_operation):
    collection = {"auth": {"type": "bearer"}}
    header = [{"key": "Authorization", "value": "Basic {{b}}"}]
    assert load_operation(collection, header=header)[0].security == ({"basicAuth": ()},)
    collection = {"auth": {"type": "apikey", "apikey": pairs(key="X-Key")}}
    assert load_operation(collection, header=header)[0].security == ({"X-Key": (), "basicAuth": ()},)


def test_keys_are_never_shown(load_operation):
    key = "abc123def456ghi789"
    operation, specification, faults = load_operation(
        {
            "auth": {"type": "bearer", "bearer": pairs(token=key)},
            "variable": [
                {"key": "clientSecret", "value": "s3cr3ts3cr3ts3cr3t"},
                {"key": "hidden", "value": "v4lu3", "type": "secret"},
            ],
        },
        header=[{"key": "X-Note", "value": f"key {key}"}, {"key": "X-Api-Key", "value": "h34d3rh34d3rh34d3r"}],
        body=raw(json.dumps({"a": key, "b": "{{clientSecret}} {{hidden}}", "c": "s3cr3ts3cr3ts3cr3t"})),
        description=f"Send {key}.",
    )
    assert media_of(operation).examples[0].value == {
        "a": "YOUR_API_KEY",
        "b": "<clientSecret> <hidden>",
        "c": "YOUR_API_KEY",
    }
    assert operation.description == "Send YOUR_API_KEY."
    assert not any(secret in repr(specification) for secret in (key, "s3cr3ts3cr3ts3cr3t", "v4lu3", "h34d3r"))
    assert [fault.count("contains what looks like a key") for fault in faults] == [1, 1, 1]

"""The messages about collections, each in full."""

from __future__ import annotations

import pytest

OK = {"name": "Fine", "request": {"method": "GET", "url": "https://e.org/fine"}}
NO_SERVER = "samples use https://api.example.com unless 'server' in gptproto_registry names another"


def request(**fields):
    return {"name": "Make", "request": {"method": "POST", "url": "https://e.org/make"} | fields}


def raw(text):
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}


def nest(item, depth):
    for _ in range(depth):
        item = {"name": "f", "item": [item]}
    return item


@pytest.mark.parametrize(
    ("item", "reason", "hint"),
    [
        (request(auth={"type": "magic"}), "unknown authorization type 'magic'; it is ignored", ""),
        (
            request(body={"mode": "x"}),
            "the body of 'Make' is skipped: expected one of the modes raw, urlencoded, formdata, file, graphql, found 'x'",
            "",
        ),
        (
            request(body=raw("hello")),
            "the body of 'Make' cannot be read as JSON (line 1, column 1: expected a value, found 'hello'); it is shown as it is",
            "fix it in the collection, or choose another language for it",
        ),
        (
            request(body=raw("{{whole}}")),
            "the body of 'Make' is the variable {{whole}}, which has no value; it is shown as it is",
            "",
        ),
        ({"name": "Odd", "item": {"a": 1}}, "expected a list of requests and folders, found {'a': 1}", ""),
        ("text", "expected a request or a folder, found 'text'; it is skipped", ""),
        (
            nest(request(), 60),
            "the folder is nested in 50 others and is skipped",
            "move it to a folder further up",
        ),
        ({"name": "Lost"}, "the request 'Lost' is empty and is skipped", "fill it in, or remove it"),
        (
            request(header=[{"key": "X Space", "value": "1"}]),
            "the header 'X Space' is skipped: its name has characters that HTTP does not allow there",
            "rename or remove it",
        ),
        (request(header=[5]), "expected a row with 'key' and 'value', found 5; it is skipped", ""),
        (
            request(url=""),
            "the request 'Make' has no URL and is skipped",
            "add its URL in Postman and export the collection again, or remove the request",
        ),
        (
            request(url="wss://e.org/a"),
            "the request 'Make' is skipped: expected an address of HTTP or HTTPS, found 'wss://e.org'",
            "",
        ),
        (
            request(url="https:///a"),
            f"the address 'https://' has no host; {NO_SERVER}",
            "write it as https://api.example.com/path",
        ),
        (request(url="/a"), f"the address has no host; {NO_SERVER}", "write it as https://api.example.com/path"),
        (
            request(auth={"type": "bearer", "bearer": [{"key": "token", "value": "a1B2c3D4e5F6a7B8c9D0"}]}),
            "contains what looks like a key, which is masked",
            "put it into a variable without a value, and revoke the key if it is real",
        ),
    ],
)
def test_messages(read, item, reason, hint):
    _specification, (fault,) = read(OK, item)
    assert (fault.reason, fault.hint) == (reason, hint)


def test_a_variable_that_grows_too_long(read):
    variables = [{"key": "v0", "value": "x" * 50}] + [
        {"key": f"v{number}", "value": f"{{{{v{number - 1}}}}}" * 10} for number in range(1, 8)
    ]
    item = request(body={"mode": "raw", "raw": "{{v7}}"})
    _specification, faults = read(OK, item, variable=variables)
    reason = (
        "the variable 'v4' grows to more than 65536 characters with the variables in its value; it is not filled in"
    )
    assert (reason, "shorten its value") in [(fault.reason, fault.hint) for fault in faults]

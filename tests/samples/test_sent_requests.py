"""Samples are run, and the requests that they send are compared with the intended one."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from samples.cases import FILE as FILE_SCHEMA
from samples.cases import HOSTILE, REQUESTS, content, request
from samples.stub_server import KEY, expected_request, missing_program

from sphinxext_gptproto.samples import LANGUAGES, get_sample_languages
from sphinxext_gptproto.spec.model import Parameter, Streaming

# No shrinking: every attempt runs four programs, and small cases are in the golden files.
FEW = settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(HOSTILE)
TEXTS = st.lists(TEXT, min_size=30, max_size=30)
NUMBERS = st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), min_size=30, max_size=30)


def check(stub, sent):
    """Send the request in every language and return the runs."""
    stub.response = (200, "application/json", [b'{"ok": true}'])
    runs = stub.send_all(sent)
    for language, run in runs.items():
        assert run.status == 0, f"{language}: {run.stderr}"
        assert [language, *run.received] == [language, expected_request(sent)]
    return runs


@pytest.mark.parametrize("language", get_sample_languages())
def test_programs(language):
    """Report a language that the tests of this module skip."""
    if program := missing_program(language):
        pytest.skip(f"{program} is not installed: {language} samples are not run")


@pytest.mark.parametrize("name", REQUESTS)
def test_requests(name, stub):
    sent = REQUESTS[name]
    for language, run in check(stub, sent).items():
        if sent.output:
            assert run.files[sent.output] == b'{"ok": true}', language
            assert language == "curl" or run.stdout == f"Saved {sent.output}\n"
        elif sent.method != "HEAD" and (language == "curl" or not sent.streaming):
            assert json.loads(run.stdout.replace("'", '"').replace("True", "true")) == {"ok": True}, language


@FEW
@given(texts=TEXTS, numbers=NUMBERS)
def test_any_json(stub, texts, numbers):
    names = iter(texts)
    check(stub, request("POST", "/x", content({"numbers": numbers, **{name: [name, {name: None}] for name in names}})))


@FEW
@given(texts=TEXTS)
def test_any_text(stub, texts):
    """In forms, paths, queries and files' names."""
    fields = {f"f{position}": text for position, text in enumerate(texts)}
    files = {f"file{position}": f"{text}.png" for position, text in enumerate(texts)}
    parameters = (
        Parameter(name="p", location="path", example="".join(texts) + "x"),
        *(Parameter(name=f"{text}?", location="query", example=text) for text in texts),
    )
    schemas = dict.fromkeys(files, FILE_SCHEMA)
    body = content(fields | files, "multipart/form-data", **schemas)
    check(stub, request("POST", "/{p}", body, parameters=parameters))
    check(stub, request("POST", "/x", content({f"{t}?": t for t in texts}, "application/x-www-form-urlencoded")))


EVENTS = {
    "/choices/0/delta/content": (
        [{"choices": [{"delta": {"content": "one\u2028"}}]}],
        [{"choices": []}, {"choices": [{"delta": {}}]}, {"choices": None}, {}, {"choices": [{"delta": {"content": None}}]},
         {"choices": [{"delta": {"content": "\"two\" é "}}]}, {"choices": [{"delta": {"content": "x" * 100_000}}]}],
    ),
    "/delta": ([{"delta": "one\u2028"}], [{"delta": "\"two\" é "}, {"x": {}}, {"delta": {"a": 1}}, {"delta": "x" * 100_000}]),
    "/x-y/output_text/3d": ([{"x-y": {"output_text": {"3d": "one\u2028"}}}],
                            [{"x-y": {"output_text": {"3d": "\"two\" é " + "x" * 100_000}}}]),
}  # fmt: skip
PRINTED = 'one\u2028"two" é ' + "x" * 100_000 + "\n"


@pytest.mark.parametrize("pointer", EVENTS)
@pytest.mark.parametrize("language", get_sample_languages())
def test_stream(pointer, language, stub):
    """The first text is printed before the second is sent; events without text are skipped."""
    if program := missing_program(language):
        pytest.skip(f"{program} is not installed")
    first, rest = ("".join(f"data: {json.dumps(e, ensure_ascii=False)}\n\n" for e in part) for part in EVENTS[pointer])
    # A comment, CRLF, no space after the colon, and a character cut in two.
    tail = (": ping\r\nevent: x\r\n" + rest.replace("\n\n", "\r\n\r\n") + "data:{}\n\ndata: [DONE]\n\n").encode()
    cut = tail.index("é".encode()) + 1
    stub.response = (200, "text/event-stream", [first.encode(), tail[:cut], tail[cut:]])
    stub.resume.clear()
    sent = request("POST", "/x", content({"stream": True}), streaming=Streaming(text=pointer))
    with stub.start(LANGUAGES[language], sent) as (process, _, _):
        early = process.stdout.read(4 if language != "curl" else len(first))
        waited = not stub.resume.is_set()
        stub.resume.set()
        late, stderr = process.communicate(timeout=30)
    assert process.returncode == 0, stderr
    assert waited
    assert early + late == (PRINTED if language != "curl" else (first.encode() + tail).decode().replace("\r\n", "\n"))


@pytest.mark.parametrize("language", get_sample_languages())
def test_stream_of_unknown_events(language, stub):
    """If the structure of events is unknown, their data is printed unchanged."""
    if program := missing_program(language):
        pytest.skip(f"{program} is not installed")
    events = b'event: a\ndata: {"text": "\xc3\xa9"}\n\n: ping\r\ndata:no JSON\r\n\r\ndata: [DONE]\n\n'
    stub.response = (200, "text/event-stream", [events])
    stub.resume.set()
    sent = request("POST", "/x", content({"stream": True}), streaming=Streaming())
    with stub.start(LANGUAGES[language], sent) as (process, _, _):
        stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 0, stderr
    expected = events.decode().replace("\r\n", "\n") if language == "curl" else '{"text": "é"}\nno JSON\n'
    assert stdout == expected


@pytest.mark.parametrize("name", ["json", "download", "stream"])
def test_fails_on_errors(name, stub):
    """A sample reports an error of the service, and does not save it to a file."""
    stub.response = (403, "application/json", [b'{"error": "no"}'])
    for language, run in stub.send_all(REQUESTS[name]).items():
        assert run.status != 0, language
        assert "403" in run.stderr, language
        assert "output.mp4" not in run.files, language


def test_samples_do_not_contain_the_key():
    for sent in REQUESTS.values():
        assert all(KEY not in LANGUAGES[name].render(sent) for name in get_sample_languages())

"""Render a request as a Python program that uses the ``requests`` library."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from .body import FormBody, FormPart, JsonBody, MultipartBody, RawBody
from .literal import Code, Style, Value, layout, pretty_quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .literal import Scalar
    from .request import Credential, Request

FUNCTIONS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
"""Methods for which ``requests`` has a function."""
string: Final = partial(pretty_quoted, wide=True)

STREAM: Final = """\
for line in response.iter_lines():
    if not line.startswith(b"data:") or line.endswith(b"[DONE]"):
        continue
    event = json.loads(line[5:])
    try:
        text = event{steps}
    except (KeyError, IndexError, TypeError):
        continue  # an event without text
    if isinstance(text, str):
        print(text, end="", flush=True)
print()"""
EVENTS: Final = """\
for line in response.iter_lines():
    if line.startswith(b"data:") and not line.endswith(b"[DONE]"):
        print(line[5:].decode().strip(), flush=True)"""


def render(request: Request) -> str:
    """Return the program, ending in a newline."""
    reads_events = request.streaming is not None and request.streaming.text
    modules = [*(["json"] if reads_events else []), *(["os"] if request.credentials else [])]
    imports = "".join(f"import {module}\n" for module in modules) + ("\n" if modules else "") + "import requests\n"
    arguments = "".join(f"    {argument},\n" for argument in _get_arguments(request))
    function = request.method.lower() if request.method in FUNCTIONS else "request"
    call = f"response = requests.{function}(\n{arguments})\nresponse.raise_for_status()\n"
    return f"{imports}\n{call}{_handle_response(request)}\n"


def _scalar(value: Scalar) -> str:
    return string(value) if isinstance(value, str) else repr(value)


STYLE: Final = Style(indent="    ", scalar=_scalar, key=string, comma=",")


def _argument(name: str, value: Value, *, is_broken: bool = False) -> str:
    return f"{name}={layout(value, STYLE, indent='    ', lead=len(name) + 2, is_broken=is_broken)}"


def _get_arguments(request: Request) -> Iterator[str]:
    if request.method not in FUNCTIONS:
        yield string(request.method)
    yield string(request.url)
    if params := {credential.name: _key(credential) for credential in request.get_credentials("query")}:
        yield _argument("params", params)
    headers: dict[str, Value] = {}
    for credential in request.get_credentials("header"):
        if credential.is_basic:
            yield f'auth=tuple(os.environ["{credential.variable}"].partition(":")[::2])'
        else:
            headers[credential.name] = _key(credential)
    match request.body:
        case RawBody(type=media_type):
            headers["Content-Type"] = media_type
        case JsonBody(type=media_type, value=value) if media_type != "application/json" or value is None:
            headers["Content-Type"] = media_type
    headers |= dict(request.headers)
    if headers:
        yield _argument("headers", headers)
    yield from _get_body(request)
    if request.streaming:
        yield "stream=True"


def _key(credential: Credential) -> Code:
    prefix = f"{string(credential.prefix)} + " if credential.prefix else ""
    return Code(f'{prefix}os.environ["{credential.variable}"]')


def _get_body(request: Request) -> Iterator[str]:
    match request.body:
        case JsonBody(value=value):
            # `requests` sends no body for `json=None`.
            yield _argument("json", value, is_broken=True) if value is not None else 'data="null"'
        case MultipartBody(fields=fields, files=files):
            if fields and files:
                yield _argument("data", _group(fields), is_broken=True)
            parts = files or fields
            pairs = [Code(f"({string(part.name)}, {_file(part)})") for part in parts]
            by_name: dict[str, Value] = {part.name: _file(part) for part in parts}
            yield _argument("files", by_name if len(by_name) == len(parts) else list[Value](pairs))
        case FormBody(fields=fields):
            yield _argument("data", _group(fields), is_broken=True)
        case RawBody(text=text, file=file):
            encode = "" if text.isascii() else ".encode()"
            yield f'data=open({string(file)}, "rb")' if file else f"data={string(text)}{encode}"


def _group(fields: Sequence[FormPart]) -> dict[str, Value]:
    """Return the values of form fields by name, as a list for a name that is used several times."""
    grouped: dict[str, list[Value]] = {}
    for part in fields:
        grouped.setdefault(part.name, []).append(part.value)
    return {name: values if len(values) > 1 else values[0] for name, values in grouped.items()}


def _file(part: FormPart) -> Code:
    """Return the tuple of file name, content and media type that ``requests`` expects for a part of a form."""
    if not part.is_file:
        return Code(f"(None, {string(part.value)})")
    name = string(part.value.rpartition("/")[2])
    return Code(f'({name}, open({string(part.value)}, "rb"), {string(part.content_type)})')


def _handle_response(request: Request) -> str:
    """Return the statements that print the response or save it to a file."""
    if request.streaming and not request.streaming.text:
        return f"\n{EVENTS}"
    if request.streaming:
        steps = [step if step.isdigit() else string(step) for step in request.streaming.text.split("/")[1:]]
        return "\n" + STREAM.replace("{steps}", "".join(f"[{step}]" for step in steps))
    if request.response_kind == "file":
        name = string(request.output)
        saved = string(f"Saved {request.output}")
        return f'\nwith open({name}, "wb") as file:\n    file.write(response.content)\nprint({saved})'
    return "print(response.json())" if request.response_kind == "json" else "print(response.text)"

"""Render a request as a JavaScript module for Node.js 18 or later, which has ``fetch``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from .body import FormBody, FormPart, JsonBody, MultipartBody, RawBody
from .literal import Code, Style, Value, json_text, layout
from .literal import pretty_quoted as string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..spec.model import Json
    from .literal import Scalar
    from .request import Credential, Request

IDENTIFIER: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
SAFE_INTEGER: Final = 2**53 - 1

STREAM: Final = """\
let buffer = "";
for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (buffer + chunk).split(/\\r?\\n/);
  buffer = lines.pop();
  for (const line of lines) {
    if (!line.startsWith("data:") || line.endsWith("[DONE]")) continue;
    {print}
  }
}"""
PRINT_TEXT: Final = """\
const event = JSON.parse(line.slice(5));
    const text = event{steps};
    if (typeof text === "string") process.stdout.write(text);"""


def render(request: Request) -> str:
    """Return the module, ending in a newline."""
    form = "".join(f"{line}\n" for line in _get_form(request))
    options = "".join(f"  {option},\n" for option in _get_options(request))
    call = f"fetch({_url(request)}, {{\n{options}}})" if options else f"fetch({_url(request)})"
    check = "if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);"
    send = f"const response = await {call};\n{check}\n"
    blocks = [_get_imports(request), form, send, f"{_handle_response(request)}\n"]
    return "\n".join(block for block in blocks if block)


def _get_imports(request: Request) -> str:
    reads = (isinstance(request.body, MultipartBody) and request.body.files) or (
        isinstance(request.body, RawBody) and request.body.file
    )
    names = [*(["readFile"] if reads else []), *(["writeFile"] if request.response_kind == "file" else [])]
    return f'import {{ {", ".join(names)} }} from "node:fs/promises";\n' if names else ""


def _scalar(value: Scalar) -> str:
    return string(value) if isinstance(value, str) else json.dumps(value)


def _property(name: str) -> str:
    """Return a property's name as source; without brackets ``__proto__`` would set the object's prototype."""
    if name == "__proto__":
        return f"[{string(name)}]"
    return name if IDENTIFIER.fullmatch(name) else string(name)


STYLE: Final = Style(indent="  ", scalar=_scalar, key=_property, padding=" ", comma=",")


def template(text: str, tail: str = "") -> str:
    """Return the text as a template literal.

    :param tail: an expression whose value is appended to the text.
    """
    literal = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{literal}{f'${{{tail}}}' if tail else ''}`"


def _url(request: Request) -> str:
    """Return an expression for the URL, with the key in it if the key is sent in the query."""
    return " + ".join(
        string(piece) if isinstance(piece, str) else f"encodeURIComponent({_variable(piece)})"
        for piece in request.url_pieces
    )


def _variable(credential: Credential) -> str:
    return f"process.env.{credential.variable}"


def _get_options(request: Request) -> Iterator[str]:
    if request.method != "GET":
        yield f"method: {string(request.method)}"
    headers: dict[str, Value] = {}
    for credential in request.get_credentials("header"):
        key = f"btoa({_variable(credential)})" if credential.is_basic else _variable(credential)
        headers[credential.name] = Code(template(credential.prefix, key) if credential.prefix else key)
    if isinstance(request.body, JsonBody | RawBody):
        headers["Content-Type"] = request.body.type
    headers |= dict(request.headers)
    if headers:
        yield f"headers: {layout(headers, STYLE, indent='  ', lead=10)}"
    match request.body:
        case JsonBody(value=value) if is_exact(value):
            yield f"body: JSON.stringify({layout(value, STYLE, indent='  ', is_broken=True)})"
        case JsonBody(value=value):
            yield f"body: {template(json_text(value, base='  '))}"
        case MultipartBody():
            yield "body: form"
        case FormBody(fields=fields):
            yield f"body: new URLSearchParams({_get_fields(fields)})"
        case RawBody(text=text, file=file):
            yield f"body: await readFile({string(file)})" if file else f"body: {string(text)}"


def is_exact(value: Json) -> bool:
    """Return whether JavaScript's numbers can represent all numbers in the value exactly."""
    if isinstance(value, dict):
        return all(map(is_exact, value.values()))
    if isinstance(value, list):
        return all(map(is_exact, value))
    # Larger numbers lose digits, and `JSON.stringify` would then send another integer.
    return not isinstance(value, int | float) or abs(value) <= SAFE_INTEGER


def _get_fields(fields: tuple[FormPart, ...]) -> str:
    by_name: dict[str, Value] = {part.name: part.value for part in fields}
    if len(by_name) == len(fields):
        return layout(by_name, STYLE, indent="  ", is_broken=True)
    return layout([[part.name, part.value] for part in fields], STYLE, indent="  ", is_broken=True)


def _get_form(request: Request) -> Iterator[str]:
    if not isinstance(request.body, MultipartBody):
        return
    yield "const form = new FormData();"
    for part in request.body.parts:
        if part.is_file:
            blob = f"new Blob([await readFile({string(part.value)})], {{ type: {string(part.content_type)} }})"
            yield f"form.append({string(part.name)}, {blob}, {string(part.value.rpartition('/')[2])});"
        else:
            yield f"form.append({string(part.name)}, {string(part.value)});"


def _handle_response(request: Request) -> str:
    """Return the statements that print the response or save it to a file."""
    if request.streaming and not request.streaming.text:
        return STREAM.replace("{print}", "console.log(line.slice(5).trim());")
    if request.streaming:
        first, *rest = (_step(step) for step in request.streaming.text.split("/")[1:])
        steps = "?.".join([first if first.startswith("[") else f".{first}", *rest])
        return STREAM.replace("{print}", PRINT_TEXT.replace("{steps}", steps)) + "\nconsole.log();"
    if request.response_kind == "file":
        saved = string(f"Saved {request.output}")
        return f"await writeFile({string(request.output)}, response.body);\nconsole.log({saved});"
    if request.response_kind == "json":
        return "console.log(JSON.stringify(await response.json(), null, 2));"
    return "console.log(await response.text());"


def _step(step: str) -> str:
    """Return a token of a JSON Pointer as the property access after ``?.``."""
    if step.isdigit():
        return f"[{step}]"
    return step if IDENTIFIER.fullmatch(step) else f"[{string(step)}]"

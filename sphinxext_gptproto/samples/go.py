"""Render a request as a Go program (1.19 or later) that uses the standard library only, formatted like gofmt's."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from .body import FormBody, JsonBody, MultipartBody, RawBody
from .literal import json_text, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .request import Credential, Request

string: Final = partial(quoted, wide=True)

CHECK: Final = "if err != nil {\n\tlog.Fatal(err)\n}"

ATTACH: Final = """
// attach adds a file to the form.
func attach(form *multipart.Writer, field, path, contentType string) {
	content, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, field, filepath.Base(path)))
	header.Set("Content-Type", contentType)
	part, err := form.CreatePart(header)
	if err != nil {
		log.Fatal(err)
	}
	part.Write(content)
}
"""

SEND: Final = """
response, err := http.DefaultClient.Do(request)
if err != nil {
	log.Fatal(err)
}
defer response.Body.Close()
if response.StatusCode >= 400 {
	message, _ := io.ReadAll(response.Body)
	log.Fatalf("%s: %s", response.Status, message)
}
"""

PRINT: Final = """\
if _, err := io.Copy(os.Stdout, response.Body); err != nil {
	log.Fatal(err)
}"""

SAVE: Final = """\
file, err := os.Create({name})
if err != nil {
	log.Fatal(err)
}
defer file.Close()
if _, err := io.Copy(file, response.Body); err != nil {
	log.Fatal(err)
}
fmt.Println({saved})"""

STREAM: Final = """\
scanner := bufio.NewScanner(response.Body)
scanner.Buffer(nil, 1<<24) // an event may be longer than the default 64 KiB
for scanner.Scan() {
	line := scanner.Text()
	if !strings.HasPrefix(line, "data:") || strings.HasSuffix(line, "[DONE]") {
		continue
	}
	{print}
}
{end}if err := scanner.Err(); err != nil {
	log.Fatal(err)
}"""
PRINT_TEXT: Final = """\
var event {type}
	if json.Unmarshal([]byte(line[5:]), &event) != nil {
		continue // an event of another kind
	}
	{print}"""


def render(request: Request) -> str:
    """Return the program, ending in a newline."""
    prepare, body = _get_body(request)
    create = f"request, err := http.NewRequest({string(request.method)}, {_url(request)}, {body})\n{CHECK}"
    blocks = [*prepare, create, *_get_headers(request), SEND, *_handle_response(request)]
    code = "".join(f"{block}\n" for block in blocks)
    # Raw strings have line breaks only between the tokens of JSON, so indenting every line changes no value.
    main = "".join(f"\t{line}" if line.strip() else line for line in code.splitlines(keepends=True))
    imports = "".join(f'\t"{package}"\n' for package in sorted(_get_packages(request)))
    attach = ATTACH if isinstance(request.body, MultipartBody) and request.body.files else ""
    return f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n{main}}}\n{attach}"


def _get_packages(request: Request) -> set[str]:
    """Return the packages that the program uses: Go rejects unused imports as well as missing ones."""
    packages = {"io", "log", "net/http"}
    if request.credentials or request.response_kind == "file" or not request.streaming:
        packages.add("os")
    if request.streaming:
        packages |= {"bufio", "fmt", "strings"} | ({"encoding/json"} if request.streaming.text else set())
    if request.response_kind == "file":
        packages.add("fmt")
    if request.get_credentials("query"):
        packages.add("net/url")
    if any(credential.is_basic for credential in request.credentials):
        packages.add("encoding/base64")
    match request.body:
        case MultipartBody(files=files):
            packages |= {"bytes", "mime/multipart"}
            packages |= {"fmt", "net/textproto", "os", "path/filepath"} if files else set()
        case FormBody():
            packages |= {"net/url", "strings"}
        case RawBody(file=file) if file:
            packages |= {"bytes", "os"}
        case JsonBody() | RawBody():
            packages.add("strings")
    return packages


def raw_json(body: JsonBody) -> str:
    """Return the value as JSON in a raw string, with escapes for backticks, which raw strings cannot contain."""
    text = json_text(body.value, indent="\t").replace("`", "\\u0060")
    return f"`{text}`"


def _get_body(request: Request) -> tuple[list[str], str]:
    """Return the statements that build the body, and the expression to pass to ``http.NewRequest``."""
    match request.body:
        case JsonBody():
            return [f"body := strings.NewReader({raw_json(request.body)})"], "body"
        case MultipartBody(parts=parts):
            lines = ["var body bytes.Buffer", "form := multipart.NewWriter(&body)"]
            for part in parts:
                if part.is_file:
                    values = ", ".join(map(string, (part.name, part.value, part.content_type)))
                    lines.append(f"attach(form, {values})")
                else:
                    lines.append(f"form.WriteField({string(part.name)}, {string(part.value)})")
            return [*lines, "form.Close()\n"], "&body"
        case FormBody(fields=fields):
            lines = [f"form.Add({string(part.name)}, {string(part.value)})" for part in fields]
            return ["form := url.Values{}", *lines, ""], "strings.NewReader(form.Encode())"
        case RawBody(file=file) if file:
            return [f"content, err := os.ReadFile({string(file)})\n{CHECK}"], "bytes.NewReader(content)"
        case RawBody(text=text):
            return [f"body := strings.NewReader({string(text)})"], "body"
    return [], "nil"


def _url(request: Request) -> str:
    """Return an expression for the URL, with the key in it if the key is sent in the query."""
    return "+".join(
        string(piece) if isinstance(piece, str) else f"url.QueryEscape({_variable(piece)})"
        for piece in request.url_pieces
    )


def _variable(credential: Credential) -> str:
    return f"os.Getenv({string(credential.variable)})"


def _get_headers(request: Request) -> Iterator[str]:
    for credential in request.get_credentials("header"):
        key = _variable(credential)
        if credential.is_basic:
            key = f"base64.StdEncoding.EncodeToString([]byte({key}))"
        prefix = f"{string(credential.prefix)}+" if credential.prefix else ""
        yield f"request.Header.Set({string(credential.name)}, {prefix}{key})"
    match request.body:
        case JsonBody(type=media_type) | RawBody(type=media_type):
            yield f'request.Header.Set("Content-Type", {string(media_type)})'
        case MultipartBody():
            yield 'request.Header.Set("Content-Type", form.FormDataContentType())'
        case FormBody():
            yield 'request.Header.Set("Content-Type", "application/x-www-form-urlencoded")'
    for name, value in request.headers:
        yield f"request.Header.Set({string(name)}, {string(value)})"


def _handle_response(request: Request) -> Iterator[str]:
    """Yield the statements that print the response or save it to a file."""
    if request.streaming and not request.streaming.text:
        yield STREAM.replace("{print}", "fmt.Println(strings.TrimSpace(line[5:]))").replace("{end}", "")
    elif request.streaming:
        declaration, statement = _follow(request.streaming.text.split("/")[1:])
        declaration, statement = (text.replace("\n", "\n\t") for text in (declaration, statement))
        print_text = PRINT_TEXT.replace("{type}", declaration).replace("{print}", statement)
        yield STREAM.replace("{print}", print_text).replace("{end}", "fmt.Println()\n")
    elif request.response_kind == "file":
        yield SAVE.replace("{name}", string(request.output)).replace("{saved}", string(f"Saved {request.output}"))
    else:
        yield PRINT


def _follow(steps: list[str]) -> tuple[str, str]:
    """Return a Go type for the events of a stream, and the statement that prints the text of one.

    :param steps: the tokens of the JSON Pointer to the text within an event. Numbers are indexes of arrays.
    """
    opening, closing, value = "", "", "event"
    conditions: list[str] = []
    for depth, step in enumerate(steps):
        tabs = "\t" * sum(not earlier.isdigit() for earlier in steps[:depth])
        if step.isdigit():
            opening += "[]"
            conditions.append(f"len({value}) > {step}")
            value += f"[{step}]"
            continue
        name = "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", step)) or "Value"
        name = name if name[0].isalpha() else f"Field{name}"
        # encoding/json ignores case when it matches names, so a tag is needed only for other differences.
        tag = f' `json:"{step}"`' if name.lower() != step.lower() else ""
        opening += f"struct {{\n{tabs}\t{name} "
        closing = f"{tag}\n{tabs}}}{closing}"
        value += f".{name}"
    statement = f"fmt.Print({value})"
    if conditions:
        statement = f"if {' && '.join(conditions)} {{\n\t{statement}\n}}"
    return f"{opening}string{closing}", statement

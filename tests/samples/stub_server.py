"""Run samples as readers would, and record the requests that a local server receives from them."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from sphinxext_gptproto.samples import LANGUAGES, Language, Request, get_sample_languages
from sphinxext_gptproto.samples.body import FormBody, JsonBody, MultipartBody, RawBody

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://api.example.com"
KEY = "sk-te st:$(id)`'\"&+/=%41\\!"
COMMANDS = {
    "curl": ("sample.sh", ["bash", "-euo", "pipefail", "sample.sh"], "curl"),
    "python": ("sample.py", [sys.executable, "sample.py"], sys.executable),
    "javascript": ("sample.mjs", ["node", "sample.mjs"], "node"),
    "go": ("main.go", ["go", "run", "main.go"], "go"),
}
"""For each language: the name of the file, the command, the program that must be installed."""
FILE = b"\x00\xff a file\r\n"
CLIENT_HEADERS = {
    "accept", "accept-encoding", "accept-language", "connection", "content-length", "content-type", "host",
    "sec-fetch-mode", "user-agent",
}  # fmt: skip


def missing_program(language: str) -> str:
    """Return the name of the program that a language needs if it is not installed, else an empty string."""
    program = COMMANDS[language][2]
    return "" if shutil.which(program) else program


@dataclass
class ReceivedRequest:
    """A request as the server has parsed it, without what differs between languages."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    type: str
    body: Any


@dataclass
class Run:
    """The result of running a sample."""

    status: int
    stdout: str
    stderr: str
    files: dict[str, bytes]
    received: list[ReceivedRequest] = field(default_factory=list)


class StubServer:
    """A local server that takes the place of the service."""

    def __init__(self) -> None:
        self.received: dict[str, list[ReceivedRequest]] = {}
        self.response: tuple[int, str, list[bytes]] = (200, "application/json", [b'{"ok": true}'])
        self.resume = threading.Event()
        """Set when the client has printed the first part of a stream."""
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                run, _, rest = self.path.lstrip("/").partition("/")
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                stub.received.setdefault(run, []).append(read_request(self.command, f"/{rest}", self.headers, body))
                status, kind, parts = stub.response
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if len(parts) == 1:
                    self.send_header("Content-Length", str(len(parts[0])))
                    self.end_headers()
                    self.wfile.write(b"" if self.command == "HEAD" else parts[0])
                    return
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for position, part in enumerate(parts):
                    if position:
                        stub.resume.wait(10)
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
                self.wfile.write(b"0\r\n\r\n")

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return self.handle_any
                raise AttributeError(name)

            def log_message(self, *_: object) -> None:
                pass

        self.http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http_server.serve_forever, daemon=True).start()

    @contextmanager
    def start(self, language: Language, request: Request) -> Iterator[tuple[subprocess.Popen[str], Path, str]]:
        """Start a sample in a temporary folder with the files that it reads."""
        name, command, _ = COMMANDS[language.name]
        with TemporaryDirectory() as folder:
            run = Path(folder).name
            code = language.render(request)
            assert code.count(BASE) == 1
            code = code.replace(BASE, f"http://127.0.0.1:{self.http_server.server_port}/{run}")
            Path(folder, name).write_text(code, encoding="utf-8")
            for file in files_of(request):
                Path(folder, file).parent.mkdir(parents=True, exist_ok=True)
                Path(folder, file).write_bytes(FILE)
            environment = {**os.environ, "EXAMPLE_KEY": KEY, "no_proxy": "127.0.0.1", "GO111MODULE": "off"}
            with subprocess.Popen(
                command, cwd=folder, env=environment, text=True, encoding="utf-8",
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ) as process:  # fmt: skip
                yield process, Path(folder), run

    def send(self, language: Language, request: Request) -> Run:
        """Run a sample to its end."""
        with self.start(language, request) as (process, folder, run):
            stdout, stderr = process.communicate(timeout=60)
            files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        return Run(process.returncode, stdout, stderr, files, self.received.get(run, []))

    def send_all(self, request: Request) -> dict[str, Run]:
        """Run the samples of all languages whose programs are installed."""
        languages = [LANGUAGES[name] for name in get_sample_languages() if not missing_program(name)]
        with ThreadPoolExecutor(4) as pool:
            runs = pool.map(lambda language: self.send(language, request), languages)
            return {language.name: run for language, run in zip(languages, runs, strict=True)}

    def close(self) -> None:
        self.http_server.shutdown()
        self.http_server.server_close()


def files_of(request: Request) -> list[str]:
    match request.body:
        case MultipartBody(files=files):
            return [part.value for part in files]
        case RawBody(file=file) if file:
            return [file]
    return []


def read_request(method: str, target: str, headers: Any, body: bytes) -> ReceivedRequest:
    parts = urlsplit(target)
    names = {name.lower(): value.encode("latin-1").decode() for name, value in headers.items()}
    content_type = names.get("content-type", "")
    kind, content = content_type.partition(";")[0], None
    if kind == "multipart/form-data":
        content = sorted(read_parts(body, re.search(r'boundary="?([^";]+)', content_type)[1].encode()))
    elif kind == "application/x-www-form-urlencoded":
        content = sorted(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind.endswith("json"):
        content = json.loads(body)
    elif body:
        content = body
    sample_headers = {name: value for name, value in names.items() if name not in CLIENT_HEADERS}
    return ReceivedRequest(
        method, parts.path, parse_qsl(parts.query, keep_blank_values=True), sample_headers, kind, content
    )


def read_parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, str, str, bytes]]:
    """Yield name, file name, media type and content."""
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        names = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
        kind = re.search(r"(?i)content-type: (\S+)", head.decode())
        yield names["name"], names.get("filename", ""), kind[1] if kind else "", content.removesuffix(b"\r\n")


def expected_request(request: Request) -> ReceivedRequest:
    """Return what the server should receive."""
    query, headers, kind, body = list(request.query), {}, "", None
    for credential in request.credentials:
        key = base64.b64encode(KEY.encode()).decode() if credential.is_basic else KEY
        if credential.location == "query":
            query.append((credential.name, key))
        else:
            headers[credential.name.lower()] = credential.prefix + key
    headers |= {name.lower(): value for name, value in request.headers}
    match request.body:
        case JsonBody(value=value, type=media_type):
            kind, body = media_type, value
        case MultipartBody(parts=parts):
            kind = "multipart/form-data"
            body = sorted(
                (p.name, Path(p.value).name, p.content_type, FILE) if p.is_file else (p.name, "", "", p.value.encode())
                for p in parts
            )
        case FormBody(fields=fields):
            kind, body = "application/x-www-form-urlencoded", sorted((part.name, part.value) for part in fields)
        case RawBody(type=media_type, text=text, file=file):
            kind, body = media_type, FILE if file else text.encode()
    headers = {name: value for name, value in headers.items() if name not in CLIENT_HEADERS}
    return ReceivedRequest(request.method, request.path, query, headers, kind, body)

"""Collects the messages of the package from its code, for the documentation that lists them and the test of that list.

A message is a text that is given to one of the functions and errors in :data:`RECEIVERS`, either directly or by way of
a variable named ``reason``, ``message`` or ``msg``. In the template of a message, each value is ``{}``.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sphinxext_gptproto

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(sphinxext_gptproto.__file__).parent
VARIABLES: Final = frozenset({"reason", "message", "msg"})
RECEIVERS: Final = {
    "report": ("error", 2),
    "_report": ("error", 2),
    "_report_broken": ("warning", 1),
    "_fault": ("error", 2),
    "SpecError": ("error", 1),
    "BrokenReferenceError": ("error", 0),
    "Finding": ("warning", 2),
    "warn": ("build", 1),
    "UnreadableSourceError": ("refusal", 1),
    "OutputError": ("refusal", 0),
    "stop": ("refusal", 0),
    "error": ("refusal", 0),
}
"""Names of functions and errors that receive messages: the kind of their messages, unless ``severity=`` says it, and
the position of the argument."""
_REPORTS: Final = frozenset({"report", "_report"})
_WITHOUT_FILE: Final = ("loaders/postman/", "loaders/openapi/gptproto_extension.py")
"""Where the functions of these names do not have the file as their first argument."""
_RULES: Final = {"loaders/checks.py": "note", "spec/servers.py": "error"}
"""Modules whose functions yield a place, a reason and a hint, or return reason and hint; with the kind of the yielded
messages, as it is in OpenAPI files. In native files, all of them are errors."""
_CALLERS: Final = "loaders/openapi/"
"""Where the functions are called that return reason and hint."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the package."""

    file: str
    """Path of the module, relative to the package."""
    line: int
    kind: str
    """``error``, ``warning``, ``note``, ``build`` or ``refusal``."""
    template: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """A pattern that matches every message of this template."""
        return re.compile(".*".join(map(re.escape, self.template.split("{}"))))


@cache
def collect_messages() -> list[Message]:
    """Return all messages of the package, in the order of modules and lines; parsed once in a process."""
    messages: dict[tuple[str, str], Message] = {}
    returned = _get_kinds_of_returned()
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                kind_of_returned = returned.get(node.name, "error")
                for line, kind, template in _collect_from(node, file, kind_of_returned):
                    if len(re.sub(r"\{\}|\W", "", template)) > 3:
                        messages.setdefault((file, template), Message(file, line, kind, template))
    return sorted(messages.values(), key=lambda message: (message.file, message.line))


def get_strings(tree: ast.AST) -> Iterator[str]:
    """Yield the strings of a program, with ``{}`` for each value in an f-string."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.JoinedStr, ast.BinOp)):
            yield from _get_templates(node)


def _get_kinds_of_returned() -> dict[str, str]:
    """Return the kinds of the messages that functions return, by the names of the functions."""
    kinds: dict[str, str] = {}
    for path in sorted((PACKAGE / _CALLERS).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            receivers = [(call, kind) for call in calls if (kind := _get_kind(call)) is not None]
            if not isinstance(function, ast.FunctionDef) or not receivers:
                continue
            for call, kind in receivers:
                for argument in call.args:
                    if isinstance(argument, ast.Starred) and isinstance(argument.value, ast.Call):
                        kinds.setdefault(_get_name(argument.value), kind)
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                    kind = next((kind for call, kind in receivers if call.lineno > node.lineno), "error")
                    kinds.setdefault(_get_name(node.value), kind)
    return kinds


def _collect_from(function: ast.AST, file: str, returned: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and template of each message of a function.

    :param returned: the kind of what it returns.
    """
    calls = sorted(
        (node.lineno, kind)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and (kind := _get_kind(node)) is not None
    )
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and (kind := _get_kind(node)) is not None:
            name = _get_name(node)
            position = RECEIVERS[name][1] - (name in _REPORTS and file.startswith(_WITHOUT_FILE))
            for value in node.args[position : position + 1]:
                yield from ((node.lineno, kind, template) for template in _get_templates(value))
        elif isinstance(node, ast.Assign):
            default = _RULES.get(file, "error")
            kind = next((kind for line, kind in calls if line >= node.lineno), default)
            for value in _get_assigned(node):
                yield from ((node.lineno, kind, template) for template in _get_templates(value))
        elif file in _RULES and isinstance(node, (ast.Yield, ast.Return)) and isinstance(node.value, ast.Tuple):
            is_rule = isinstance(node, ast.Yield)
            kind = _RULES[file] if is_rule else returned
            yield from ((node.lineno, kind, template) for template in _get_templates(node.value.elts[is_rule]))


def _get_kind(call: ast.Call) -> str | None:
    """Return the kind of the messages that a call receives; ``None`` if it receives none."""
    name = _get_name(call)
    if name not in RECEIVERS:
        return None
    values = [keyword.value for keyword in call.keywords if keyword.arg == "severity"]
    if name == "Finding":
        values += call.args[4:5]
    kinds = [value.value for value in values if isinstance(value, ast.Constant)]
    return str(kinds[0]) if kinds else RECEIVERS[name][0]


def _get_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _get_assigned(node: ast.Assign) -> Iterator[ast.expr]:
    """Yield the values that an assignment gives to variables of messages."""
    for target in node.targets:
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        yield from (value for name, value in pairs if isinstance(name, ast.Name) and name.id in VARIABLES)


def _get_templates(value: ast.AST) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values)
    elif isinstance(value, ast.IfExp):
        yield from _get_templates(value.body)
        yield from _get_templates(value.orelse)
    elif isinstance(value, ast.BinOp):
        for left in _get_templates(value.left):
            yield from (left + right for right in _get_templates(value.right))

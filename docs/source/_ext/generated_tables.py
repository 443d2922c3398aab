"""Directives for this documentation: tables that are generated from the package, so that they always match the code."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import types
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from docutils import nodes
from messages import PACKAGE, collect_messages
from pydantic import BaseModel
from sphinx.util.docutils import SphinxDirective

from sphinxext_gptproto.build_warnings import WarningSubtype
from sphinxext_gptproto.loaders import foreign_formats, native_format
from sphinxext_gptproto.mdx.options import MdxOptions
from sphinxext_gptproto.reference.config import GptprotoConfig
from sphinxext_gptproto.reference.nodes_from.commonmark import parse_inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

HEADINGS = {
    "RegistryFile": "registry-file",
    "ServicePart": "service",
    "ErrorPart": "error-entry",
    "ComponentsPart": "components",
    "OperationPart": "operation",
    "ParameterPart": "parameter",
    "RequestBodyPart": "request-body",
    "MediaTypePart": "media-type",
    "ExamplePart": "example",
    "ResponsePart": "response",
    "HeaderPart": "response-header",
    "StreamingPart": "streaming",
    "SecuritySchemePart": "security-scheme",
    "OAuthFlowPart": "oauth-flow",
    "WebhookPart": "webhook",
    "CallbackPart": "callback",
    "CodeSamplePart": "code-sample",
    "LinkPart": "link",
    "EncodingPart": "encoding",
    "DiscriminatorPart": "discriminator",
    "ExternalDocsPart": "external-documentation",
    "ContactPart": "contact",
    "LicensePart": "license",
    "ServerVariablePart": "server-variable",
    "ServerPart": "server",
    "SchemaPart": "schema",
    "ProviderPart": "provider",
    "ModelPart": "model",
    "EndpointPart": "endpoint",
    "OverridePart": "override",
    "LevelPart": "level",
}
"""The id of the heading in registry.md under which each model is described.

The name of the type in the tables is the id with spaces instead of hyphens.
"""

TYPE_NAMES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    Any: "any JSON value",
}


def get_docstrings(cls: type) -> dict[str, str]:
    """Return the attribute docstrings of a class: the string literals below its assignments, by attribute name."""
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0].body  # type: ignore[attr-defined]
    docstrings = {}
    for first, second in pairwise(body):
        target = first.targets[0] if isinstance(first, ast.Assign) else getattr(first, "target", None)
        if isinstance(target, ast.Name) and isinstance(second, ast.Expr) and isinstance(second.value, ast.Constant):
            docstrings[target.id] = " ".join(str(second.value.value).split())
    return docstrings


def make_table(
    titles: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[Sequence[nodes.Node]]]
) -> nodes.table:
    """Return a table in which each cell is a single paragraph.

    :param rows: the inline nodes of each cell.
    """
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(titles))
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", title)) for title in titles))
    body = [nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *line)) for line in row)) for row in rows]
    group += [nodes.thead("", head), nodes.tbody("", *body)]
    return nodes.table("", group)


class OptionTable(SphinxDirective):
    """List every configuration value, each as a target of the role ``confval``."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        rows = []
        targets = []  # placed before the table, because Mintlify's link checker does not see anchors in its cells
        for group in (GptprotoConfig, MdxOptions):
            self.env.note_dependency(inspect.getfile(group))
            for value in group.get_declarations():
                target = nodes.target("", "", ids=[f"confval-{value.name}"])
                self.state.document.note_explicit_target(target)
                self.env.get_domain("std").note_object("confval", value.name, f"confval-{value.name}", location=target)
                targets.append(target)
                rows.append(
                    [
                        [nodes.literal("", value.name)],
                        [nodes.literal("", value.type_name)],
                        [nodes.literal("", repr(value.default))],
                        parse_inline(value.doc),
                    ]
                )
        return [*targets, make_table(["Name", "Type", "Default", "Meaning"], [24, 12, 24, 40], rows)]


class WarningTable(SphinxDirective):
    """List every warning subtype."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(inspect.getfile(WarningSubtype))
        meanings = get_docstrings(WarningSubtype)
        rows = [
            [[nodes.literal("", f"gptproto.{subtype.value}")], parse_inline(meanings[subtype.name])]
            for subtype in WarningSubtype
        ]
        return [make_table(["Warning", "Meaning"], [30, 70], rows)]


class ForeignFormatTable(SphinxDirective):
    """List the formats that are refused by their names."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(foreign_formats.__file__)
        rows = [[[nodes.Text(row.title)], [nodes.Text(row.hint)]] for row in foreign_formats.FOREIGN_FORMATS]
        return [make_table(["A file that is", "What to do"], [40, 60], rows)]


class MessageTable(SphinxDirective):
    """List the messages of some kinds; see :mod:`.messages`. ``:in:`` limits them to modules below some paths."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"in": str.split}

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        kinds, paths = self.arguments[0].split(), tuple(self.options.get("in", [""]))
        rows: dict[tuple[str, str], list[list[nodes.Node]]] = {}
        for message in collect_messages():
            self.env.note_dependency(str(PACKAGE / message.file))
            text = re.sub("…+", "…", " ".join(message.template.replace("{}", "…").split()))
            if message.kind in kinds and message.file.startswith(paths) and not text.startswith("…; "):
                rows[message.kind, text] = [[nodes.Text(message.kind)], [nodes.literal("", text)]]
        ordered = [row for _key, row in sorted(rows.items(), key=lambda item: kinds.index(item[0][0]))]
        if len(kinds) == 1:
            return [make_table(["Message"], [100], [row[1:] for row in ordered])]
        return [make_table(["Kind", "Message"], [12, 88], ordered)]


class KeyTable(SphinxDirective):
    """List the keys of one part of a registry file. The argument is the name of a model in ``native_format``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        part: type[BaseModel] = getattr(native_format, self.arguments[0])
        self.env.note_dependency(inspect.getfile(part))
        rows = []
        for item in part.model_fields.values():
            alias = item.alias or ""
            type_nodes = list(describe(item.annotation))
            if item.is_required():
                type_nodes += [nodes.Text(", "), nodes.strong("", "required")]
            rows.append([[nodes.literal("", alias)], type_nodes, parse_inline(item.description or "")])
        return [make_table(["Key", "Type", "Meaning"], [24, 30, 46], rows)]


def describe(annotation: Any) -> Iterator[nodes.Node]:
    """Yield the name of a type as inline nodes, with links to the headings of the models in it."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    arguments = get_args(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        alternatives = [argument for argument in arguments if argument is not type(None)]
        for number, alternative in enumerate(alternatives):
            yield from [nodes.Text(" or ")] if number else []
            yield from describe(alternative)
    elif get_origin(annotation) is Literal:
        for number, value in enumerate(value for value in arguments if value != ""):
            yield from [nodes.Text(", ")] if number else []
            yield nodes.literal("", str(value))
    elif get_origin(annotation) is list:
        yield nodes.Text("list of ")
        yield from describe(arguments[0])
    elif get_origin(annotation) is dict:
        yield nodes.Text("mapping of ")
        yield from describe(arguments[1])
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if heading := HEADINGS.get(annotation.__name__):
            yield nodes.reference("", heading.replace("-", " "), refid=heading, internal=True)
        else:
            yield nodes.literal("", "$ref")
    else:
        yield nodes.Text(TYPE_NAMES[annotation])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("option-table", OptionTable)
    app.add_directive("warning-table", WarningTable)
    app.add_directive("foreign-format-table", ForeignFormatTable)
    app.add_directive("message-table", MessageTable)
    app.add_directive("key-table", KeyTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""The directives: ``api-endpoint``, ``api-endpoints``, ``api-schema`` and ``gptproto-errors``.

They look the registry up, let :mod:`.endpoint` make the nodes, and tell the domain where things now stand.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation

from ...build_warnings import WarningSubtype, warn
from ...content.parts import PARTS
from ...samples import RequestError, list_made
from ...spec.errors import AmbiguousNameError, UnknownNameError, did_you_mean, nearest
from ...spec.names import make_anchor, short_name
from ...spec.selectors import Selection, split_selectors
from .. import nodes as ours
from ..config import GptprotoConfig
from ..domain import Documented, get_domain
from ..late_content import make_pending
from .base import RegistryDirective

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx

    from ...spec.model import Endpoint, ErrorEntry
    from ..nodes_from.endpoint import Composer, Part

_: Final = get_translation("sphinxext_gptproto")
_STEMS: Final = tuple(f"{place}-" for place in ("path", "query", "header", "cookie", "body", "response", "callback"))
"""How the anchors of fields begin."""


def _names_out_of(known: Sequence[str]) -> Callable[[str | None], list[str]]:
    """Return a converter for an option that lists names."""

    def convert(argument: str | None) -> list[str]:
        names = (argument or "").replace(",", " ").split()
        for name in names:
            if name not in known:
                message = f"{name!r} is not one of {', '.join(known)}{did_you_mean(nearest(name, known))}"
                raise ValueError(message)
        return names

    return convert


class EndpointDirective(RegistryDirective):
    """Base of the directives that show endpoints."""

    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "parts": _names_out_of(PARTS),
        "languages": _names_out_of(list_made()),
        "no-index": directives.flag,
    }

    def show(self, endpoint: Endpoint) -> tuple[ours.api_endpoint, list[nodes.Element]]:
        """Return an endpoint's nodes; without their content, which :class:`.late_content.FillEndpoints` puts in.

        :return: the head, which has the overview, and the parts behind it.
        """
        config = GptprotoConfig.from_config(self.config)
        parts: list[str] = self.options["parts"] if self.options.get("parts") else config.parts
        try:
            composer, made = self._composer(endpoint, parts)
        except RequestError as error:
            warn(WarningSubtype.SAMPLE, f"{endpoint.id}: {error}", location=(self.env.docname, self.lineno))
            parts = [part for part in parts if part != "samples"]
            composer, made = self._composer(endpoint, parts)
        head, shown = composer.endpoint(endpoint, made)
        head.pending = replace(make_pending(composer), parts=tuple(parts), siblings=len(shown))
        plain = f"endpoint-{make_anchor(endpoint.id)}"
        if plain not in self.state.document.ids:  # an endpoint needs no prefix unless it is shown twice
            head["ids"] = [plain]
        for node in (head, *shown):
            if node["ids"]:
                self.state.document.note_explicit_target(node, node)
        if "no-index" not in self.options:
            title = f"{endpoint.operation.method} {endpoint.operation.path}: {endpoint.title}"
            noted = Documented(
                kind="endpoint",
                name=endpoint.id,
                anchor=head["ids"][0],
                title=title,
                line=self.lineno,
                prefix=composer.prefix,
                parts=tuple(parts),
            )
            get_domain(self.env).note_object(self.env.docname, noted)
        return head, shown

    def _composer(self, endpoint: Endpoint, names: Sequence[str]) -> tuple[Composer, list[Part]]:
        """Return a composer whose anchors the page does not have yet, and its parts."""
        composer, number = self.composer(prefix=""), 1
        made = composer.parts(endpoint, names)
        fixed = {f"endpoint-{make_anchor(endpoint.id)}", *(part.name for part in made)}
        if "errors" in fixed:
            fixed |= {f"error-{make_anchor(name)}" for name in endpoint.operation.errors}
        ids = self.state.document.ids  # titles of sections

        def get_anchors() -> set[str]:
            own = fixed.union(anchor for part in made for anchor, _field in part.get_fields())
            return {composer.prefix + anchor for anchor in own}

        is_first = not self._anchors and "gptproto_anchors" not in self.env.temp_data
        if not is_first or any(name in fixed or name.startswith(_STEMS) for name in ids):
            taken, anchors = self._taken, get_anchors()
            while not (taken.isdisjoint(anchors) and ids.keys().isdisjoint(anchors)):
                composer = replace(
                    composer, prefix=f"{make_anchor(endpoint.id)}-" + (f"{number}-" if number > 1 else "")
                )
                number += 1
                anchors = get_anchors()
            if composer.prefix:
                made = composer.parts(endpoint, names)
        self._anchors.append(get_anchors)
        return composer, made


class ApiEndpoint(EndpointDirective):
    """Shows an endpoint.

    .. code-block:: text

       api_endpoint
         api_signature
         paragraph ...             the description, then the directive's own content
       api_part "Authentication"   api_parameter_list
       api_part "Request body"     api_parameter_list
       api_part "Request samples"  api_samples > api_sample ...
       api_part "Response"         api_response ...
       api_part "Errors"           api_error ...
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the endpoint's nodes."""
        self.note_use("endpoint", self.arguments[0])
        try:
            endpoint = self.registry.get(self.arguments[0])
        except (UnknownNameError, AmbiguousNameError) as error:
            return self.unknown(error)
        head, shown = self.show(endpoint)
        if self.content:
            head += self.parse_content_to_nodes()
        return [head, *shown]


def _selectors(argument: str | None) -> tuple[str, ...]:
    return split_selectors(argument or "")


def _tags(argument: str | None) -> tuple[str, ...]:
    """Return the names between commas and line ends: a tag may hold spaces."""
    return tuple(name for part in (argument or "").replace(",", "\n").splitlines() if (name := part.strip()))


class SelectsEndpoints(RegistryDirective):
    """Base of the directives that show the endpoints which their filters let pass.

    The argument is a level of endpoint ids; nothing means all.
    """

    optional_arguments = 1
    filters: ClassVar[dict[str, Any]] = {
        "include": _selectors,
        "exclude": _selectors,
        "paths": _selectors,
        "methods": _selectors,
        "tags": _tags,
        "providers": _tags,
        "models": _tags,
        "formats": _tags,
        "tasks": _tags,
        "source": directives.unchanged_required,
    }

    def make_selection(self) -> Selection:
        """Return what the filters let pass; warn about each that nothing fits."""
        source = self.options.get("source", "")
        selection = Selection(
            level=self.arguments[0].strip("/") if self.arguments else "",
            include=(*self.options.get("include", ()), *self.options.get("paths", ())),
            exclude=self.options.get("exclude", ()),
            tags=self.options.get("tags", ()),
            methods=self.options.get("methods", ()),
            providers=self.options.get("providers", ()),
            models=self.options.get("models", ()),
            formats=self.options.get("formats", ()),
            tasks=self.options.get("tasks", ()),
            source=str(Path(self.env.srcdir) / source) if source else "",
        )
        for fault in selection.find_faults(self.registry):
            warn(WarningSubtype.ENDPOINT, str(fault), location=(self.env.docname, self.lineno))
        return selection

    def warn_empty(self) -> list[nodes.Node]:
        """Warn that the filters let nothing pass, and leave a mark on the page that says so too."""
        words = "no endpoint passes all filters of this directive"
        warn(WarningSubtype.ENDPOINT, words, location=(self.env.docname, self.lineno))
        shown = _("No endpoint passes all filters of this directive.")
        return [nodes.warning("", nodes.paragraph("", shown))]


class ApiEndpoints(EndpointDirective, SelectsEndpoints):
    """Shows every endpoint that its filters let pass, each as a section.

    ``:group:`` puts a section for each level around them.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        **EndpointDirective.option_spec,
        **SelectsEndpoints.filters,
        "group": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return a section for each endpoint, or for each level."""
        selection = self.make_selection()
        self.note_use("selection", selection.name)
        endpoints = selection.select(self.registry)
        if not endpoints:
            return self.warn_empty()
        if "group" not in self.options:
            return [node for endpoint in endpoints for node in self._show_titled(endpoint)]
        groups: dict[str, list[Endpoint]] = {}
        for endpoint in endpoints:
            groups.setdefault(endpoint.id.rpartition("/")[0], []).append(endpoint)
        return [node for level, members in groups.items() for node in self._show_level(level, members)]

    def _show_level(self, level: str, endpoints: Sequence[Endpoint]) -> list[nodes.Node]:
        """Return the endpoints right below a level, with its title and description before them."""
        shown = [node for endpoint in endpoints for node in self._show_titled(endpoint)]
        if not level:
            return shown
        self.note_use("level", level)
        described = self.registry.levels.get(level)
        prose = self.composer(prefix="").prose(described.description) if described else []
        name = described.source_title if described else ""
        return self._titled(self.registry.get_level_title(level), "", [*prose, *shown], name=name)

    def _show_titled(self, endpoint: Endpoint) -> list[nodes.Node]:
        self.note_use("endpoint", endpoint.id)
        head, shown = self.show(endpoint)
        anchor, head["ids"] = head["ids"][0], []  # the title is what links lead to
        return self._titled(endpoint.title or endpoint.id, anchor, [head, *shown])

    def _titled(self, title: str, anchor: str, content: Sequence[nodes.Node], *, name: str = "") -> list[nodes.Node]:
        """Return a section; where there can be none (in a note, in a table), a rubric and the content.

        :param name: what its anchor is made of where there is none: the title, unless that is a translation.
        """
        if not isinstance(self.state_machine.node, (nodes.document, nodes.section)):
            return [nodes.rubric("", title, ids=[anchor] if anchor else []), *content]
        section = nodes.section("", nodes.title("", title), *content, ids=[anchor] if anchor else [])
        self.set_source_info(section)
        section["names"] = [] if anchor else [nodes.fully_normalize_name(name or title)]
        if anchor:
            self.state.document.ids[anchor] = section
        else:
            self.state.document.note_implicit_target(section, section)
        return [section]


class GptprotoErrors(RegistryDirective):
    """Shows the error catalogue, or the errors of one endpoint: ``error ...``, with the directive's content before."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"only": directives.unchanged_required, "no-index": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the blocks."""
        try:
            entries = self._entries()
        except (UnknownNameError, AmbiguousNameError) as error:
            return self.unknown(error)
        notes = self.parse_content_to_nodes() if self.content else []
        number = self.env.new_serialno("gptproto-errors")
        prefix = f"{number}-" if number else ""
        while not self._taken.isdisjoint(anchors := {f"{prefix}error-{make_anchor(entry.id)}" for entry in entries}):
            number += 1
            prefix = f"{number}-"
        self._anchors.append(lambda: anchors)
        shown = self.composer(prefix=prefix).errors(entries)
        for node, entry in zip(shown, entries, strict=True):
            self.set_source_info(node)
            self.state.document.note_explicit_target(node, node)
            if "no-index" not in self.options:
                noted = Documented(
                    kind="error", name=entry.id, anchor=node["ids"][0], title=node.title, line=self.lineno
                )
                get_domain(self.env).note_object(self.env.docname, noted)
        return [*notes, *shown]

    def _entries(self) -> list[ErrorEntry]:
        registry = self.registry
        names: Sequence[str]
        if "only" in self.options:
            names = self.options["only"].replace(",", " ").split()
            for name in names:
                self.note_use("error", name)
        elif self.arguments:
            self.note_use("endpoint", self.arguments[0])
            names = registry.get(self.arguments[0]).operation.errors
        else:
            self.note_use("errors", "")
            names = list(registry.errors)
        return [registry.get_error(name) for name in names]


class ApiSchema(RegistryDirective):
    """Shows a shared schema: what it is for, and its fields. The argument is its name."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"no-index": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the schema's node."""
        name = self.arguments[0].strip()
        self.note_use("schema", name)
        schema = self.registry.get_schema(name)
        if schema is None:
            return self.unknown(UnknownNameError(name, kind="schema", nearest=nearest(name, self.registry.schemas)))
        number = self.env.new_serialno("gptproto-schemas")
        composer = self.composer(prefix=f"{make_anchor(name)}-" if number else "")
        # No field of the schema has such an id, whatever it is called.
        node = ours.api_schema(schema=name, ids=[f"{composer.prefix}schema--{make_anchor(short_name(name))}"])
        node["classes"].append("gp-schema")
        node.pending = make_pending(composer)
        if self.content:
            node += self.parse_content_to_nodes()
        self.set_source_info(node)
        self.state.document.note_explicit_target(node, node)
        if "no-index" not in self.options:
            title = short_name(name)
            noted = Documented(kind="schema", name=name, anchor=node["ids"][0], title=title, line=self.lineno)
            get_domain(self.env).note_object(self.env.docname, noted)
        return [node]


DIRECTIVES: Final = {
    "api-endpoint": ApiEndpoint,
    "api-endpoints": ApiEndpoints,
    "gptproto-errors": GptprotoErrors,
    "api-schema": ApiSchema,
}


def setup_directives(app: Sphinx) -> None:
    """Register the directives."""
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)

"""The directives ``api-endpoint`` and ``api-endpoints``.

Each looks endpoints up in the registry, has :mod:`.nodes_from.endpoint` make the nodes, and tells the domain which page
documents them. :func:`show_endpoint` does so for a generated page, too, which has no directive.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation

from ...build_warnings import WarningSubtype
from ...content.parts import PARTS
from ...samples import RequestError, get_sample_languages
from ...spec.errors import AmbiguousNameError, UnknownNameError, did_you_mean, nearest
from ...spec.names import make_anchor
from ...spec.selectors import Selection, split_selectors
from .. import nodes as ours
from ..domain import Documented
from ..late_content import make_pending
from .base import RegistryDirective

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx

    from ...spec.model import Endpoint
    from ...spec.registry import SpecRegistry
    from ..nodes_from.endpoint import Composer, PagePart
    from .base import Placement

_: Final = get_translation("sphinxext_gptproto")
_FIELD_PLACES: Final = ("path-", "query-", "header-", "cookie-", "body-", "response-", "callback-")
"""What the anchors of fields begin with."""


def _list_of(names: Sequence[str]) -> Callable[[str | None], list[str]]:
    """Return a converter for an option that lists some of these names."""

    def convert(argument: str | None) -> list[str]:
        listed = (argument or "").replace(",", " ").split()
        for name in listed:
            if name not in names:
                message = f"{name!r} is not one of {', '.join(names)}{did_you_mean(nearest(name, names))}"
                raise ValueError(message)
        return listed

    return convert


# -- endpoints --------------------------------------------------------------------------------------------------------


def show_endpoint(
    placement: Placement,
    name: str,
    *,
    parts: Sequence[str] = (),
    languages: Sequence[str] = (),
    indexed: bool = True,
) -> list[nodes.Node]:
    """Return the nodes of an endpoint for a place on a page: the head, then the parts.

    :param name: its id, or another name that is its alone.
    """
    placement.note_use("endpoint", name)
    try:
        endpoint = placement.registry.get(name)
    except (UnknownNameError, AmbiguousNameError) as error:
        return placement.warn_unknown(error)
    head, sections = make_endpoint(placement, endpoint, parts=parts, languages=languages, indexed=indexed)
    return [head, *sections]


def make_endpoint(
    placement: Placement,
    endpoint: Endpoint,
    *,
    parts: Sequence[str] = (),
    languages: Sequence[str] = (),
    indexed: bool = True,
) -> tuple[ours.api_endpoint, list[nodes.Element]]:
    """Return an endpoint's nodes; without their content, which :class:`.late_content.AddEndpointContent` adds.

    :param parts: names of the parts to show, if not those of ``conf.py``.
    :param languages: of samples, if not those of ``conf.py``.
    :param indexed: whether links and indices lead here.
    :return: the head, which has the overview, and the parts that follow it.
    """
    names = list(parts or placement.config.parts)
    try:
        composer, planned = _plan_parts(placement, endpoint, names, languages)
    except RequestError as error:
        placement.warn(WarningSubtype.SAMPLE, f"{endpoint.id}: {error}")
        names = [name for name in names if name != "samples"]
        composer, planned = _plan_parts(placement, endpoint, names, languages)
    head, sections = composer.endpoint(endpoint, planned)
    head.pending = replace(make_pending(composer), parts=tuple(names), siblings=len(sections))
    plain = f"endpoint-{make_anchor(endpoint.id)}"
    if plain not in placement.document.ids:  # a prefix is needed only where the page shows the endpoint again
        head["ids"] = [plain]
    for node in (head, *sections):
        if node["ids"]:
            placement.note_target(node)
    if indexed:
        placement.note_object(
            Documented(
                kind="endpoint",
                name=endpoint.id,
                anchor=head["ids"][0],
                title=_name_object(placement.registry, endpoint),
                line=placement.line,
                prefix=composer.prefix,
                parts=tuple(names),
            )
        )
    return head, sections


def _name_object(registry: SpecRegistry, endpoint: Endpoint) -> str:
    """Return what the search and the inventory call an endpoint."""
    version = registry.get_version(endpoint.operation)
    mark = f" ({version.label})" if version else ""
    return f"{endpoint.operation.method} {endpoint.operation.path}: {endpoint.title}{mark}"


def _plan_parts(
    placement: Placement, endpoint: Endpoint, names: Sequence[str], languages: Sequence[str]
) -> tuple[Composer, list[PagePart]]:
    """Return a composer whose anchors are new on the page, and its parts.

    The first endpoint of a page has anchors without a prefix. Those of its fields are compared with others only where
    the page has another endpoint, or ids of sections that look like them: to list them, all fields must be built.
    """
    composer, number = placement.make_composer(languages=languages), 1
    parts = composer.parts(endpoint, names)
    fixed = {f"endpoint-{make_anchor(endpoint.id)}", *(part.name for part in parts)}
    if "errors" in fixed:
        fixed |= {f"error-{make_anchor(name)}" for name in endpoint.operation.errors}
    section_ids = placement.document.ids

    def get_anchors() -> set[str]:
        anchors = fixed.union(anchor for part in parts for anchor, _field in part.get_fields())
        return {composer.prefix + anchor for anchor in anchors}

    may_clash = any(name in fixed or name.startswith(_FIELD_PLACES) for name in section_ids)
    if placement.has_anchors or may_clash:
        others, anchors = placement.get_anchors(), get_anchors()
        while not (others.isdisjoint(anchors) and section_ids.keys().isdisjoint(anchors)):
            prefix = f"{make_anchor(endpoint.id)}-" + (f"{number}-" if number > 1 else "")
            composer = replace(composer, prefix=prefix)
            number += 1
            anchors = get_anchors()
        if composer.prefix:
            parts = composer.parts(endpoint, names)
    placement.add_anchors(get_anchors)
    return composer, parts


class EndpointDirective(RegistryDirective):
    """Base of the directives that show endpoints."""

    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "parts": _list_of(PARTS),
        "languages": _list_of(get_sample_languages()),
        "no-index": directives.flag,
    }

    def get_choices(self) -> dict[str, Any]:
        """Return the options, as :func:`make_endpoint` takes them."""
        return {
            "parts": self.options.get("parts", ()),
            "languages": self.options.get("languages", ()),
            "indexed": "no-index" not in self.options,
        }


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
        content = show_endpoint(self.placement, self.arguments[0], **self.get_choices())
        if self.content and isinstance(content[0], ours.api_endpoint):
            content[0] += self.parse_content_to_nodes()
        return content


def _selectors(argument: str | None) -> tuple[str, ...]:
    return split_selectors(argument or "")


def _tags(argument: str | None) -> tuple[str, ...]:
    """Return the names between commas and line ends; a name may contain spaces."""
    return tuple(name for part in (argument or "").replace(",", "\n").splitlines() if (name := part.strip()))


class SelectsEndpoints(RegistryDirective):
    """Base of the directives that show the endpoints which pass their filters.

    The argument is a level of endpoint ids; without it, all levels count.
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
        """Return the filters as a selection; warn about each that no endpoint passes."""
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
            self.placement.warn(WarningSubtype.ENDPOINT, str(fault))
        return selection

    def warn_empty(self) -> list[nodes.Node]:
        """Warn that no endpoint passes the filters, and return a note for the page that says so, too."""
        self.placement.warn(WarningSubtype.ENDPOINT, "no endpoint passes all filters of this directive")
        text = _("No endpoint passes all filters of this directive.")
        return [nodes.warning("", nodes.paragraph("", text))]


class ApiEndpoints(EndpointDirective, SelectsEndpoints):
    """Shows every endpoint that passes its filters, each as a section.

    With ``:group:``, the sections of each level are in a section of the level.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        **EndpointDirective.option_spec,
        **SelectsEndpoints.filters,
        "group": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return a section for each endpoint, or for each level."""
        selection = self.make_selection()
        self.placement.note_use("selection", selection.name)
        endpoints = selection.select(self.registry)
        if not endpoints:
            return self.warn_empty()
        if "group" not in self.options:
            return [node for endpoint in endpoints for node in self._show_titled(endpoint)]
        groups: dict[str, list[Endpoint]] = {}
        for endpoint in endpoints:
            groups.setdefault((self.registry.get_levels(endpoint) or [""])[-1], []).append(endpoint)
        return [node for level, members in groups.items() for node in self._show_level(level, members)]

    def _show_level(self, level: str, endpoints: Sequence[Endpoint]) -> list[nodes.Node]:
        """Return the endpoints right below a level, in a section with its title and description."""
        content = [node for endpoint in endpoints for node in self._show_titled(endpoint)]
        if not level:
            return content
        self.placement.note_use("level", level)
        described = self.registry.levels.get(level)
        prose = self.placement.make_composer().prose(described.description) if described else []
        name = described.source_title if described else ""
        return self._make_section(self.registry.get_level_title(level), "", [*prose, *content], name=name)

    def _show_titled(self, endpoint: Endpoint) -> list[nodes.Node]:
        self.placement.note_use("endpoint", endpoint.id)
        head, sections = make_endpoint(self.placement, endpoint, **self.get_choices())
        anchor, head["ids"] = head["ids"][0], []  # links lead to the title
        return self._make_section(endpoint.title or endpoint.id, anchor, [head, *sections])

    def _make_section(
        self, title: str, anchor: str, content: Sequence[nodes.Node], *, name: str = ""
    ) -> list[nodes.Node]:
        """Return a section; where sections are not allowed (in a note, in a table), a rubric and the content.

        :param anchor: its id; without it, docutils makes one.
        :param name: what docutils makes the id of: the title, unless that is a translation.
        """
        if not self.placement.takes_sections:
            return [nodes.rubric("", title, ids=[anchor] if anchor else []), *content]
        section = nodes.section("", nodes.title("", title), *content, ids=[anchor] if anchor else [])
        self.placement.set_source_info(section)
        section["names"] = [] if anchor else [nodes.fully_normalize_name(name or title)]
        if anchor:
            self.state.document.ids[anchor] = section
        else:
            self.state.document.note_implicit_target(section, section)
        return [section]


def setup_endpoint_directives(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("api-endpoint", ApiEndpoint)
    app.add_directive("api-endpoints", ApiEndpoints)

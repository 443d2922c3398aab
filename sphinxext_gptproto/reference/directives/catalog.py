"""The directive ``api-catalog``: the endpoints that a project documents, as a table, as cards or as a tree.

Its nodes are made when its page is written: only then is it known which endpoints are documented, and where.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...build_warnings import WarningSubtype, warn
from ...spec.facets import FACETS, get_facets
from ...spec.names import unused
from ...spec.registry import levels_of
from ...spec.selectors import Selection
from .. import nodes as ours
from ..domain import DOMAIN, get_domain
from ..nodes_from.commonmark import summarize
from ..nodes_from.sentences import mark_deprecated
from .endpoints import SelectsEndpoints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ...spec.facets import Facets
    from ...spec.model import Endpoint
    from ...spec.registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")
T = TypeVar("T", ours.api_catalog_row, ours.api_catalog_item)
VIEWS: Final = ("table", "cards", "tree")
TITLES: Final = {
    "provider": _("Provider"),
    "group": _("Group"),
    "model": _("Model"),
    "format": _("Format"),
    "task": _("Task"),
    "method": _("Method"),
    "tag": _("Tag"),
}
_COLUMNS: Final = ("provider", "group", "format", "tag")
"""Facets that a table has a column of, and a card a line, where they differ; the others stand in title and request."""
_WORD: Final = re.compile(r"[^\s\u2e80-\uffef-]+-?")
"""What a browser keeps on a line: up to a space or a hyphen. Between Chinese characters a line may end."""


class ApiCatalog(SelectsEndpoints):
    """Shows the endpoints that its filters let pass and that the project documents, with links to them."""

    option_spec: ClassVar[dict[str, Any]] = {
        **SelectsEndpoints.filters,
        "as": lambda argument: directives.choice(argument, VIEWS),
        "no-filter": directives.flag,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the catalogue without its content."""
        selection, view = self.make_selection(), self.options.get("as", "table")
        for use in ("catalog", "descriptions") if view == "cards" else ("catalog",):
            self.placement.note_use(use, selection.name)
        if not selection.select(self.registry):
            return self.warn_empty()
        node = ours.api_catalog(view=view, selection=selection, filtered="no-filter" not in self.options)
        node["classes"] += ["gp-catalog", f"gp-catalog-{view}"]
        name = nodes.make_id(self.options.get("name", "")) or "api-catalog"
        node["ids"] = [unused(name, self.state.document.ids)]
        self.placement.set_source_info(node)
        self.placement.note_target(node)
        self.add_name(node)
        return [node]


# -- content ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choices:
    """What the endpoints of a catalogue differ in: by facet the titles of its slugs, in order, and how many have each.

    Slugs of one title are one, in whatever case it is written: a source may have two for the same thing.
    """

    titles: Mapping[str, dict[str, str]]
    counts: Mapping[str, dict[str, int]]
    chosen: Mapping[str, Facets] = field(repr=False)
    """The facets of each endpoint, with these slugs, by its id."""

    @classmethod
    def of(cls, endpoints: Iterable[Endpoint], registry: SpecRegistry) -> Choices:
        """Return the choices that there are among endpoints."""
        values: dict[str, dict[str, tuple[str, str]]] = {facet: {} for facet in FACETS}  # by title, in whatever case
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        chosen: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
        for endpoint in endpoints:
            own = chosen[endpoint.id] = {}
            for facet, given in get_facets(endpoint, registry).items():
                known, count = values[facet], counts[facet]
                for slug, title in given:
                    if title.casefold() not in known:
                        known[title.casefold()] = unused(slug, count), title
                    own_slug = known[title.casefold()][0]
                    count[own_slug] = count.get(own_slug, 0) + 1
                own[facet] = tuple(known[title.casefold()] for _slug, title in given)
        titles = {facet: dict(known.values()) for facet, known in values.items()}
        return cls(titles, counts, chosen)

    @property
    def varying(self) -> list[str]:
        """The facets in which the endpoints differ."""
        total = len(self.chosen)
        return [facet for facet, counts in self.counts.items() if any(count < total for count in counts.values())]


class FillCatalogs(SphinxPostTransform):
    """Gives catalogues their content when their page is written: then it is known what is documented.

    Their words are titles and descriptions of other pages, so gettext has nothing to gather here.
    """

    default_priority = 2  # before references are resolved (10)

    def is_supported(self) -> bool:
        """Leave out gettext."""
        return get_domain(self.env).builder != "gettext"

    def run(self, **kwargs: Any) -> None:
        """Fill each catalogue of the page; warn where nothing of it is documented."""
        domain = get_domain(self.env)
        for catalog in list(self.document.findall(ours.api_catalog)):
            selection = catalog.selection
            endpoints = [e for e in selection.select(domain.registry) if e.id in domain.endpoints]
            if endpoints:
                self._fill(catalog, endpoints, domain.registry)
                continue
            words = "no page documents an endpoint of this catalogue; set gptproto_pages, or place them on pages"
            warn(WarningSubtype.ENDPOINT, words, location=catalog)
            catalog.replace_self(nodes.warning("", nodes.paragraph("", f"{words[:1].upper()}{words[1:]}.")))

    def _fill(self, catalog: ours.api_catalog, endpoints: Sequence[Endpoint], registry: SpecRegistry) -> None:
        choices = Choices.of(endpoints, registry)
        columns = [facet for facet in choices.varying if facet in _COLUMNS]
        catalog.facets = [
            (facet, str(TITLES[facet]), [(slug, title, choices.counts[facet][slug]) for slug, title in titles.items()])
            for facet, titles in choices.titles.items()
            if facet in choices.varying
        ]
        if catalog.view == "table":
            catalog += self._table(endpoints, columns, choices)
        elif catalog.view == "cards":
            catalog += ours.api_catalog_cards("", *(self._card(e, columns, choices) for e in endpoints), bullet="*")
        else:
            catalog += self._tree(endpoints, registry, choices)

    def _table(self, endpoints: Sequence[Endpoint], columns: Sequence[str], choices: Choices) -> nodes.table:
        titles = [str(title) for title in (_("Endpoint"), _("Request"), *(TITLES[facet] for facet in columns))]
        listed = [[_titles_of(choices.chosen[each.id], (facet,)) for each in endpoints] for facet in columns]
        widths = _get_widths([[title, *texts] for title, texts in zip(titles[2:], listed, strict=True)])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(titles))
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", title)) for title in titles))
        body = nodes.tbody()
        for place, endpoint in enumerate(endpoints):
            facets = choices.chosen[endpoint.id]
            cells = [self._title(endpoint, endpoint.title), _request(endpoint)]
            cells += [nodes.paragraph("", texts[place]) for texts in listed]
            body += _mark(ours.api_catalog_row("", *(nodes.entry("", cell) for cell in cells)), endpoint, facets)
        group += [nodes.thead("", head), body]
        return nodes.table("", group, classes=["longtable", "colwidths-given"])  # else PDF neither breaks nor wraps it

    def _card(self, endpoint: Endpoint, columns: Sequence[str], choices: Choices) -> ours.api_catalog_item:
        facets = choices.chosen[endpoint.id]
        source = endpoint.source
        summary = summarize(endpoint.description, source=source.file, line=source.line, limit=0)
        lines = [summary, _titles_of(facets, columns)]
        paragraphs = [nodes.paragraph("", line) for line in lines if line]
        card = ours.api_catalog_item(
            "", self._title(endpoint, endpoint.title), _request(endpoint), *paragraphs, classes=["gp-card"]
        )
        return _mark(card, endpoint, facets)

    def _tree(self, endpoints: Sequence[Endpoint], registry: SpecRegistry, choices: Choices) -> nodes.bullet_list:
        """Return nested lists of the levels; a level that holds but one other stands before that in its line."""
        root = _Branch()
        for endpoint in endpoints:
            branch = root
            for level in levels_of(endpoint.id):
                branch = branch.below.setdefault(level, _Branch())
            branch.own.append(endpoint)
        return self._list(root, registry, choices)

    def _list(self, branch: _Branch, registry: SpecRegistry, choices: Choices) -> nodes.bullet_list:
        listing = nodes.bullet_list(bullet="*")
        for endpoint in branch.own:
            line = self._title(endpoint, endpoint.short_title if "/" in endpoint.id else endpoint.title)
            line += [nodes.Text(" "), *_request(endpoint).children]
            item = ours.api_catalog_item("", line)
            listing += _mark(item, endpoint, choices.chosen[endpoint.id])
        for level, below in branch.below.items():
            titles = [registry.get_level_title(level)]
            while not below.own and len(below.below) == 1:
                ((level, below),) = below.below.items()
                titles.append(registry.get_level_title(level))
            title = ": ".join(dict.fromkeys(titles))
            words = nodes.paragraph("", f"{title} ({below.count})")
            listing += ours.api_catalog_group(
                "", words, self._list(below, registry, choices), title=title, count=below.count
            )
        return listing

    def _title(self, endpoint: Endpoint, title: str) -> nodes.TextElement:
        link = addnodes.pending_xref(
            "",
            nodes.inline("", title),
            refdomain=DOMAIN,
            reftype="endpoint",
            reftarget=endpoint.id,
            refexplicit=True,
            refdoc=self.env.docname,
        )
        line = nodes.paragraph("", "", link)
        return mark_deprecated(line) if endpoint.operation.deprecated else line


@dataclass(slots=True)
class _Branch:
    """A level of the ids, with what is below it."""

    own: list[Endpoint] = field(default_factory=list)
    below: dict[str, _Branch] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.own) + sum(branch.count for branch in self.below.values())


def _request(endpoint: Endpoint) -> nodes.paragraph:
    operation = endpoint.operation
    method = nodes.strong("", operation.method, classes=["gp-verb", f"gp-verb-{operation.method.lower()}"])
    return nodes.paragraph("", "", method, nodes.Text(" "), ours.api_request("", operation.path))


def _get_widths(facets: Sequence[Iterable[str]]) -> list[int]:
    """Return the widths of columns in per cent: facets get what their longest word needs, together at most a half.

    It is not left to the browser, which would measure thousands of rows, and move the columns when rows are hidden.
    """
    longest = [max(len(word) for text in texts for word in _WORD.findall(text) or "-") for texts in facets]
    needed = [min(3 + 1.5 * letters, 26) for letters in longest]
    widths = [round(width * min(1, 50 / sum(needed))) for width in needed]
    rest = 100 - sum(widths)
    return [rest * 9 // 20, rest * 11 // 20, *widths]


def _titles_of(facets: Facets, names: Iterable[str]) -> str:
    return ", ".join(title for name in names for _slug, title in facets.get(name, ()))


def _mark(node: T, endpoint: Endpoint, facets: Facets) -> T:
    """Return a node that knows which endpoint it stands for, and how that is found."""
    shown = node.astext()
    words = dict.fromkeys((endpoint.title, endpoint.id, endpoint.model, *endpoint.operation.tags))
    node.endpoint, node.words = endpoint.id, " ".join(word for word in words if word not in shown)
    node.facets = {facet: [slug for slug, _title in values] for facet, values in facets.items()}
    return node


# -- staleness --------------------------------------------------------------------------------------------------------


def get_moved_catalogs(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages of catalogues whose endpoints are documented elsewhere than when they were written."""
    domain = get_domain(env)
    now: dict[str, str] = {}
    for docname, uses in sorted(domain.uses.items()):
        names = sorted(use.name for use in uses if use.kind == "catalog")
        if names:
            shown = [e.id for name in names for e in Selection.from_name(name).select(domain.registry)]
            places = [domain.endpoints.get(name) for name in shown]
            now[docname] = hashlib.sha256(repr(places).encode()).hexdigest()
    before: dict[str, str] = domain.data.setdefault("catalogs", {})
    domain.data["catalogs"] = now
    return [docname for docname, places in now.items() if before.get(docname, places) != places]


def setup_catalog(app: Sphinx) -> None:
    """Register the directive, and what gives it its content."""
    app.add_directive("api-catalog", ApiCatalog)
    app.add_post_transform(FillCatalogs)
    app.connect("env-updated", get_moved_catalogs)

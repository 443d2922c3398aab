"""The directive ``api-catalog``: the endpoints that a project documents, as a table, as cards or as a tree.

Its nodes are made when its page is written, since all pages must be read to know which endpoints are documented.
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
    "version": _("Version"),
    "method": _("Method"),
    "tag": _("Tag"),
}
_COLUMNS: Final = ("provider", "group", "format", "version", "tag")
"""Facets with a column of a table or a line of a card, if endpoints differ in them; title and request show the rest."""
_WORD: Final = re.compile(r"[^\s\u2e80-\uffef-]+-?")
"""What a browser does not break: up to a space or a hyphen. Between Chinese characters it may break a line."""


class ApiCatalog(SelectsEndpoints):
    """Shows the endpoints that pass its filters and that the project documents, with links to them."""

    option_spec: ClassVar[dict[str, Any]] = {
        **SelectsEndpoints.filters,
        "as": lambda argument: directives.choice(argument, VIEWS),
        "no-filter": directives.flag,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Return the catalog without its content."""
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
    """The values of each facet among the endpoints of a catalog.

    Titles that differ only in case are one value with one slug: sources may write the same thing differently.
    """

    titles: Mapping[str, dict[str, str]]
    """By facet: the title of each slug, in the order of first use."""
    counts: Mapping[str, dict[str, int]]
    """By facet: how many endpoints have each slug."""
    chosen: Mapping[str, Facets] = field(repr=False)
    """The facets of each endpoint, with these slugs, by its id."""

    @classmethod
    def of(cls, endpoints: Iterable[Endpoint], registry: SpecRegistry) -> Choices:
        """Return the values of endpoints."""
        values: dict[str, dict[str, tuple[str, str]]] = {facet: {} for facet in FACETS}
        """By facet and case-folded title: slug and title."""
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        chosen: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
        for endpoint in endpoints:
            facets = chosen[endpoint.id] = {}
            for facet, endpoint_values in get_facets(endpoint, registry).items():
                by_title, count = values[facet], counts[facet]
                for slug, title in endpoint_values:
                    if title.casefold() not in by_title:
                        by_title[title.casefold()] = unused(slug, count), title
                    common_slug = by_title[title.casefold()][0]
                    count[common_slug] = count.get(common_slug, 0) + 1
                facets[facet] = tuple(by_title[title.casefold()] for _slug, title in endpoint_values)
        titles = {facet: dict(by_title.values()) for facet, by_title in values.items()}
        return cls(titles, counts, chosen)

    @property
    def varying(self) -> list[str]:
        """The facets in which the endpoints differ."""
        total = len(self.chosen)
        return [facet for facet, counts in self.counts.items() if any(count < total for count in counts.values())]


class AddCatalogContent(SphinxPostTransform):
    """Makes the content of catalogs when their page is written.

    Their texts are titles and descriptions of other pages, so there is nothing to collect for gettext.
    """

    default_priority = 2  # before references are resolved (10)

    def is_supported(self) -> bool:
        """Skip gettext."""
        return get_domain(self.env).builder != "gettext"

    def run(self, **kwargs: Any) -> None:
        """Fill each catalog of the page; warn if no page documents any of its endpoints."""
        domain = get_domain(self.env)
        for catalog in list(self.document.findall(ours.api_catalog)):
            selection = catalog.selection
            endpoints = [e for e in selection.select(domain.registry) if e.id in domain.endpoints]
            if endpoints:
                self._fill(catalog, endpoints, domain.registry)
                continue
            message = "no page documents an endpoint of this catalogue; set gptproto_pages, or place them on pages"
            warn(WarningSubtype.ENDPOINT, message, location=catalog)
            catalog.replace_self(nodes.warning("", nodes.paragraph("", f"{message[:1].upper()}{message[1:]}.")))

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
        columns_text = [
            [_join_titles(choices.chosen[endpoint.id], (facet,)) for endpoint in endpoints] for facet in columns
        ]
        widths = _get_widths([[title, *texts] for title, texts in zip(titles[2:], columns_text, strict=True)])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(titles))
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", title)) for title in titles))
        body = nodes.tbody()
        for row, endpoint in enumerate(endpoints):
            facets = choices.chosen[endpoint.id]
            cells = [self._title(endpoint, endpoint.title), _request(endpoint)]
            cells += [nodes.paragraph("", texts[row]) for texts in columns_text]
            body += _mark(ours.api_catalog_row("", *(nodes.entry("", cell) for cell in cells)), endpoint, facets)
        group += [nodes.thead("", head), body]
        return nodes.table("", group, classes=["longtable", "colwidths-given"])  # else PDF would not break it

    def _card(self, endpoint: Endpoint, columns: Sequence[str], choices: Choices) -> ours.api_catalog_item:
        facets = choices.chosen[endpoint.id]
        source = endpoint.source
        summary = summarize(endpoint.description, source=source.file, line=source.line, limit=0)
        lines = [summary, _join_titles(facets, columns)]
        paragraphs = [nodes.paragraph("", line) for line in lines if line]
        card = ours.api_catalog_item(
            "", self._title(endpoint, endpoint.title), _request(endpoint), *paragraphs, classes=["gp-card"]
        )
        return _mark(card, endpoint, facets)

    def _tree(self, endpoints: Sequence[Endpoint], registry: SpecRegistry, choices: Choices) -> nodes.bullet_list:
        """Return nested lists of the levels; a level that contains only another one is in the same line as that."""
        root = _LevelNode()
        for endpoint in endpoints:
            branch = root
            for level in registry.get_levels(endpoint):
                branch = branch.children.setdefault(level, _LevelNode())
            branch.endpoints.append(endpoint)
        return self._list(root, registry, choices)

    def _list(self, branch: _LevelNode, registry: SpecRegistry, choices: Choices) -> nodes.bullet_list:
        listing = nodes.bullet_list(bullet="*")
        for endpoint in branch.endpoints:
            line = self._title(endpoint, endpoint.short_title if "/" in endpoint.id else endpoint.title)
            line += [nodes.Text(" "), *_request(endpoint).children]
            item = ours.api_catalog_item("", line)
            listing += _mark(item, endpoint, choices.chosen[endpoint.id])
        for level, child in branch.children.items():
            titles = [registry.get_list_title(level)]
            while not child.endpoints and len(child.children) == 1:
                ((level, child),) = child.children.items()
                titles.append(registry.get_list_title(level))
            title = ": ".join(dict.fromkeys(titles))
            line = nodes.paragraph("", f"{title} ({child.count})")
            listing += ours.api_catalog_group(
                "", line, self._list(child, registry, choices), title=title, count=child.count
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
class _LevelNode:
    """A level of endpoint ids."""

    endpoints: list[Endpoint] = field(default_factory=list)
    """Those directly in it."""
    children: dict[str, _LevelNode] = field(default_factory=dict)
    """The levels directly in it."""

    @property
    def count(self) -> int:
        """How many endpoints are in it at any depth."""
        return len(self.endpoints) + sum(branch.count for branch in self.children.values())


def _request(endpoint: Endpoint) -> nodes.paragraph:
    operation = endpoint.operation
    method = nodes.strong("", operation.method, classes=["gp-verb", f"gp-verb-{operation.method.lower()}"])
    return nodes.paragraph("", "", method, nodes.Text(" "), ours.api_request("", operation.path))


def _get_widths(facets: Sequence[Iterable[str]]) -> list[int]:
    """Return the widths of columns in per cent: those of facets fit their longest word, and together take at most half.

    Browsers would measure thousands of rows otherwise, and change the widths whenever rows are hidden.

    :param facets: the texts of each column after the first two.
    """
    longest = [max(len(word) for text in texts for word in _WORD.findall(text) or "-") for texts in facets]
    needed = [min(3 + 1.5 * letters, 26) for letters in longest]
    widths = [round(width * min(1, 50 / sum(needed))) for width in needed]
    rest = 100 - sum(widths)
    return [rest * 9 // 20, rest * 11 // 20, *widths]


def _join_titles(facets: Facets, names: Iterable[str]) -> str:
    return ", ".join(title for name in names for _slug, title in facets.get(name, ()))


def _mark(node: T, endpoint: Endpoint, facets: Facets) -> T:
    """Return an entry with the attributes by which the form filters it."""
    text = node.astext()
    names = dict.fromkeys((endpoint.title, endpoint.id, endpoint.model, *endpoint.operation.tags))
    node.endpoint, node.words = endpoint.id, " ".join(name for name in names if name not in text)
    node.facets = {facet: [slug for slug, _title in values] for facet, values in facets.items()}
    return node


# -- staleness --------------------------------------------------------------------------------------------------------


def get_moved_catalogs(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with catalogs whose endpoints are documented elsewhere than when the pages were written."""
    domain = get_domain(env)
    digests: dict[str, str] = {}
    for docname, uses in sorted(domain.uses.items()):
        names = sorted(use.name for use in uses if use.kind == "catalog")
        if names:
            selections = [Selection.from_name(name).select(domain.registry) for name in names]
            places = [domain.endpoints.get(endpoint.id) for endpoints in selections for endpoint in endpoints]
            digests[docname] = hashlib.sha256(repr(places).encode()).hexdigest()
    previous: dict[str, str] = domain.data.setdefault("catalogs", {})
    domain.data["catalogs"] = digests
    return [docname for docname, digest in digests.items() if previous.get(docname, digest) != digest]


def setup_catalog(app: Sphinx) -> None:
    """Register the directive, and the transform that makes its content."""
    app.add_directive("api-catalog", ApiCatalog)
    app.add_post_transform(AddCatalogContent)
    app.connect("env-updated", get_moved_catalogs)

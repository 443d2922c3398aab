"""The directive ``api-index``: the description and the endpoints of a level, for the generated pages of levels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import get_translation

from ...content.changes import find_version_changes
from ...content.page_names import get_page_names
from ...spec.errors import UnknownNameError, nearest
from ...spec.facets import get_facets
from ...spec.registry import levels_of
from .. import nodes as ours
from ..domain import get_domain
from ..nodes_from.commonmark import make_named_link
from ..nodes_from.fields import link_to_docs
from ..nodes_from.sentences import mark_deprecated
from .base import RegistryDirective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx

    from ...spec.model import Endpoint, Service
    from ...spec.registry import SpecRegistry
    from ...spec.versions import ApiVersion
    from ..nodes_from.endpoint import Composer
    from .base import Placement

_: Final = get_translation("sphinxext_gptproto")


class ApiIndex(RegistryDirective):
    """Shows a level: its description, and a table of endpoints for each group in it.

    The argument is the level's id; without it, all levels are shown. ``:pages:`` is the folder of the pages to link to.
    """

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"pages": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return description and tables."""
        level = self.arguments[0] if self.arguments else ""
        return show_level(self.placement, level, folder=self.options.get("pages", "").strip("/"))


def show_level(placement: Placement, level: str, *, folder: str, prose: Sequence[nodes.Node] = ()) -> list[nodes.Node]:
    """Return the nodes of a level for a place on a page: its description, prose, then tables.

    :param level: its id; empty for all levels.
    :param folder: that of the pages to link to.
    :param prose: nodes to add after the description.
    """
    registry = placement.registry
    placement.note_use("level", level)
    if level and not registry.has_level(level):
        levels = {parent for endpoint in registry for parent in registry.get_levels(endpoint)} | {
            *registry.get_text_levels()
        }
        return placement.warn_unknown(UnknownNameError(level, kind="level", nearest=nearest(level, levels)))
    groups: dict[str, list[Endpoint]] = {}
    direct: list[Endpoint] = []
    depth = level.count("/") + 1 if level else 0
    # Groups that no source has get pages only in the folder of generated pages.
    get_levels = registry.get_levels if folder == placement.config.folder else lambda endpoint: levels_of(endpoint.id)
    for endpoint in _get_listed(placement, level, folder):
        levels_above = get_levels(endpoint)
        if len(levels_above) > depth:
            groups.setdefault(levels_above[depth], []).append(endpoint)
        else:
            direct.append(endpoint)
    groups = _add_text_levels(groups, placement, level, folder)
    tables = _Tables(placement, folder)
    content: list[nodes.Node] = [*_describe_level(placement, level, folder), *prose]
    if any(isinstance(node, nodes.section) for node in prose) and (groups or direct):
        content.append(nodes.rubric("", _("Endpoints")))  # else the table would seem to belong to the last section
    has_made_groups = not registry.groups.keys().isdisjoint(groups)
    if groups and (not level or (depth == 1 and len(groups) > 1) or has_made_groups):
        content.append(tables.make_overview(groups))
    if direct:
        content.append(tables.make_table(direct))
    # Groups that no source has are made where one list would be too long.
    groups = {name: members for name, members in groups.items() if members and name not in registry.groups}
    for group, endpoints in groups.items() if level else ():
        if len(groups) > 1:
            content.append(nodes.rubric("", registry.get_list_title(group)))
        content.append(tables.make_table(endpoints))
    for versions in registry.versions.values():
        for version, previous in pairwise(versions):
            if registry.get_level(version.source) == level:
                content += _list_changes(placement, previous, version, folder)
    return content


def _describe_level(placement: Placement, level: str, folder: str) -> Iterator[nodes.Node]:
    """Yield the description of a level, and of the services that its page is about."""
    composer = placement.make_composer()
    yield from composer.prose(_get_description(placement.registry, level))
    registry = placement.registry
    for name, service in registry.services.items():
        if registry.get_level(name) != level:
            continue
        if _has_several_apis(registry, level) and service.title:
            yield nodes.rubric("", service.title)
            yield from composer.prose(service.introduction)
        yield from _describe_service(service, composer)
        if version := registry.get_version(name):
            yield _list_versions(placement, version, folder)


def _list_versions(placement: Placement, own: ApiVersion, folder: str) -> nodes.Node:
    """Return a line that leads to the pages of the other versions of an API."""
    registry, links = placement.registry, _Tables(placement, folder)
    line: list[nodes.Node] = []
    for version in registry.versions[own.api]:
        text: nodes.Node = nodes.Text(version.label)
        level = registry.get_level(version.source)
        if version == own:
            text = nodes.strong("", version.label)
        elif _get_listed(placement, level, folder):
            text = links.make_level_link(level, version.label)
        line += [nodes.Text(" · ") if line else nodes.Text(_("Versions:") + " "), text]
    return nodes.paragraph("", "", *line, classes=["gp-versions"])


def _list_changes(placement: Placement, old: ApiVersion, new: ApiVersion, folder: str) -> Iterator[nodes.Node]:
    """Yield which endpoints a version added, removed and changed; their pages say what was changed."""
    links = _Tables(placement, folder)
    changes = find_version_changes(placement.registry, old, new)
    levels = {placement.registry.get_level(version.source) for version in (old, new)}
    listed = {endpoint.id for level in levels for endpoint in _get_listed(placement, level, folder)}
    changed = [endpoint for endpoint, _changes in changes.changed]
    groups = {_("Added"): changes.added, _("Removed"): changes.removed, _("Changed"): changed}
    listing = nodes.bullet_list(bullet="*")
    for label, endpoints in groups.items():
        items = nodes.bullet_list(bullet="*")
        for endpoint in endpoints:
            title = links.make_endpoint_link(endpoint) if endpoint.id in listed else nodes.Text(endpoint.short_title)
            items += nodes.list_item("", nodes.paragraph("", "", title))
        if endpoints:
            listing += nodes.list_item("", nodes.paragraph("", "", nodes.strong("", label)), items)
    if listing.children:
        heading = _("Changed since {version}").format(version=old.label)
        if _has_several_apis(placement.registry, placement.registry.get_level(new.source)):
            heading = f"{placement.registry.services[new.source].title or new.api}: {heading}"
        yield nodes.rubric("", heading)
        yield listing


def _has_several_apis(registry: SpecRegistry, level: str) -> bool:
    """Return whether a level's page is about several APIs; the page of all levels is about all that there are."""
    return len(registry.get_services(level) if level else registry.get_newest_services()) > 1


def _get_description(registry: SpecRegistry, level: str) -> str:
    """Return the text about a level; nothing if it is about several services, which are described one by one."""
    if _has_several_apis(registry, level):
        return ""
    if not level:
        return next((service.introduction for service in registry.get_services()), "")
    return registry.levels[level].description if level in registry.levels else ""


def _add_text_levels(
    groups: dict[str, list[Endpoint]], placement: Placement, level: str, folder: str
) -> dict[str, list[Endpoint]]:
    """Return the groups with the levels that have a page of text only, in the folder of generated pages."""
    registry, config = placement.registry, placement.config
    if config.pages_include or not config.folder or folder != config.folder:
        return groups
    depth = level.count("/") + 1 if level else 0
    texts = dict.fromkeys((*levels_of(name), name)[depth] for name in registry.get_text_levels(level))
    return {group: groups.get(group, []) for group in registry.insert_levels(groups, texts)}


def _get_listed(placement: Placement, level: str, folder: str) -> list[Endpoint]:
    """Return the endpoints below a level; in the folder of generated pages, only those that have a page."""
    config = placement.config
    endpoints = placement.registry.get_below(level)
    if not config.folder or folder != config.folder:
        return endpoints
    return config.paged.filter(endpoints, placement.registry)


@dataclass(frozen=True, slots=True)
class _Tables:
    """Makes tables with links to the pages in a folder."""

    placement: Placement
    folder: str

    def make_overview(self, groups: dict[str, list[Endpoint]]) -> nodes.Node:
        """Return a table of levels, with the number of endpoints of each."""
        registry = self.placement.registry
        rows = []
        for group, endpoints in groups.items():
            title = registry.get_list_title(group)
            link = self.make_level_link(group, title)
            blocks = self.placement.make_composer().prose(_get_description(registry, group))
            first = [block for block in blocks if not any(block.findall(nodes.table))][:1] or [nodes.paragraph()]
            count = nodes.paragraph("", str(len(endpoints)) if endpoints else "")
            rows.append([nodes.paragraph("", "", link), *first, count])
        return _make_table([_("Name"), _("Description"), _("Endpoints")], rows, widths=[25, 60, 15], counted=True)

    def make_table(self, endpoints: Sequence[Endpoint]) -> nodes.Node:
        """Return a table of endpoints. In a catalogue they are the tasks of a model."""
        rows: list[list[nodes.Element]] = []
        for endpoint in endpoints:
            operation = endpoint.operation
            line = nodes.paragraph("", "", self.make_endpoint_link(endpoint))
            request = nodes.paragraph("", "", ours.api_request("", f"{operation.method} {operation.path}"))
            rows.append([mark_deprecated(line) if operation.deprecated else line, request])
        is_catalogue = "task" in get_facets(endpoints[0], self.placement.registry)
        return _make_table([_("Task") if is_catalogue else _("Endpoint"), _("Request")], rows, widths=[45, 55])

    def make_level_link(self, level: str, title: str) -> nodes.Node:
        """Return a link to the page of a level."""
        names = get_page_names(self.placement.registry)
        return self._make_link(names.get_index(level, get_domain(self.placement.env).builder), title)

    def make_endpoint_link(self, endpoint: Endpoint) -> nodes.Node:
        """Return a link to the page of an endpoint."""
        return self._make_link(get_page_names(self.placement.registry).get_endpoint(endpoint.id), endpoint.short_title)

    def _make_link(self, target: str, title: str) -> nodes.Node:
        return addnodes.pending_xref(
            "",
            nodes.inline("", title),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{self.folder}/{target}",
            refexplicit=True,
            refwarn=True,
            refdoc=self.placement.env.docname,
        )


def _describe_service(service: Service, composer: Composer) -> Iterator[nodes.Node]:
    """Yield a list of what a source says about its service as a whole: version, servers, contact and so on."""
    base = composer.base
    listing = nodes.bullet_list(bullet="*")

    def add(label: str, *text: nodes.Node) -> None:
        listing.append(nodes.list_item("", nodes.paragraph("", "", nodes.strong("", label), nodes.Text(" "), *text)))

    if service.version:
        add(_("Version:"), nodes.literal("", service.version))
        for server in service.servers:
            add(_("Server:"), *composer.describe_server(server))
    for name, address in service.contact:
        text: list[nodes.Node] = [nodes.Text(name)]
        add(_("Contact:"), *(make_named_link(address, text, base=base) if address else text))
    name, address = service.license
    if name:
        text = [nodes.Text(name)]
        add(_("License:"), *(make_named_link(address, text, base=base) if address else text))
    if service.terms:
        add(_("Terms of service:"), *make_named_link(service.terms, [nodes.Text(service.terms)], base=base))
    if service.external_docs is not None:
        add(_("See"), *link_to_docs(service.external_docs, base, composer.source))
    if listing.children:
        yield listing


def _make_table(
    titles: Sequence[str], rows: Sequence[Sequence[nodes.Node]], *, widths: Sequence[int], counted: bool = False
) -> ours.api_index_table:
    """Return a table.

    :param widths: of the columns, in per cent.
    :param counted: whether the last column has numbers.
    """

    def add_row(part: nodes.Element, cells: Iterable[nodes.Node]) -> None:
        entries = [nodes.entry("", cell) for cell in cells]
        if counted:
            entries[-1]["classes"].append("gp-count")
        part += nodes.row("", *entries)

    head, body = nodes.thead(), nodes.tbody()
    add_row(head, (nodes.paragraph("", title) for title in titles))
    for row in rows:
        add_row(body, row)
    columns = (nodes.colspec(colwidth=width) for width in widths)
    return ours.api_index_table("", nodes.tgroup("", *columns, head, body, cols=len(titles)), classes=["gp-index"])


def setup_level_index(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("api-index", ApiIndex)

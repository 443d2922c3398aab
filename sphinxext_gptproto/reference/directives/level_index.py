"""The directive ``api-index``: what stands below a level, for the generated pages of levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import get_translation

from ...content.page_names import get_page_names
from ...spec.errors import UnknownNameError, nearest
from ...spec.registry import levels_of
from .. import nodes as ours
from ..config import GptprotoConfig
from ..domain import get_domain
from ..nodes_from.commonmark import make_named_link
from ..nodes_from.fields import link_to_docs
from ..nodes_from.sentences import mark_deprecated
from .base import RegistryDirective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx

    from ...spec.model import Endpoint, Service
    from ..nodes_from.endpoint import Composer

_: Final = get_translation("sphinxext_gptproto")


class ApiIndex(RegistryDirective):
    """Shows what stands below a level: its description, and a table of endpoints for each group.

    The argument is the level's id; nothing means all. ``:pages:`` is the folder of the pages to link to.
    """

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"pages": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return description and tables."""
        registry = self.registry
        level = self.arguments[0] if self.arguments else ""
        self.note_use("level", level)
        below = self._get_below(level)
        if level and not registry.get_below(level):
            known = {above for endpoint in registry for above in levels_of(endpoint.id)}
            return self.unknown(UnknownNameError(level, kind="level", nearest=nearest(level, known)))
        shown: list[nodes.Node] = [*self.composer(prefix="").prose(self._description(level))]
        services = registry.get_services(level)
        for service in services:
            composer = self.composer(prefix="")
            if len(services) > 1 and service.title:
                shown.append(nodes.rubric("", service.title))
                shown += composer.prose(service.introduction)
            shown += _about_service(service, composer)
        groups: dict[str, list[Endpoint]] = {}
        own: list[Endpoint] = []
        depth = level.count("/") + 1 if level else 0
        for endpoint in below:
            levels = levels_of(endpoint.id)
            (groups.setdefault(levels[depth], []) if len(levels) > depth else own).append(endpoint)
        if groups and (not level or (depth == 1 and len(groups) > 1)):
            shown.append(self._overview(groups))
        if own:
            shown.append(self._table(own))
        for group, endpoints in groups.items() if level else ():
            if len(groups) > 1:
                shown.append(nodes.rubric("", registry.get_level_title(group)))
            shown.append(self._table(endpoints))
        return shown

    def _get_below(self, level: str) -> list[Endpoint]:
        """Return what is listed: in the folder of generated pages, the endpoints that have one."""
        config = GptprotoConfig.from_config(self.config)
        below = self.registry.get_below(level)
        if not config.folder or self.options.get("pages", "").strip("/") != config.folder:
            return below
        return config.paged.filter(below, self.registry)

    def _description(self, level: str) -> str:
        if not level:
            services = self.registry.get_services()
            return services[0].introduction if len(services) == 1 else ""
        return self.registry.levels[level].description if level in self.registry.levels else ""

    def _overview(self, groups: dict[str, list[Endpoint]]) -> nodes.Node:
        """Return a table of the levels below, with how many endpoints each has."""
        rows, names = [], get_page_names(self.registry)
        for group, endpoints in groups.items():
            title = self.registry.get_level_title(group)
            link = self._link(names.get_index(group, get_domain(self.env).builder), title)
            described = self.composer(prefix="").prose(self._description(group))
            blocks = [block for block in described if not any(block.findall(nodes.table))][:1] or [nodes.paragraph()]
            rows.append([nodes.paragraph("", "", link), *blocks, _number(len(endpoints))])
        return _table([_("Name"), _("Description"), _("Endpoints")], rows, widths=[25, 60, 15], counted=True)

    def _table(self, endpoints: Sequence[Endpoint]) -> nodes.Node:
        rows: list[list[nodes.Element]] = []
        names = get_page_names(self.registry)
        for endpoint in endpoints:
            operation = endpoint.operation
            line = nodes.paragraph("", "", self._link(names.get_endpoint(endpoint.id), endpoint.short_title))
            call = nodes.paragraph("", "", ours.api_request("", f"{operation.method} {operation.path}"))
            rows.append([mark_deprecated(line) if operation.deprecated else line, call])
        return _table([_("Task"), _("Request")], rows, widths=[45, 55])

    def _link(self, target: str, title: str) -> nodes.Node:
        docname = f"/{self.options.get('pages', '').strip('/')}/{target}"
        return addnodes.pending_xref(
            "",
            nodes.inline("", title),
            refdomain="std",
            reftype="doc",
            reftarget=docname,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )


def _about_service(service: Service, composer: Composer) -> Iterator[nodes.Node]:
    """Yield what a description says about the service as a whole."""
    base = composer.base
    listing = nodes.bullet_list(bullet="*")

    def add(label: str, *words: nodes.Node) -> None:
        listing.append(nodes.list_item("", nodes.paragraph("", "", nodes.strong("", label), nodes.Text(" "), *words)))

    if service.version:
        add(_("Version:"), nodes.literal("", service.version))
        for server in service.servers:
            add(_("Server:"), *composer.describe_server(server))
    words: list[nodes.Node]
    for words_, address in service.contact:
        words = [nodes.Text(words_)]
        add(_("Contact:"), *(make_named_link(address, words, base=base) if address else words))
    name, address = service.license
    if name:
        words = [nodes.Text(name)]
        add(_("License:"), *(make_named_link(address, words, base=base) if address else words))
    if service.terms:
        add(_("Terms of service:"), *make_named_link(service.terms, [nodes.Text(service.terms)], base=base))
    if service.external_docs is not None:
        add(_("See"), *link_to_docs(service.external_docs, base, composer.source))
    if listing.children:
        yield listing


def _number(value: int) -> nodes.paragraph:
    return nodes.paragraph("", str(value))


def _table(
    titles: Sequence[str], rows: Sequence[Sequence[nodes.Node]], *, widths: Sequence[int], counted: bool = False
) -> ours.api_index_table:
    """Return a table.

    :param counted: whether the last column is one of numbers.
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


def setup_index(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("api-index", ApiIndex)

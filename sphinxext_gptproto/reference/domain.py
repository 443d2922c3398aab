"""Where endpoints, parameters and errors are documented: the ``api`` domain, its roles and its inventory.

The registry knows what exists; the domain knows which page documents it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypedDict, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from ..build_warnings import WarningSubtype, warn
from ..spec.errors import AmbiguousNameError, UnknownNameError, did_you_mean, nearest
from ..spec.fingerprints import DIGESTS, Use
from ..spec.names import short_name
from ..spec.stored import stored
from .indices import INDICES
from .nodes_from.endpoint import list_fields
from .places import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

    from docutils.nodes import Element
    from docutils.parsers import Parser
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.domains import Index
    from sphinx.environment import BuildEnvironment

    from ..content.playground import Playground
    from ..spec.memo import IdentityMemo
    from ..spec.model import Endpoint
    from ..spec.registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")
DOMAIN: Final = "api"


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """An endpoint, a schema or an error that a page documents.

    An endpoint's parameters are looked up in the registry instead: in parallel builds these objects are sent between
    processes again and again, and there are fifty times as many parameters as endpoints.
    """

    kind: str
    name: str
    anchor: str
    title: str
    line: int | None
    prefix: str = ""
    """Put before the anchors of the parameters."""
    parts: tuple[str, ...] = ()
    """Names of the parts that are shown of an endpoint."""


class _SiteData(TypedDict, total=False):
    """What the domain stores for the site as a whole, once it is known."""

    labels: str
    """Digest of the catalogues with the labels of pages."""
    playground: tuple[Playground, str]
    """What the playground of MDX pages needs, and its server: see ``formats/mdx/playground.py``."""


@stored
class DomainData(_SiteData):
    """What the domain stores with the environment, by the name of the page."""

    pages: dict[str, list[Documented]]
    uses: dict[str, set[Use]]
    references: dict[str, set[str]]
    linked: dict[str, tuple[str, ...]]
    prose: dict[str, str]
    """The file with the prose of each generated page that has some, relative to the source folder."""
    catalogs: dict[str, str]
    """Digest of the places that the catalogs of a page link to."""


class ParameterRole(XRefRole):
    """Links to a parameter, and records that: MDX has ids only on parameters that something links to."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Record the target; a link without a title of its own shows the parameter's name."""
        get_domain(env).note_reference(env.docname, target)
        return super().process_link(env, refnode, has_explicit_title, title, target)


class ApiDomain(Domain):
    """Endpoints, their parameters, shared schemas, and errors.

    The names of objects are the endpoint's id, ``<endpoint id>#<anchor>`` for parameters
    (``openai/gpt-4o#body-messages-role``), the schema's name, and the error's id.
    """

    name = DOMAIN
    label = "API"
    object_types: ClassVar[dict[str, ObjType]] = {
        "endpoint": ObjType(_("endpoint"), "endpoint"),
        "param": ObjType(_("parameter"), "param"),
        "schema": ObjType(_("schema"), "schema"),
        "error": ObjType(_("error"), "error"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "endpoint": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
        "param": ParameterRole(warn_dangling=True),
        "schema": XRefRole(warn_dangling=True),
        "error": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    }
    indices: ClassVar[list[type[Index]]] = [*INDICES]
    initial_data: ClassVar[dict[str, Any]] = {name: {} for name in DomainData.__required_keys__}
    registry: SpecRegistry
    builder: str
    """Name of the builder. Both are set before the first page is read, and not pickled with the environment."""
    sources: dict[str, str]
    """The source file of each page in the previous build."""
    prose_files: dict[str, tuple[str, str]]
    """The files with the prose of generated pages, and their types, by docname; see :mod:`.generated_pages.prose`."""
    create_parser: Callable[[str], Parser]
    """Creates the parser of a type of source files."""
    shared_nodes: IdentityMemo
    """Nodes of responses and errors that the pages of this build share; see :class:`.endpoint.Composer`."""

    _objects: dict[tuple[str, str], Place] | None = None
    _endpoints: dict[str, Place] | None = None
    _aliases: dict[str, list[str]] | None = None
    _linked_endpoints: set[str] | None = None

    @property
    def pages(self) -> dict[str, list[Documented]]:
        """Return what each page documents."""
        return cast("dict[str, list[Documented]]", self.data.setdefault("pages", {}))

    @property
    def objects(self) -> dict[tuple[str, str], Place]:
        """Return documented objects by (type, name).

        Of an object that several pages document, the place is on the page whose name sorts first.
        """
        if self._objects is None:
            self._objects = {}
            for docname in sorted(self.pages):  # the order of reading differs from build to build in parallel builds
                for item in self.pages[docname]:
                    place = Place(docname, item.anchor, item.title, 1 if item.kind == "endpoint" else 2)
                    self._objects.setdefault((item.kind, item.name), place)
                    for anchor, name, priority in self._get_parameters(item):
                        place = Place(docname, item.prefix + anchor, name, priority)
                        self._objects.setdefault(("param", f"{item.name}#{anchor}"), place)
        return self._objects

    @property
    def endpoints(self) -> dict[str, Place]:
        """Return documented endpoints by id: :attr:`objects` has them too, but takes far longer, for the parameters."""
        if self._endpoints is None:
            self._endpoints = {}
            for docname in sorted(self.pages):
                for item in self.pages[docname]:
                    if item.kind == "endpoint":
                        self._endpoints.setdefault(item.name, Place(docname, item.anchor, item.title, 1))
        return self._endpoints

    def _get_parameters(self, item: Documented) -> Iterator[tuple[str, str, int]]:
        """Yield anchor, name and priority of an endpoint's parameters.

        MDX has no inventory, so only parameters of endpoints with links to a parameter are listed. Of the search index
        only the outermost input parameters are objects; full-text search finds the others as well, and they would be
        most of the index that readers load.
        """
        if item.kind != "endpoint":
            return
        if self.builder == "mdx":
            if self._linked_endpoints is None:
                targets = {target for targets in self.references.values() for target in targets}
                self._linked_endpoints = {target.partition("#")[0] for target in targets}
            if item.name not in self._linked_endpoints:
                return
        try:
            endpoint = self.registry.get(item.name)
        except (UnknownNameError, AmbiguousNameError):  # it was removed, and its page will be read again
            return
        for anchor, field, is_top in list_fields(self.registry, endpoint, item.parts):
            yield anchor, field.name, 2 if is_top else -1

    @property
    def aliases(self) -> dict[str, list[str]]:
        """Return the ids of documented endpoints by their other names: operationId, and method with path.

        Of an API with versions, an alias means the newest version that has it, as in :meth:`.SpecRegistry.get`.
        """
        if self._aliases is None:
            endpoints: dict[str, list[Endpoint]] = {}
            for name in self.endpoints:
                endpoint = self.registry.endpoints.get(name)
                if endpoint is not None:
                    operation = endpoint.operation
                    by_source = f"{operation.service}:{operation.id}"
                    by_request = f"{operation.method} {operation.path}"
                    both = f"{operation.service}:{by_request}"
                    for alias in {operation.id, operation.operation_id, by_source, by_request, both}:
                        endpoints.setdefault(alias, []).append(endpoint)
            self._aliases = {alias: self._get_newest(named) for alias, named in endpoints.items()}
        return self._aliases

    def _get_newest(self, endpoints: list[Endpoint]) -> list[str]:
        newest = self.registry.drop_older(endpoint.operation.service for endpoint in endpoints)
        return [endpoint.id for endpoint in endpoints if endpoint.operation.service in newest]

    @property
    def uses(self) -> dict[str, set[Use]]:
        """Return which parts of the registry each page shows, with their digests."""
        return cast("dict[str, set[Use]]", self.data.setdefault("uses", {}))

    @property
    def references(self) -> dict[str, set[str]]:
        """Return which parameters the roles of each page point to."""
        return cast("dict[str, set[str]]", self.data.setdefault("references", {}))

    @property
    def linked(self) -> dict[str, tuple[str, ...]]:
        """Return the anchors of parameters that roles of any page point to, by page."""
        return cast("dict[str, tuple[str, ...]]", self.data.setdefault("linked", {}))

    @property
    def prose(self) -> dict[str, str]:
        """Return the file with the prose of each generated page that has some."""
        return cast("dict[str, str]", self.data.setdefault("prose", {}))

    def note_object(self, docname: str, documented: Documented) -> None:
        """Record what a page documents."""
        self.pages.setdefault(docname, []).append(documented)
        self._clear_caches()

    def note_reference(self, docname: str, target: str) -> None:
        """Record that a page links to a parameter."""
        self.references.setdefault(docname, set()).add(target)
        self._clear_caches()

    def note_use(self, docname: str, kind: str, name: str) -> None:
        """Record that a page shows a part of the registry, so that it is read again when that part changes."""
        self.uses.setdefault(docname, set()).add(Use(kind, name, DIGESTS[kind](self.registry, name)))

    def clear_doc(self, docname: str) -> None:
        """Forget what a page documents."""
        removed = [self.pages.pop(docname, None), self.references.pop(docname, None)]
        self.uses.pop(docname, None)
        self.prose.pop(docname, None)
        if any(removed):
            self._clear_caches()

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader recorded of its pages."""
        for name in ("pages", "uses", "references", "prose"):
            self.data[name].update({page: items for page, items in otherdata[name].items() if page in docnames})
        self._clear_caches()

    def _clear_caches(self) -> None:
        """Forget what was computed from what the pages document and link to."""
        self._objects = self._endpoints = self._aliases = self._linked_endpoints = None

    def check_consistency(self) -> None:
        """Warn about endpoints and schemas that several pages document. Errors may be on many."""
        first_pages: dict[tuple[str, str], str] = {}
        for docname in sorted(self.pages):
            for item in self.pages[docname]:
                first_page = first_pages.setdefault((item.kind, item.name), docname)
                if first_page != docname and item.kind != "error":
                    message = (
                        f"{item.kind} {item.name!r} is already documented in {first_page}, and links lead there; "
                        "add :no-index: here"
                    )
                    warn(WarningSubtype.DUPLICATE, message, location=(docname, item.line))

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object, for the search and the inventory."""
        for (kind, name), place in self.objects.items():
            yield name, place.title, kind, place.docname, place.anchor, place.priority

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Resolve a role; without a title of its own the link shows the title of its target."""
        place = self._find(typ, target)
        if place is None:
            return None
        if not node.get("refexplicit") and typ not in ("param", "schema"):
            contnode = nodes.inline("", place.title, classes=list(contnode.get("classes", ())))
        return self._link(builder, fromdocname, typ, place, contnode)

    def refer_to_schema(self, builder: Builder, docname: str, name: str) -> Element:
        """Return a link to where a shared schema is documented, for a page whose references were resolved before."""
        label = nodes.literal("", short_name(name))
        place = self.objects.get(("schema", name))
        if place is None:
            warn(WarningSubtype.ENDPOINT, describe_missing(self, "schema", name), location=docname)
            return label
        return self._link(builder, docname, "schema", place, label)

    def refer_to_endpoint(self, builder: Builder, docname: str, name: str, label: Element) -> Element:
        """Return a link to where an endpoint is documented, as :meth:`refer_to_schema` does; the label if nowhere."""
        place = self.endpoints.get(name)
        return label if place is None else self._link(builder, docname, "endpoint", place, label)

    def make_endpoint_reference(self, name: str, label: Element) -> Element:
        """Return a cross-reference to an endpoint, which Sphinx resolves later; the label if no page documents it."""
        if name not in self.endpoints:
            return label
        return addnodes.pending_xref(
            "", label, refdomain=DOMAIN, reftype="endpoint", reftarget=name, refexplicit=True, refwarn=True
        )

    def _link(self, builder: Builder, fromdocname: str, kind: str, place: Place, contnode: Element) -> nodes.reference:
        """Return a link; in MDX the page of a single endpoint has no anchor for it, so links lead to the page."""
        anchor = place.anchor
        if kind == "endpoint" and builder.name == "mdx":
            endpoints = {use.name for use in self.uses.get(place.docname, ()) if use.kind == "endpoint"}
            anchor = "" if len(endpoints) == 1 else anchor
        return make_refnode(builder, fromdocname, place.docname, anchor, contnode, place.title)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve ``:any:``."""
        places = [(kind, self._find(kind, target)) for kind in self.object_types]
        return [
            (f"{self.name}:{kind}", self._link(builder, fromdocname, kind, place, contnode))
            for kind, place in places
            if place
        ]

    def _find(self, kind: str, target: str) -> Place | None:
        if place := self.objects.get((kind, target)):
            return place
        names = self.aliases.get(target, ()) if kind == "endpoint" else ()
        return self.objects[kind, names[0]] if len(names) == 1 else None


def get_domain(env: BuildEnvironment) -> ApiDomain:
    """Return the domain of a build."""
    return cast("ApiDomain", env.get_domain(DOMAIN))


def get_changed_pages(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> Iterable[str]:
    """Return the pages that show a part of the registry which has changed since they were read."""
    domain = get_domain(env)
    digests: dict[tuple[str, str], str] = {}

    def is_stale(use: Use) -> bool:
        key = (use.kind, use.name)
        if key not in digests:
            digests[key] = DIGESTS[use.kind](domain.registry, use.name)
        return digests[key] != use.digest

    return [docname for docname, uses in domain.uses.items() if any(is_stale(use) for use in uses)]


def get_newly_linked_pages(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the pages of which other parameters are linked to than when they were written: MDX has ids on those."""
    domain = get_domain(env)
    if domain.builder != "mdx":
        return []
    targets = {target for targets in domain.references.values() for target in targets}
    places = sorted(place for target in targets if (place := domain.objects.get(("param", target))))
    linked: dict[str, tuple[str, ...]] = {}
    for place in places:
        linked[place.docname] = (*linked.get(place.docname, ()), place.anchor)
    changed = [docname for docname in {*linked, *domain.linked} if linked.get(docname) != domain.linked.get(docname)]
    domain.data["linked"] = linked
    return [docname for docname in sorted(changed) if docname in env.found_docs]


def warn_missing(app: Sphinx, domain: Domain, node: pending_xref) -> bool | None:
    """Warn about a role of ours without a target, and suggest similar names."""
    if node.get("refdomain") != DOMAIN:
        return None
    message = describe_missing(get_domain(app.env), node["reftype"], node["reftarget"])
    warn(WarningSubtype.ENDPOINT, message, location=node)
    return True


def describe_missing(domain: ApiDomain, kind: str, target: str) -> str:
    """Return a message that no object has a name, or that several have it, with suggestions."""
    candidates = domain.aliases.get(target, ()) if kind == "endpoint" else ()
    if len(candidates) > 1:
        return str(AmbiguousNameError(target, candidates))
    names = [name for object_kind, name in domain.objects if object_kind == kind]
    endpoint = target.partition("#")[0] + "#"
    of_endpoint = [name for name in names if name.startswith(endpoint)]  # else thousands of parameters are compared
    hint = did_you_mean(nearest(target, of_endpoint or names))
    if not hint and kind == "schema":
        hint = f"; add '.. api-schema:: {short_name(target)}' to a page"
    return f"no page documents the {kind} {target!r}{hint}"


def setup_domain(app: Sphinx) -> None:
    """Register the domain and its events."""
    for index in INDICES:
        index.localname = index.title  # an earlier build of this process may have set it in another language
    app.add_domain(ApiDomain)
    app.connect("env-get-outdated", get_changed_pages)
    app.connect("env-updated", get_newly_linked_pages)
    app.connect("warn-missing-reference", warn_missing)

"""Where endpoints, parameters and errors are documented: the ``api`` domain, its roles and its inventory.

The registry says what exists; the domain says on which page it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypedDict, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from ..build_warnings import WarningSubtype, warn
from ..spec.errors import AmbiguousNameError, UnknownNameError, did_you_mean, nearest
from ..spec.fingerprints import DIGESTS, Use
from ..spec.names import short_name
from ..spec.stored import stored
from . import nodes as ours
from .indices import INDICES
from .nodes_from.endpoint import list_fields
from .places import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.domains import Index
    from sphinx.environment import BuildEnvironment

    from ..spec.memo import IdentityMemo
    from ..spec.registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")
DOMAIN: Final = "api"


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """An endpoint, a schema or an error that a page documents.

    An endpoint's parameters follow from the registry: parallel readers send what is known to one another again and
    again, and parameters are fifty times as many as endpoints.
    """

    kind: str
    name: str
    anchor: str
    title: str
    line: int | None
    prefix: str = ""
    """Put before the anchors of the parameters."""
    parts: tuple[str, ...] = ()
    """What is shown of an endpoint."""


@stored
class DomainData(TypedDict):
    """What the domain keeps with the environment, by the name of the page but for ``catalogs``."""

    pages: dict[str, list[Documented]]
    uses: dict[str, set[Use]]
    references: dict[str, set[str]]
    linked: dict[str, tuple[str, ...]]
    catalogs: dict[str, str]


class ParameterRole(XRefRole):
    """Links to a parameter, and records that one is linked to: MDX needs an id on it then."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note the target; a link without a title of its own shows the parameter's name."""
        get_domain(env).note_reference(env.docname, target)
        return super().process_link(env, refnode, has_explicit_title, title, target)


class MoveAnchors(SphinxPostTransform):
    """Puts the addresses of our nodes where PDF and Info can be linked to: the docutils classes below have none."""

    default_priority = 5
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:
        """Move ids from parameters to their terms, and from blocks to targets before their content."""
        for parameter in self.document.findall(ours.api_parameter):
            term = cast("nodes.term", parameter[0])
            term["ids"], parameter["ids"] = parameter["ids"], []
        for kind in (ours.api_endpoint, ours.api_response, ours.api_error, ours.api_schema, ours.api_catalog):
            for block in self.document.findall(kind):
                ids, block["ids"] = block["ids"], []
                if ids and block.children and isinstance(block[0], nodes.table):  # LaTeX gives it its own label
                    block[0]["ids"] += ids
                elif ids:
                    block.insert(0, nodes.target("", "", ids=ids))


class ApiDomain(Domain):
    """Endpoints, their parameters, and errors.

    Objects are named by the endpoint id, by ``<endpoint id>#<anchor>`` (``openai/gpt-4o#body-messages-role``) and by
    the error's id.
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
    initial_data: ClassVar[dict[str, Any]] = {name: {} for name in get_annotations(DomainData)}
    registry: SpecRegistry
    builder: str
    """Name of the builder. Both are set before the first page is read, and not pickled with the environment."""
    sources: dict[str, str]
    """The file that each page was made of in the build before."""
    kept: IdentityMemo
    """Nodes of fields and errors that the pages of this build share; see :class:`.endpoint.Composer`."""

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
        """Return documented objects by (type, name); of several pages the first by name has the links."""
        if self._objects is None:
            self._objects = {}
            for docname in sorted(self.pages):  # not in the order of reading: parallel readers come in any
                for noted in self.pages[docname]:
                    place = Place(docname, noted.anchor, noted.title, 1 if noted.kind == "endpoint" else 2)
                    self._objects.setdefault((noted.kind, noted.name), place)
                    for anchor, name, priority in self._get_parameters(noted):
                        place = Place(docname, noted.prefix + anchor, name, priority)
                        self._objects.setdefault(("param", f"{noted.name}#{anchor}"), place)
        return self._objects

    @property
    def endpoints(self) -> dict[str, Place]:
        """Return documented endpoints alone: it takes far longer to find all that they have."""
        if self._endpoints is None:
            self._endpoints = {}
            for docname in sorted(self.pages):
                for noted in self.pages[docname]:
                    if noted.kind == "endpoint":
                        self._endpoints.setdefault(noted.name, Place(docname, noted.anchor, noted.title, 1))
        return self._endpoints

    def _get_parameters(self, noted: Documented) -> Iterator[tuple[str, str, int]]:
        """Yield anchor, name and priority of an endpoint's parameters.

        MDX, without an inventory, needs those that are linked to. The search's index has the ones that a request
        begins with: with all of them, most of what readers load would be fields that its full text finds as well.
        """
        if noted.kind != "endpoint":
            return
        if self.builder == "mdx":
            if self._linked_endpoints is None:
                targets = {target for targets in self.references.values() for target in targets}
                self._linked_endpoints = {target.partition("#")[0] for target in targets}
            if noted.name not in self._linked_endpoints:
                return
        try:
            endpoint = self.registry.get(noted.name)
        except (UnknownNameError, AmbiguousNameError):  # its page is read again
            return
        for anchor, field, is_top in list_fields(self.registry, endpoint, noted.parts):
            yield anchor, field.name, 2 if is_top else -1

    @property
    def aliases(self) -> dict[str, list[str]]:
        """Return the documented endpoints by what else they are called: operationId, and method with path."""
        if self._aliases is None:
            self._aliases = {}
            for name in self.endpoints:
                endpoint = self.registry.endpoints.get(name)
                if endpoint is not None:
                    operation = endpoint.operation
                    by_source = f"{operation.service}:{operation.id}"
                    by_request = f"{operation.method} {operation.path}"
                    for alias in {operation.id, operation.operation_id, by_source, by_request}:
                        self._aliases.setdefault(alias, []).append(name)
        return self._aliases

    @property
    def uses(self) -> dict[str, set[Use]]:
        """Return what each page shows."""
        return cast("dict[str, set[Use]]", self.data.setdefault("uses", {}))

    @property
    def references(self) -> dict[str, set[str]]:
        """Return which parameters the roles of each page point to."""
        return cast("dict[str, set[str]]", self.data.setdefault("references", {}))

    @property
    def linked(self) -> dict[str, tuple[str, ...]]:
        """Return the anchors of parameters that roles of any page point to, by page."""
        return cast("dict[str, tuple[str, ...]]", self.data.setdefault("linked", {}))

    def note_object(self, docname: str, noted: Documented) -> None:
        """Record what a page documents."""
        self.pages.setdefault(docname, []).append(noted)
        self._forget()

    def note_reference(self, docname: str, target: str) -> None:
        """Record that a page links to a parameter."""
        self.references.setdefault(docname, set()).add(target)
        self._forget()

    def note_use(self, docname: str, kind: str, name: str) -> None:
        """Record that a page shows a part of the registry, so that it is read again when that part changes."""
        self.uses.setdefault(docname, set()).add(Use(kind, name, DIGESTS[kind](self.registry, name)))

    def clear_doc(self, docname: str) -> None:
        """Forget what a page documents."""
        gone = [self.pages.pop(docname, None), self.references.pop(docname, None)]
        self.uses.pop(docname, None)
        if any(gone):
            self._forget()

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader found on its pages."""
        for name in ("pages", "uses", "references"):
            self.data[name].update({page: noted for page, noted in otherdata[name].items() if page in docnames})
        self._forget()

    def _forget(self) -> None:
        """Forget what follows from what the pages document and link to."""
        self._objects = self._endpoints = self._aliases = self._linked_endpoints = None

    def check_consistency(self) -> None:
        """Warn about endpoints and schemas on several pages. Errors may stand on many."""
        first: dict[tuple[str, str], str] = {}
        for docname in sorted(self.pages):
            for noted in self.pages[docname]:
                where = first.setdefault((noted.kind, noted.name), docname)
                if where != docname and noted.kind != "error":
                    words = f"{noted.kind} {noted.name!r} is documented already in {where}; links go there"
                    warn(WarningSubtype.DUPLICATE, f"{words}; add :no-index: here", location=(docname, noted.line))

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object for search and the inventory."""
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
        """Resolve a role; without a title of its own the link says what the target is called."""
        place = self._find(typ, target)
        if place is None:
            return None
        if not node.get("refexplicit") and typ not in ("param", "schema"):
            contnode = nodes.inline("", place.title, classes=list(contnode.get("classes", ())))
        return self._link(builder, fromdocname, typ, place, contnode)

    def refer_to_schema(self, builder: Builder, docname: str, name: str) -> Element:
        """Return a link to where a shared schema is documented, for a page whose references are resolved."""
        words = nodes.literal("", short_name(name))
        place = self.objects.get(("schema", name))
        if place is None:
            warn(WarningSubtype.ENDPOINT, missing_words(self, "schema", name), location=docname)
            return words
        return self._link(builder, docname, "schema", place, words)

    def _link(self, builder: Builder, fromdocname: str, kind: str, place: Place, contnode: Element) -> nodes.reference:
        """Return a link; in MDX the page of a single endpoint is the endpoint, and has no anchor for it."""
        anchor = place.anchor
        if kind == "endpoint" and builder.name == "mdx":
            shown = {use.name for use in self.uses.get(place.docname, ()) if use.kind == "endpoint"}
            anchor = "" if len(shown) == 1 else anchor
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
    """Return the pages that show a part of the registry which is not what it was when they were read."""
    domain = get_domain(env)
    now: dict[tuple[str, str], str] = {}

    def is_stale(use: Use) -> bool:
        key = (use.kind, use.name)
        if key not in now:
            now[key] = DIGESTS[use.kind](domain.registry, use.name)
        return now[key] != use.digest

    return [docname for docname, uses in domain.uses.items() if any(is_stale(use) for use in uses)]


def get_newly_linked_pages(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the pages that other parameters of are linked to than when they were written: MDX has ids on those."""
    domain = get_domain(env)
    if domain.builder != "mdx":
        return []
    targets = {target for targets in domain.references.values() for target in targets}
    places = sorted(place for target in targets if (place := domain.objects.get(("param", target))))
    now: dict[str, tuple[str, ...]] = {}
    for place in places:
        now[place.docname] = (*now.get(place.docname, ()), place.anchor)
    changed = [docname for docname in {*now, *domain.linked} if now.get(docname) != domain.linked.get(docname)]
    domain.data["linked"] = now
    return [docname for docname in sorted(changed) if docname in env.found_docs]


def warn_missing(app: Sphinx, domain: Domain, node: pending_xref) -> bool | None:
    """Name the nearest objects where a role of ours finds nothing."""
    if node.get("refdomain") != DOMAIN:
        return None
    api = get_domain(app.env)
    kind, target = node["reftype"], node["reftarget"]
    warn(WarningSubtype.ENDPOINT, missing_words(api, kind, target), location=node)
    return True


def missing_words(domain: ApiDomain, kind: str, target: str) -> str:
    """Return that nothing is documented under a name, or too much, and which names there are."""
    several = domain.aliases.get(target, ()) if kind == "endpoint" else ()
    if len(several) > 1:
        return str(AmbiguousNameError(target, several))
    names = [name for k, name in domain.objects if k == kind]
    endpoint = target.partition("#")[0] + "#"  # of thousands of parameters, those of the endpoint come first
    own = [name for name in names if name.startswith(endpoint)]
    close = did_you_mean(nearest(target, own or names))
    if not close and kind == "schema":
        close = f"; add '.. api-schema:: {short_name(target)}' to a page"
    return f"no {kind} {target!r} is documented here{close}"


def setup_domain(app: Sphinx) -> None:
    """Register the domain and its events."""
    for index in INDICES:
        index.localname = index.title  # what an earlier build of this process made of it is in its language
    app.add_domain(ApiDomain)
    app.add_post_transform(MoveAnchors)
    app.connect("env-get-outdated", get_changed_pages)
    app.connect("env-updated", get_newly_linked_pages)
    app.connect("warn-missing-reference", warn_missing)

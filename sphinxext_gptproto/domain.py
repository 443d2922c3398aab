"""Where endpoints, parameters and errors are documented: the ``api`` domain, its roles and its inventory.

The registry says what exists; the domain says on which page it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, cast

from docutils import nodes
from sphinx.domains import Domain, ObjType
from sphinx.locale import get_translation
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from . import nodes as ours
from .errors import did_you_mean, nearest
from .warnings_ import WarningSubtype, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")
DOMAIN: Final = "api"


class Place(NamedTuple):
    """Where an object is documented."""

    docname: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Use:
    """A page shows an endpoint as it was when it had this digest."""

    endpoint: str
    digest: str


class ParameterRole(XRefRole):
    """Links to a parameter, and records that one is linked to: MDX needs an id on it then."""

    def process_link(
        self, env: BuildEnvironment, refnode: Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        """Note the target; a link without a title of its own shows the parameter's name."""
        get_domain(env).references.setdefault(env.docname, set()).add(target)
        return super().process_link(env, refnode, has_explicit_title, title, target)


class MarkReferenced(SphinxPostTransform):
    """Marks the parameters that a role on any page points to."""

    default_priority = 5  # before the builders' own transforms

    def run(self, **kwargs: Any) -> None:
        """Set ``referenced`` on the nodes."""
        domain = get_domain(self.env)
        wanted = {target for targets in domain.references.values() for target in targets}
        anchors = {
            place.anchor
            for target in wanted
            if (place := domain.objects.get(("param", target))) and place.docname == self.env.docname
        }
        for node in self.document.findall(ours.api_parameter) if anchors else ():
            node["referenced"] = node["ids"][0] in anchors


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
        "error": ObjType(_("error"), "error"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "endpoint": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
        "param": ParameterRole(warn_dangling=True),
        "error": XRefRole(innernodeclass=nodes.inline, warn_dangling=True),
    }
    initial_data: ClassVar[dict[str, dict[str, Any]]] = {"objects": {}, "uses": {}, "references": {}}
    data_version = 1
    registry: SpecRegistry
    """Set before the first page is read; not pickled with the environment."""

    @property
    def objects(self) -> dict[tuple[str, str], Place]:
        """Return documented objects by (type, name)."""
        return cast("dict[tuple[str, str], Place]", self.data.setdefault("objects", {}))

    @property
    def uses(self) -> dict[str, set[Use]]:
        """Return which endpoints each page shows."""
        return cast("dict[str, set[Use]]", self.data.setdefault("uses", {}))

    @property
    def references(self) -> dict[str, set[str]]:
        """Return which parameters the roles of each page point to."""
        return cast("dict[str, set[str]]", self.data.setdefault("references", {}))

    def note_object(self, kind: str, name: str, place: Place, location: nodes.Node) -> None:
        """Record where an object is documented; the first place stays."""
        first = self.objects.setdefault((kind, name), place)
        if first.docname != place.docname and kind != "error":
            words = f"{kind} {name!r} is documented already in {first.docname}; links go there; add :no-index: here"
            warn(WarningSubtype.DUPLICATE, words, location=location)

    def note_use(self, docname: str, endpoint: str, digest: str) -> None:
        """Record that a page shows an endpoint, so that it is read again when the endpoint changes."""
        self.uses.setdefault(docname, set()).add(Use(endpoint, digest))

    def clear_doc(self, docname: str) -> None:
        """Forget what a page documents."""
        for key in [key for key, place in self.objects.items() if place.docname == docname]:
            del self.objects[key]
        self.uses.pop(docname, None)
        self.references.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader found on its pages."""
        for key, place in otherdata["objects"].items():
            if place.docname in docnames:
                first = self.objects.setdefault(key, place)
                if first.docname != place.docname and key[0] == "endpoint":
                    words = f"endpoint {key[1]!r} is documented already in {first.docname}; add :no-index: here"
                    warn(WarningSubtype.DUPLICATE, words, location=place.docname)
        for name in ("uses", "references"):
            self.data[name].update({page: found for page, found in otherdata[name].items() if page in docnames})

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object for search and the inventory."""
        for (kind, name), place in self.objects.items():
            yield name, place.title, kind, place.docname, place.anchor, 1 if kind == "endpoint" else 2

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
        if not node.get("refexplicit") and typ != "param":
            contnode = nodes.inline("", place.title, classes=list(contnode.get("classes", ())))
        return make_refnode(builder, fromdocname, place.docname, place.anchor, contnode, place.title)

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
        found = []
        for kind in self.object_types:
            if place := self.objects.get((kind, target)):
                reference = make_refnode(builder, fromdocname, place.docname, place.anchor, contnode, place.title)
                found.append((f"{self.name}:{kind}", reference))
        return found

    def _find(self, kind: str, target: str) -> Place | None:
        if place := self.objects.get((kind, target)):
            return place
        if kind == "endpoint":  # by operationId, or METHOD /path, of a page that shows it
            names = [name for k, name in self.objects if k == kind and self._matches(name, target)]
            return self.objects[kind, names[0]] if len(names) == 1 else None
        return None

    def _matches(self, name: str, target: str) -> bool:
        endpoint = self.registry.endpoints.get(name)
        if endpoint is None:
            return False
        operation = endpoint.operation
        return target in (operation.id, f"{operation.method} {operation.path}")


def get_domain(env: BuildEnvironment) -> ApiDomain:
    """Return the domain of a build."""
    return cast("ApiDomain", env.get_domain(DOMAIN))


def get_changed_pages(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> Iterable[str]:
    """Return the pages that show an endpoint which is not what it was when they were read."""
    domain = get_domain(env)
    registry = domain.registry
    now: dict[str, str] = {}

    def is_stale(use: Use) -> bool:
        if use.endpoint not in now:
            endpoint = registry.endpoints.get(use.endpoint)
            now[use.endpoint] = registry.digest(endpoint) if endpoint else ""
        return now[use.endpoint] != use.digest

    return [docname for docname, uses in domain.uses.items() if any(is_stale(use) for use in uses)]


def warn_missing(app: Sphinx, domain: Domain, node: pending_xref) -> bool | None:
    """Name the nearest objects where a role of ours finds nothing."""
    if node.get("refdomain") != DOMAIN:
        return None
    api = get_domain(app.env)
    kind, target = node["reftype"], node["reftarget"]
    close = did_you_mean(nearest(target, (name for k, name in api.objects if k == kind)))
    warn(WarningSubtype.ENDPOINT, f"no {kind} {target!r} is documented here{close}", location=node)
    return True


def setup_domain(app: Sphinx) -> None:
    """Register the domain and its events."""
    app.add_domain(ApiDomain)
    app.add_post_transform(MarkReferenced)
    app.connect("env-get-outdated", get_changed_pages)
    app.connect("warn-missing-reference", warn_missing)

"""The directive ``api-changes``: what changed between two versions of an API, or of one of its endpoints.

Its nodes are made when its page is written, since all pages must be read to know which endpoints they can link to.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...build_warnings import WarningSubtype
from ...content.changes import find_changes, find_version_changes
from ...spec.errors import AmbiguousNameError, UnknownNameError, did_you_mean, nearest
from .. import nodes as ours
from ..domain import get_domain
from ..nodes_from.changes import list_changes
from ..nodes_from.commonmark import parse_inline
from .base import RegistryDirective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

    from ...content.changes import Change
    from ...spec.model import Endpoint
    from ...spec.versions import ApiVersion

_: Final = get_translation("sphinxext_gptproto")


class ApiChanges(RegistryDirective):
    """Shows the changes of an API, or of an endpoint.

    The argument is the name of the API, or any name of an endpoint; it may be missing if the project documents versions
    of one API only. ``:version:`` is the version to describe, by default the newest, and ``:since:`` the older one to
    compare it with, by default the one before it.
    """

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "version": directives.unchanged_required,
        "since": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return a node without its content; warn about names that do not exist."""
        name = " ".join(self.arguments).strip()
        self.placement.note_use("changes", name)
        apis, endpoint = self.registry.versions, ""
        if not name and len(apis) == 1:
            (versions,) = apis.values()
        elif name in apis:
            versions = apis[name]
        else:
            try:
                found = self.registry.get(name)
            except (UnknownNameError, AmbiguousNameError) as error:
                return self._warn_no_api(name, error)
            own = self.registry.get_version(found.operation)
            if own is None:
                return self._warn_no_api(name)
            versions, endpoint = apis[own.api], found.id
        if (new := self._choose(versions, "version")) is None:
            return []
        older = versions[versions.index(new) + 1 :]
        if (old := self._choose(versions, "since", older, f"older than {new.label!r}")) is None:
            return []
        node = ours.api_changes(old=old, new=new, endpoint=endpoint, classes=["gp-changes"])
        self.placement.set_source_info(node)
        return [node]

    def _warn_no_api(self, name: str, error: UnknownNameError | AmbiguousNameError | None = None) -> list[nodes.Node]:
        """Warn that a name means neither an API with versions nor an endpoint of one."""
        apis = ", ".join(map(repr, self.registry.versions))
        if not apis:
            reason = "no entry of gptproto_registry has 'versions'"
        elif isinstance(error, AmbiguousNameError):
            reason = str(error)
        elif name and error:
            hint = did_you_mean(nearest(name, self.registry.versions) or error.nearest)
            reason = f"{name!r} is neither an API with versions nor an endpoint{hint or f'; the APIs are: {apis}'}"
        elif name:
            reason = f"{name!r} is not part of an API with versions; these are: {apis}"
        else:
            reason = f"name one of the APIs with versions: {apis}"
        self.placement.warn(WarningSubtype.ENDPOINT, f"api-changes: {reason}")
        return []

    def _choose(
        self, versions: list[ApiVersion], option: str, allowed: list[ApiVersion] | None = None, which: str = ""
    ) -> ApiVersion | None:
        """Return the version that an option names, or else the first; warn if there is none.

        :param versions: all versions of the API.
        :param allowed: those that may be chosen, if not all of them.
        :param which: which these are, for a message.
        """
        candidates = versions if allowed is None else allowed
        label = self.options.get(option, "").strip()
        chosen = next((version for version in versions if version.label == label), None)
        choices = ", ".join(repr(version.label) for version in candidates)
        if not candidates:
            message = "there is no older version to compare with"
        elif not label:
            return candidates[0]
        elif chosen in candidates:
            return chosen
        elif chosen is not None:
            message = f"version {label!r} is not {which}; these are: {choices}"
        else:
            message = f"there is no version {label!r}; there are: {choices}"
        self.placement.warn(WarningSubtype.ENDPOINT, f"api-changes: {message}")
        return None


class AddChanges(SphinxPostTransform):
    """Makes the content of ``api-changes`` when its page is written."""

    default_priority = 2  # before references are resolved (10)

    def run(self, **kwargs: Any) -> None:
        """Fill each node of the page."""
        for node in [*self.document.findall(ours.api_changes)]:
            registry = get_domain(self.env).registry
            if not node.endpoint:
                node += self._list_all(node.old, node.new)
                continue
            versions = {
                item.version: item.endpoint for item in registry.get_endpoint_versions(registry.get(node.endpoint))
            }
            old, new = versions.get(node.old), versions.get(node.new)
            if old and new:
                node += self._list(find_changes(registry, old, new)) or self._say_nothing()
            elif new:
                node += nodes.paragraph("", _("New in {version}.").format(version=node.new.label))
            else:
                node += nodes.paragraph("", _("Removed in {version}.").format(version=node.new.label))

    def _list_all(self, old: ApiVersion, new: ApiVersion) -> list[nodes.Node]:
        changes = find_version_changes(get_domain(self.env).registry, old, new)
        parts: list[nodes.Node] = []
        for label, endpoints in ((_("Added"), changes.added), (_("Removed"), changes.removed)):
            if endpoints:
                items = [nodes.list_item("", self._name(endpoint)) for endpoint in endpoints]
                parts += [nodes.paragraph("", "", nodes.strong("", label)), nodes.bullet_list("", *items, bullet="*")]
        if changes.changed:
            listing = nodes.bullet_list(bullet="*")
            for endpoint, changes_of_one in changes.changed:
                listing += nodes.list_item("", self._name(endpoint), *self._list(changes_of_one))
            parts += [nodes.paragraph("", "", nodes.strong("", _("Changed"))), listing]
        return parts or self._say_nothing()

    def _name(self, endpoint: Endpoint) -> nodes.paragraph:
        """Return the title of an endpoint, which is a link if a page documents it, with its request."""
        title = get_domain(self.env).make_endpoint_reference(endpoint.id, nodes.inline("", endpoint.title))
        if isinstance(title, addnodes.pending_xref):
            title["refdoc"] = self.env.docname
        request = f"{endpoint.operation.method} {endpoint.operation.path}"
        return nodes.paragraph("", "", title, nodes.Text(" "), nodes.literal("", request))

    def _list(self, changes: Iterable[Change]) -> list[nodes.Node]:
        listing = list_changes(changes, partial(parse_inline, source=self.document["source"], line=0), {})
        return [listing] if listing.children else []

    def _say_nothing(self) -> list[nodes.Node]:
        return [nodes.paragraph("", _("Nothing has changed."))]


def setup_changes(app: Sphinx) -> None:
    """Register the directive, and the transform that makes its content."""
    app.add_directive("api-changes", ApiChanges)
    app.add_post_transform(AddChanges)

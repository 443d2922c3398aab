"""What the directives and the generated pages share: the place on a page that nodes are made for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from ...build_warnings import WarningSubtype, warn
from ..config import GptprotoConfig
from ..domain import get_domain
from ..nodes_from.endpoint import Composer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.environment import BuildEnvironment

    from ...spec.errors import AmbiguousNameError, UnknownNameError
    from ...spec.registry import SpecRegistry
    from ..domain import Documented

_: Final = get_translation("sphinxext_gptproto")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A place on a page, for which nodes are made.

    It is all that the functions which make nodes know of the page, so that a generated page can call them without
    a directive (see :mod:`.generated_pages.parse`).
    """

    env: BuildEnvironment
    document: nodes.document
    parent: nodes.Element | None
    """The element that the nodes will be added to, where it is known."""
    source: tuple[str, int]
    """File and line that the nodes come from; the file may be included in the page's own."""
    line: int
    """Line of the page, for warnings."""

    @property
    def registry(self) -> SpecRegistry:
        """The sealed registry of this build."""
        return get_domain(self.env).registry

    @property
    def config(self) -> GptprotoConfig:
        """The values of the project."""
        return GptprotoConfig.from_config(self.env.config)

    @property
    def takes_sections(self) -> bool:
        """Whether there may be a section here; in a note or in a table there may not."""
        return isinstance(self.parent, (nodes.document, nodes.section))

    def make_composer(self, *, prefix: str = "", languages: Sequence[str] = ()) -> Composer:
        """Return a composer for this place.

        :param prefix: put before all anchors.
        :param languages: those of samples, if not the ones of ``conf.py``.
        """
        config = self.config
        return Composer(
            registry=self.registry,
            languages=languages or config.languages,
            prefix=prefix,
            sections=self.takes_sections,
            source=self.source,
            base=config.link_base,
        )

    @property
    def has_anchors(self) -> bool:
        """Whether the page has anchors of ours so far."""
        return bool(self._pending_anchors) or "gptproto_anchors" in self.env.temp_data

    def add_anchors(self, get_anchors: Callable[[], set[str]]) -> None:
        """Record which anchors the nodes made here have.

        :param get_anchors: called only when other nodes of the page need to know: to list the anchors of an endpoint,
            all its fields must be built, and most pages show a single endpoint.
        """
        self._pending_anchors.append(get_anchors)

    def get_anchors(self) -> set[str]:
        """Return the anchors of ours on the page so far."""
        anchors = cast("set[str]", self.env.temp_data.setdefault("gptproto_anchors", set()))
        while self._pending_anchors:
            anchors |= self._pending_anchors.pop()()
        return anchors

    @property
    def _pending_anchors(self) -> list[Callable[[], set[str]]]:
        return cast("list[Callable[[], set[str]]]", self.env.temp_data.setdefault("gptproto_waiting", []))

    def note_use(self, kind: str, name: str) -> None:
        """Record that this page shows a part of the registry."""
        get_domain(self.env).note_use(self.env.docname, kind, name)

    def note_object(self, documented: Documented) -> None:
        """Record that this page documents something, so that links find it."""
        get_domain(self.env).note_object(self.env.docname, documented)

    def note_target(self, node: nodes.Element) -> None:
        """Tell docutils that the ids of a node can be linked to."""
        self.document.note_explicit_target(node, node)

    def set_source_info(self, node: nodes.Element) -> None:
        """Record where a node comes from."""
        node.source, node.line = self.source

    def warn(self, subtype: WarningSubtype, message: str) -> None:
        """Warn about what is here."""
        warn(subtype, message, location=(self.env.docname, self.line))

    def warn_unknown(self, error: UnknownNameError | AmbiguousNameError) -> list[nodes.Node]:
        """Warn about a name that the registry does not have, and return a note for the page that says so, too."""
        self.warn(WarningSubtype.ENDPOINT, str(error))
        text = _("{name} is not in the registry.").format(name=repr(error.name))
        return [nodes.warning("", nodes.paragraph("", text))]


class RegistryDirective(SphinxDirective):
    """Base of the directives that read the registry."""

    @cached_property
    def placement(self) -> Placement:
        """Where the directive is."""
        return Placement(
            env=self.env,
            document=self.state.document,
            parent=self.state_machine.node,
            source=self.get_source_info(),
            line=self.lineno,
        )

    @property
    def registry(self) -> SpecRegistry:
        """The sealed registry of this build."""
        return self.placement.registry

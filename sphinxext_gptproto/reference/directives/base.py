"""What all directives of the extension share: the registry, composers, the ids that a page has, one way to warn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from ...build_warnings import WarningSubtype, warn
from ..config import GptprotoConfig
from ..domain import get_domain
from ..nodes_from.endpoint import Composer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...spec.errors import AmbiguousNameError, UnknownNameError
    from ...spec.registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")


class RegistryDirective(SphinxDirective):
    """Base of the directives that read the registry."""

    @property
    def registry(self) -> SpecRegistry:
        """The sealed registry of this build."""
        return get_domain(self.env).registry

    def composer(self, *, prefix: str) -> Composer:
        """Return a composer for this place."""
        config = GptprotoConfig.from_config(self.config)
        source, line = self.get_source_info()
        return Composer(
            registry=self.registry,
            languages=self.options.get("languages") or config.languages,
            prefix=prefix,
            sections=isinstance(self.state_machine.node, (nodes.document, nodes.section)),
            source=(source, line),
            base=config.link_base,
        )

    @property
    def _anchors(self) -> list[Callable[[], set[str]]]:
        """What makes the ids of the parts that stand on the page so far: most pages show one, and need none."""
        return cast("list[Callable[[], set[str]]]", self.env.temp_data.setdefault("gptproto_waiting", []))

    @property
    def _taken(self) -> set[str]:
        """The ids that the page has of ours."""
        taken = cast("set[str]", self.env.temp_data.setdefault("gptproto_anchors", set()))
        while self._anchors:
            taken |= self._anchors.pop()()
        return taken

    def note_use(self, kind: str, name: str) -> None:
        """Record that this page shows a part of the registry."""
        get_domain(self.env).note_use(self.env.docname, kind, name)

    def unknown(self, error: UnknownNameError | AmbiguousNameError) -> list[nodes.Node]:
        """Warn about a name, and leave a mark on the page that says so too."""
        warn(WarningSubtype.ENDPOINT, str(error), location=(self.env.docname, self.lineno))
        words = _("{name} is not in the registry.").format(name=repr(error.name))
        return [nodes.warning("", nodes.paragraph("", words))]

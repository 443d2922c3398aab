"""The directive ``gptproto-errors``: the errors of the registry, as the service sends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives

from ...build_warnings import WarningSubtype
from ...spec.errors import AmbiguousNameError, UnknownNameError
from ...spec.names import make_anchor
from ..domain import Documented
from .base import RegistryDirective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx

    from ...spec.model import ErrorEntry


class GptprotoErrors(RegistryDirective):
    """Shows the errors of the registry, or of one endpoint: the directive's content, then ``api_error`` nodes."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"only": directives.unchanged_required, "no-index": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the blocks."""
        try:
            entries = self._entries()
        except (UnknownNameError, AmbiguousNameError) as error:
            return self.placement.warn_unknown(error)
        if not entries:
            subject = f"{self.arguments[0]!r} lists no errors" if self.arguments else "the registry has no errors"
            message = f"gptproto-errors: {subject}; registry files declare them under 'errors'"
            self.placement.warn(WarningSubtype.ENDPOINT, message)
        notes = self.parse_content_to_nodes() if self.content else []
        number = self.env.new_serialno("gptproto-errors")
        prefix = f"{number}-" if number else ""
        others = self.placement.get_anchors()
        while not others.isdisjoint(anchors := {f"{prefix}error-{make_anchor(entry.id)}" for entry in entries}):
            number += 1
            prefix = f"{number}-"
        self.placement.add_anchors(lambda: anchors)
        blocks = self.placement.make_composer(prefix=prefix).errors(entries)
        for node, entry in zip(blocks, entries, strict=True):
            self.placement.set_source_info(node)
            self.placement.note_target(node)
            if "no-index" not in self.options:
                documented = Documented(
                    kind="error", name=entry.id, anchor=node["ids"][0], title=node.title, line=self.lineno
                )
                self.placement.note_object(documented)
        return [*notes, *blocks]

    def _entries(self) -> list[ErrorEntry]:
        registry = self.registry
        names: Sequence[str]
        if "only" in self.options:
            names = self.options["only"].replace(",", " ").split()
            for name in names:
                self.placement.note_use("error", name)
        elif self.arguments:
            self.placement.note_use("endpoint", self.arguments[0])
            names = registry.get(self.arguments[0]).operation.errors
        else:
            self.placement.note_use("errors", "")
            names = list(registry.errors)
        return [registry.get_error(name) for name in names]


def setup_error_directive(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("gptproto-errors", GptprotoErrors)

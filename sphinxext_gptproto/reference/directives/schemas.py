"""The directive ``api-schema``; :func:`show_schema` makes its nodes for a generated page, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import directives

from ...spec.errors import UnknownNameError, nearest
from ...spec.names import make_anchor, short_name
from .. import nodes as ours
from ..domain import Documented
from ..late_content import make_pending
from .base import RegistryDirective

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from .base import Placement


class ApiSchema(RegistryDirective):
    """Shows a shared schema: what it is for, and its fields. The argument is its name."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"no-index": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the schema's node."""
        content = show_schema(self.placement, self.arguments[0].strip(), indexed="no-index" not in self.options)
        if self.content and isinstance(content[0], ours.api_schema):
            content[0] += self.parse_content_to_nodes()
        return content


def show_schema(placement: Placement, name: str, *, indexed: bool = True) -> list[nodes.Node]:
    """Return the node of a shared schema for a place on a page, without its content.

    :param indexed: whether links and indices lead here.
    """
    placement.note_use("schema", name)
    registry = placement.registry
    if registry.get_schema(name) is None:
        return placement.warn_unknown(UnknownNameError(name, kind="schema", nearest=nearest(name, registry.schemas)))
    number = placement.env.new_serialno("gptproto-schemas")
    composer = placement.make_composer(prefix=f"{make_anchor(name)}-" if number else "")
    # No field of the schema has an id with two hyphens, whatever its name is.
    node = ours.api_schema(schema=name, ids=[f"{composer.prefix}schema--{make_anchor(short_name(name))}"])
    node["classes"].append("gp-schema")
    node.pending = make_pending(composer)
    placement.set_source_info(node)
    placement.note_target(node)
    if indexed:
        documented = Documented(
            kind="schema", name=name, anchor=node["ids"][0], title=short_name(name), line=placement.line
        )
        placement.note_object(documented)
    return [node]


def setup_schema_directive(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("api-schema", ApiSchema)

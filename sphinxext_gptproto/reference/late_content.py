"""Gives the nodes of endpoints and schemas their content, once the page that they stand on is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.i18n import AddTranslationClasses, Locale
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import new_document, sphinx_domains
from sphinx.util.rst import default_role

from ..sphinx_internals import make_translatable
from . import nodes as ours
from .domain import get_domain
from .nodes_from.endpoint import Composer
from .nodes_from.fields import refer_to_schema
from .translations import has_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx

    from ..spec.memo import IdentityMemo
    from ..spec.registry import SpecRegistry


def make_pending(composer: Composer) -> ours.Pending:
    """Return how a composer would fill nodes."""
    return ours.Pending(
        languages=tuple(composer.languages),
        prefix=composer.prefix,
        sections=composer.sections,
        source=composer.source,
        base=composer.base,
    )


class FillEndpoints(SphinxPostTransform):
    """Gives endpoints their content when their page is written, in the language of the page.

    An endpoint's page has a thousand nodes. Kept out of the environment they are not walked by the sixty transforms of
    reading, which have nothing to do there, and not pickled and unpickled. Smart quotes in particular would change
    what a registry says. Where the page has a catalogue, Sphinx's transform for that is applied to the content.
    """

    default_priority = 1  # before all other post-transforms, which see what they would see if it had always been there

    def is_supported(self) -> bool:
        """Leave out MDX, where :func:`fill_mdx_page` does it later, but for translations: they may hold roles."""
        return get_domain(self.env).builder != "mdx" or has_catalogue(self.env)

    def run(self, **kwargs: Any) -> None:
        """Fill the page."""
        domain = get_domain(self.env)
        filled = _fill(_find_heads(self.document), domain.registry)
        if domain.builder == "gettext":
            _make_translatable(filled)
        elif has_catalogue(self.env):
            self._translate(filled)
        for node in filled:
            for reference in node.findall(addnodes.pending_xref):
                reference["refdoc"] = self.env.docname

    def _translate(self, content: list[nodes.Element]) -> None:
        """Put content into the language of the page: nothing else on it, which was translated when it was read."""
        _make_translatable(content)
        document = new_document(self.document["source"], self.document.settings)
        document.children = [*content]  # which stays where it stands on the page
        with sphinx_domains(self.env), default_role(self.env.docname, self.config.default_role):  # as pages are read
            for transform in (Locale, AddTranslationClasses):
                transform(document).apply()


def fill_mdx_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give endpoints their content in the process that writes the page, where the last page's nodes are at hand.

    So the transforms that other builders need do not walk them, and a field of many endpoints is written once.
    """
    domain = get_domain(app.env)
    heads = _find_heads(doctree)
    refer = partial(domain.refer_to_schema, app.builder, docname)
    _fill(heads, domain.registry, kept=domain.kept, refer=refer)
    linked = {anchor for node in heads for anchor in node.repeated}
    ours.note_mdx_page(
        doctree,
        endpoints=sum(isinstance(node, ours.api_endpoint) for node in heads),
        linked=frozenset(linked.union(domain.linked.get(docname, ()))),
    )


def _find_heads(document: nodes.document) -> list[ours.api_endpoint | ours.api_schema]:
    return [node for node in document.findall() if isinstance(node, (ours.api_endpoint, ours.api_schema))]


def _fill(
    heads: Iterable[ours.api_endpoint | ours.api_schema],
    registry: SpecRegistry,
    *,
    kept: IdentityMemo | None = None,
    refer: Callable[[str], nodes.Element] = refer_to_schema,
) -> list[nodes.Element]:
    """Fill each endpoint and schema that is still empty, and return what they were filled with."""
    filled: list[nodes.Element] = []
    for head in heads:
        pending = head.pending
        if pending is None:
            continue
        del head.pending
        composer = Composer(
            registry=registry,
            languages=pending.languages,
            prefix=pending.prefix,
            sections=pending.sections,
            source=pending.source,
            base=pending.base,
            kept=kept,
            lazy=kept is not None,
            refer=refer,
        )
        if isinstance(head, ours.api_schema):
            filled += composer.fill_schema(head)
            continue
        assert head.parent is not None
        at = head.parent.index(head) + 1
        shown = cast("list[nodes.Element]", head.parent.children[at : at + pending.siblings])
        filled += composer.fill(registry.get(head.endpoint), pending.parts, head, shown)
    return filled


def _make_translatable(content: Iterable[nodes.Element]) -> None:
    """Let gettext and catalogues find the texts, as if they had been there when the page was read."""
    for text in (text for element in content for text in element.findall(nodes.TextElement)):
        make_translatable(text)


def setup_fill(app: Sphinx) -> None:
    """Fill pages when they are written: for MDX in the process that writes, for the others before all transforms."""
    app.add_post_transform(FillEndpoints)
    app.connect("mdx-page-resolved", fill_mdx_page, priority=100)  # before those that read the content

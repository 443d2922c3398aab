"""Makes the content of endpoints and schemas when their page is written.

An endpoint's page has a thousand nodes. If they were there when the page is read, the sixty transforms of reading would
walk them in vain, and the environment would be pickled with them. Smart quotes would even change what a registry says.
"""

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
    """Return what is needed to make the same composer again when the page is written."""
    return ours.Pending(
        languages=tuple(composer.languages),
        prefix=composer.prefix,
        sections=composer.sections,
        source=composer.source,
        base=composer.base,
    )


class AddEndpointContent(SphinxPostTransform):
    """Adds the content of endpoints and schemas to a page, in the language of the page.

    Where the page has a catalogue, Sphinx's transform for translations is applied to the content.
    """

    default_priority = 1  # before all other post-transforms, which then see the page as if it had been complete

    def is_supported(self) -> bool:
        """Skip MDX, where :func:`add_content_for_mdx` does it later, except for translations, which may have roles."""
        return get_domain(self.env).builder != "mdx" or has_catalogue(self.env)

    def run(self, **kwargs: Any) -> None:
        """Fill the page."""
        domain = get_domain(self.env)
        content = _fill(_find_heads(self.document), domain.registry, refer_to_endpoint=domain.make_endpoint_reference)
        if domain.builder == "gettext":
            _make_translatable(content)
        elif has_catalogue(self.env):
            self._translate(content)
        for node in content:
            for reference in node.findall(addnodes.pending_xref):
                reference["refdoc"] = self.env.docname

    def _translate(self, content: list[nodes.Element]) -> None:
        """Translate the content, but nothing else of the page, which was translated when it was read.

        The transforms work on documents, so a temporary one lists the content; its parents on the page do not change.
        """
        _make_translatable(content)
        document = new_document(self.document["source"], self.document.settings)
        document.children = [*content]
        with sphinx_domains(self.env), default_role(self.env.docname, self.config.default_role):  # as in reading
            for transform in (Locale, AddTranslationClasses):
                transform(document).apply()


def add_content_for_mdx(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Add the content of endpoints and schemas in the process that writes the page, after all transforms.

    The transforms that other builders need do not walk it then, and the process has the nodes of its earlier pages, so
    that a response or error of many endpoints is made once.
    """
    domain = get_domain(app.env)
    heads = _find_heads(doctree)
    _fill(
        heads,
        domain.registry,
        shared_nodes=domain.shared_nodes,
        refer=partial(domain.refer_to_schema, app.builder, docname),
        refer_to_endpoint=partial(domain.refer_to_endpoint, app.builder, docname),
    )
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
    shared_nodes: IdentityMemo | None = None,
    refer_to_endpoint: Callable[[str, nodes.Element], nodes.Element],
    refer: Callable[[str], nodes.Element] = refer_to_schema,
) -> list[nodes.Element]:
    """Make the content of each endpoint and schema that has none yet, and return it.

    :param shared_nodes: where to look for nodes that other pages have, too.
    :param refer_to_endpoint: returns a link with a label to the page of an endpoint, or the label if it has no page.
    :param refer: returns a link to the page of a shared schema.
    """
    content: list[nodes.Element] = []
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
            shared_nodes=shared_nodes,
            lazy=shared_nodes is not None,
            refer=refer,
            refer_to_endpoint=refer_to_endpoint,
        )
        if isinstance(head, ours.api_schema):
            content += composer.fill_schema(head)
            continue
        assert head.parent is not None
        start = head.parent.index(head) + 1 + pending.offset
        sections = cast("list[nodes.Element]", head.parent.children[start : start + pending.siblings])
        content += composer.fill(registry.get(head.endpoint), pending.parts, head, sections)
    return content


def _make_translatable(content: Iterable[nodes.Element]) -> None:
    """Prepare the texts for gettext and catalogues, as Sphinx does with texts that it reads."""
    for text in (text for element in content for text in element.findall(nodes.TextElement)):
        make_translatable(text)


def setup_late_content(app: Sphinx) -> None:
    """Register the transform, and the handler for MDX."""
    app.add_post_transform(AddEndpointContent)
    app.connect("mdx-page-resolved", add_content_for_mdx, priority=100)  # before handlers that read the content

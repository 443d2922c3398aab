"""Node classes of the API reference: the attributes of each, and its children.

Nothing here makes nodes or renders them. Each class derives from a docutils class that every writer handles, so that
builders without visitors for ours (text, LaTeX, EPUB, man, gettext) show it as that. HTML gets its shape from
:mod:`.formats.html`, MDX from :mod:`.formats.mdx`, Markdown from :mod:`.formats.markdown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeAlias, TypeVar, overload

from docutils import nodes

from ..spec.stored import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from ..content.fields import Field, Variant
    from ..spec.selectors import Selection
    from ..spec.versions import ApiVersion

T = TypeVar("T")
_REQUIRED: Final[Any] = object()


class Attribute(Generic[T]):
    """An entry of a node's dictionary ``attributes``, typed where the node's class is.

    ``node.method`` is ``node["method"]`` with a type, and so is an assignment. docutils copies, prints and pickles that
    dictionary only, so values must not be fields of the node itself.

    :param default: what a node without the entry returns; without a default, it raises ``KeyError``.
    """

    def __init__(self, default: T = _REQUIRED) -> None:
        self._default = default

    def __set_name__(self, owner: type[nodes.Element], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, node: None, owner: type[nodes.Element]) -> Self: ...
    @overload
    def __get__(self, node: nodes.Element, owner: type[nodes.Element]) -> T: ...
    def __get__(self, node: nodes.Element | None, owner: type[nodes.Element]) -> Self | T:
        if node is None:
            return self
        value: T = node.attributes.get(self._name, self._default)
        if value is _REQUIRED:
            raise KeyError(self._name)
        return value

    def __set__(self, node: nodes.Element, value: T) -> None:
        node.attributes[self._name] = value

    def __delete__(self, node: nodes.Element) -> None:
        del node.attributes[self._name]


Parents: TypeAlias = "tuple[tuple[str, str], ...]"
"""The fields that a field is nested in, outermost first: the id that links go to, and the name."""


class FieldNodes(Protocol):
    """Makes the nodes of fields; :class:`.nodes_from.fields.FieldComposer` explains each member."""

    def prose(self, text: str) -> list[nodes.Element]:
        """Return the blocks of a description."""

    def place(self, field_: Field, parent_id: str) -> str:
        """Return the id of a field."""

    def facts(self, field_: Field, parents: Parents) -> Iterator[api_fact]:
        """Yield the facts of a field."""

    def plain_variants(self, variants: Iterable[Variant]) -> api_fact:
        """Return a list of the variants that have no fields."""

    def when(self, variant: Variant) -> Iterator[nodes.Element]:
        """Yield which value of which field selects a variant."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """How to make the content of an endpoint or a schema once its page is written; see :mod:`.late_content`."""

    parts: tuple[str, ...] = ()
    languages: tuple[str, ...]
    prefix: str
    sections: bool
    source: tuple[str, int]
    base: str
    offset: int = 0
    """How many nodes are between the head and its parts."""
    siblings: int = 0
    """How many parts the endpoint has."""


# -- endpoints --------------------------------------------------------------------------------------------------------


class api_endpoint(nodes.container):  # noqa: N801 - docutils names its nodes so
    """The head of one endpoint: ``api_signature``, description. Its parts follow it, as sections."""

    endpoint: Attribute[str] = Attribute()
    """The endpoint's id."""
    method: Attribute[str] = Attribute()
    path: Attribute[str] = Attribute()
    title: Attribute[str] = Attribute()
    short_title: Attribute[str] = Attribute()
    description: Attribute[str] = Attribute()
    deprecated: Attribute[bool] = Attribute()
    webhook: Attribute[bool] = Attribute(default=False)
    pending: Attribute[Pending | None] = Attribute(default=None)
    """How to make the content, until that is there."""
    repeated: Attribute[list[str]] = Attribute()
    """Ids of fields that fields nested in them repeat, and so link to; there once the content is."""
    server: Attribute[str] = Attribute(default="")
    """In MDX, where it is not the server that ``docs.json`` names."""
    auth: Attribute[str | None] = Attribute(default=None)
    """In MDX, where it is not the method of authentication that ``docs.json`` names."""


class api_part(nodes.section):  # noqa: N801
    """One part of an endpoint: ``title``, then what the part shows."""

    part: Attribute[str] = Attribute()
    """Such as ``request-body``."""


class api_signature(nodes.paragraph):  # noqa: N801
    """Method and path: ``strong``, ``Text``, ``literal``."""

    method: Attribute[str] = Attribute()
    path: Attribute[str] = Attribute()
    server: Attribute[str] = Attribute()


class api_samples(nodes.container):  # noqa: N801
    """Request samples. Children: ``api_sample``."""


class api_sample(nodes.container):  # noqa: N801
    """A titled block of code: ``container`` of ``caption`` and ``literal_block``."""

    title: Attribute[str] = Attribute()
    fence: Attribute[str] = Attribute()
    """The language of a Markdown fence."""
    named: Attribute[str] = Attribute(default="")
    """What distinguishes it from other samples of the same block, where HTML has to show the title."""

    @property
    def code(self) -> nodes.literal_block:
        """The block of code."""
        return next(iter(self.findall(nodes.literal_block)))


class _HasSamples(nodes.container):
    """Base of nodes whose children may be samples."""

    @property
    def samples(self) -> list[api_sample]:
        """The samples among the children."""
        return [child for child in self.children if isinstance(child, api_sample)]


class api_response(_HasSamples):  # noqa: N801
    """What comes back under one status: ``paragraph`` title, description, ``api_parameter_list``, ``api_sample``."""

    status: Attribute[str] = Attribute()
    title: Attribute[str] = Attribute()
    media_type: Attribute[str] = Attribute()
    success: Attribute[bool] = Attribute()
    several: Attribute[bool] = Attribute()
    """Whether the operation has other responses, or other representations of this one."""
    kept: Attribute[bool] = Attribute(default=False)
    """Whether other pages have the same node, too."""


class api_error(_HasSamples):  # noqa: N801
    """One error: ``paragraph`` title, ``paragraph`` when, ``paragraph`` action, ``api_sample`` of the body."""

    error: Attribute[str] = Attribute()
    """The error's id."""
    status: Attribute[int] = Attribute()
    title: Attribute[str] = Attribute()
    kept: Attribute[bool] = Attribute(default=False)
    """Whether other pages have the same node, too."""


# -- fields -----------------------------------------------------------------------------------------------------------


class api_parameter_list(nodes.definition_list):  # noqa: N801
    """Children: ``api_parameter``.

    On its way into MDX it has no children, but the fields themselves and what makes nodes of them.
    """

    place: Attribute[str] = Attribute()
    """``path`` ... ``body``, ``response``, ``schema``."""
    fields: Attribute[tuple[Field, ...] | None] = Attribute(default=None)
    composer: Attribute[FieldNodes] = Attribute()
    parents: Attribute[Parents] = Attribute()
    parent_id: Attribute[str] = Attribute()
    """Id of what the fields are nested in."""


class api_parameter(nodes.definition_list_item):  # noqa: N801
    """One input or output.

    ``term`` (``literal`` name, type and mark as text), ``definition`` (description blocks, then ``api_fact`` ...,
    then ``api_parameter_list`` of nested ones and ``api_variant`` ...). Formats take it apart by
    :class:`.formats.parameter_view.ParameterView`.
    """

    name: Attribute[str] = Attribute()
    place: Attribute[str] = Attribute()
    type: Attribute[str] = Attribute()
    required: Attribute[bool] = Attribute()
    deprecated: Attribute[bool] = Attribute()
    aside: Attribute[bool] = Attribute(default=False)
    """Whether it belongs to a body that samples do not send, or to the items of a list."""


class api_fact(nodes.container):  # noqa: N801
    """A fact of a parameter, in words: a ``paragraph``, and a block where the value is long or a list."""

    kind: Attribute[str] = Attribute()
    """``default``, ``example``, ``more-examples``, ``values``, ``limits``, ``format``, ``access``, ``constraint``,
    ``deprecated``, ``same-as``, ``see``, ``variants`` or ``docs``. There may be several of a kind."""
    value: Attribute[str] = Attribute(default="")
    """Of defaults and examples: the JSON on one line."""
    listed: Attribute[tuple[int, int]] = Attribute()
    """Of values and limits in a sentence: where they begin and end among the paragraph's children."""

    @property
    def sentence(self) -> nodes.paragraph:
        """The fact in words, or the line that introduces the block."""
        paragraph = self[0]
        assert isinstance(paragraph, nodes.paragraph)
        return paragraph

    @property
    def blocks(self) -> list[nodes.Node]:
        """What follows the paragraph: a long value as a block of code, or a list of values with descriptions."""
        return self.children[1:]

    @property
    def listed_nodes(self) -> list[nodes.Node]:
        """What the sentence lists: literals of values or words of limits, with the text between them."""
        start, stop = self.listed
        return self.sentence.children[start:stop]


class api_variant(nodes.container):  # noqa: N801
    """One shape of a field: ``paragraph`` title, description blocks, ``api_parameter_list``."""

    title: Attribute[str] = Attribute()

    @property
    def content(self) -> list[nodes.Node]:
        """What follows the title."""
        return self.children[1:]


class api_schema(nodes.container):  # noqa: N801
    """A shared schema: description blocks, ``api_fact`` ..., ``api_parameter_list``, ``api_variant`` ...."""

    schema: Attribute[str] = Attribute()
    """The schema's name in the registry."""
    pending: Attribute[Pending | None] = Attribute(default=None)
    """As an endpoint's."""
    repeated: Attribute[list[str]] = Attribute()
    """As an endpoint's."""


class api_changes(nodes.container):  # noqa: N801
    """What changed between two versions of an API, or of one endpoint. It is empty until its page is written."""

    old: Attribute[ApiVersion] = Attribute()
    new: Attribute[ApiVersion] = Attribute()
    endpoint: Attribute[str] = Attribute()
    """The endpoint's id; empty for all endpoints."""


# -- indices and catalogs ---------------------------------------------------------------------------------------------


class api_index_table(nodes.table):  # noqa: N801
    """What a level contains: levels with description and number of endpoints, or endpoints with their request.

    The entries of a column of numbers have the class ``gp-count``.
    """


class api_request(nodes.literal):  # noqa: N801
    """The path of a request, with the method or without, in a table: HTML breaks a long one between its parts."""


Choice: TypeAlias = "tuple[str, str, list[tuple[str, str, int]]]"
"""What endpoints can be filtered by: slug and title of a facet, and its values: slug, title, number of endpoints."""


class api_catalog(nodes.container):  # noqa: N801
    """Endpoints to choose from: a ``table``, an ``api_catalog_cards`` or a ``bullet_list``.

    It is empty until its page is written.
    """

    view: Attribute[str] = Attribute()
    """``table``, ``cards`` or ``tree``."""
    selection: Attribute[Selection] = Attribute()
    filtered: Attribute[bool] = Attribute()
    """Whether HTML has a form that filters."""
    facets: Attribute[list[Choice]] = Attribute()
    """The choices of the form; there once the content is."""


class _CatalogEntry(nodes.Element):
    """Base of what shows an endpoint of a catalog."""

    endpoint: Attribute[str] = Attribute()
    """The endpoint's id."""
    facets: Attribute[dict[str, list[str]]] = Attribute()
    """Slugs by facet."""
    words: Attribute[str] = Attribute()
    """Names that the filter finds it by, besides its text."""


class api_catalog_row(nodes.row, _CatalogEntry):  # noqa: N801
    """An endpoint of a table: title as a link, method and path, then what distinguishes it from others."""


class api_catalog_cards(nodes.bullet_list):  # noqa: N801
    """Endpoints as cards. Children: ``api_catalog_item``."""


class api_catalog_item(nodes.list_item, _CatalogEntry):  # noqa: N801
    """An endpoint of a list: ``paragraph`` with the link; a card has more of them, method and path in the second."""


class api_catalog_group(nodes.list_item):  # noqa: N801
    """A level of a tree: ``paragraph`` title, ``bullet_list`` of groups and items."""

    title: Attribute[str] = Attribute()
    count: Attribute[int] = Attribute()
    """How many endpoints are below it."""


NODES = (
    api_endpoint,
    api_part,
    api_signature,
    api_parameter_list,
    api_parameter,
    api_fact,
    api_variant,
    api_samples,
    api_sample,
    api_response,
    api_schema,
    api_error,
    api_changes,
    api_index_table,
    api_request,
    api_catalog,
    api_catalog_row,
    api_catalog_cards,
    api_catalog_item,
    api_catalog_group,
)
"""Every node class, for registration."""


# -- documents --------------------------------------------------------------------------------------------------------


def note_mdx_page(document: nodes.document, *, endpoints: int, linked: frozenset[str]) -> None:
    """Record what the MDX writer must know of a page.

    :param endpoints: how many it shows.
    :param linked: ids of parameters that something links to.
    """
    document["gptproto_endpoints"], document["gptproto_linked"] = endpoints, linked


def count_endpoints(document: nodes.document) -> int:
    """Return how many endpoints a page shows, on its way into MDX."""
    count: int = document.get("gptproto_endpoints", 0)
    return count


def get_linked(document: nodes.document) -> frozenset[str]:
    """Return the ids of a page's parameters that something links to, on its way into MDX."""
    linked: frozenset[str] = document.get("gptproto_linked", frozenset())
    return linked

"""Node classes of the API reference, with what each one's children are. Nothing here builds or renders.

Each derives from a docutils class that every writer knows, so that builders without visitors of their own (text, LaTeX,
EPUB, man, gettext) show it as that. HTML gets its shape from :mod:`.parameters`, MDX from :mod:`.visitors`.

The document of an MDX page has the attributes ``gptproto_endpoints`` (how many there are) and ``gptproto_linked`` (the
anchors of parameters that anything links to).
"""

from __future__ import annotations

from docutils import nodes


class api_endpoint(nodes.container):  # noqa: N801 - docutils names its nodes so
    """The head of one endpoint: ``api_signature``, description. Its parts follow it, as sections.

    Attributes: ``endpoint`` (id), ``method``, ``path``, ``title``, ``short_title``, ``description``, ``deprecated``,
    ``webhook`` where it is one, and until the page is written ``pending``; then ``repeated``, the anchors of fields
    that fields below them repeat.
    """


class api_part(nodes.section):  # noqa: N801
    """One part of an endpoint: ``title``, then what the part shows. Attributes: ``part``, such as ``request-body``."""


class api_signature(nodes.paragraph):  # noqa: N801
    """Method and path: ``strong``, ``Text``, ``literal``. Attributes: ``method``, ``path``, ``server``."""


class api_parameter_list(nodes.definition_list):  # noqa: N801
    """Children: ``api_parameter``. Attributes: ``place`` (``path`` ... ``body``, ``response``, ``schema``).

    On its way into MDX it has no children, but the attributes ``fields`` and ``composer``.
    """


class api_parameter(nodes.definition_list_item):  # noqa: N801
    """One input or output.

    ``term`` (``literal`` name, type and mark as text), ``definition`` (description blocks, then ``api_fact`` ...,
    then ``api_parameter_list`` of nested ones and ``api_variant`` ...). Attributes: ``name``, ``place``, ``type``,
    ``required``, ``deprecated``, ``ids``; ``aside`` where it is of no body that samples send, or of a list's items.
    """


class api_fact(nodes.container):  # noqa: N801
    """A fact of a parameter, in words: a ``paragraph``, and a ``literal_block`` where the value is long.

    Attributes: ``kind`` (``default``, ``example``, ``more-examples``, ``values``, ``limits``, ``format``, ``access``,
    ``constraint``, ``deprecated``, ``same-as``, ``see``, ``variants``, ``docs``); for the first three also ``value``,
    the JSON on one line. There may be several of a kind.
    """


class api_variant(nodes.container):  # noqa: N801
    """One shape of a field: ``paragraph`` title, description blocks, ``api_parameter_list``. Attribute: ``title``."""


class api_samples(nodes.container):  # noqa: N801
    """Request samples. Children: ``api_sample``."""


class api_sample(nodes.container):  # noqa: N801
    """A titled block of code: ``container`` of ``caption`` and ``literal_block``.

    Attributes: ``title``, ``fence`` (the language of a Markdown fence), and ``named``, what tells it from its like,
    where HTML has to show the title.
    """


class api_response(nodes.container):  # noqa: N801
    """What comes back under one status: ``paragraph`` title, description, ``api_parameter_list``, ``api_sample``.

    Attributes: ``status``, ``title``, ``media_type``, ``success``.
    """


class api_schema(nodes.container):  # noqa: N801
    """A shared schema: description blocks, ``api_fact`` ..., ``api_parameter_list``, ``api_variant`` ....

    Attributes: ``schema`` (name), ``ids``, ``repeated`` as an endpoint's.
    """


class api_error(nodes.container):  # noqa: N801
    """One error: ``paragraph`` title, ``paragraph`` when, ``paragraph`` action, ``api_sample`` of the body.

    Attributes: ``error`` (id), ``status``, ``title``, ``ids``, and ``kept`` where the same
    node stands on other pages too.
    """


class api_index_table(nodes.table):  # noqa: N801
    """What a level holds: levels with description and number of endpoints, or endpoints with their request.

    The entries of a column of numbers have the class ``gp-count``.
    """


class api_request(nodes.literal):  # noqa: N801
    """The path of a request, with the method or without, in a table: HTML breaks a long one between its parts."""


class api_catalog(nodes.container):  # noqa: N801
    """Endpoints to choose from: a ``table``, an ``api_catalog_cards`` or a ``bullet_list``, once the page is written.

    Attributes: ``view`` (``table``, ``cards``, ``tree``), ``selection``, ``filtered`` (whether HTML has a form that
    filters), ``ids``; then ``facets``, the choices of the form.
    """


class api_catalog_row(nodes.row):  # noqa: N801
    """An endpoint of a table: title as a link, method and path, then what tells it from others.

    Attributes, as of ``api_catalog_item``: ``endpoint`` (id), ``method``, ``path``, ``facets`` (slugs by facet),
    ``words`` (further names that it is found by), ``deprecated``.
    """


class api_catalog_cards(nodes.bullet_list):  # noqa: N801
    """Endpoints as cards. Children: ``api_catalog_item``."""


class api_catalog_item(nodes.list_item):  # noqa: N801
    """An endpoint of a list: ``paragraph`` with the link; a card has more of them, method and path in the second."""


class api_catalog_group(nodes.list_item):  # noqa: N801
    """A level of a tree: ``paragraph`` title, ``bullet_list`` of groups and items. Attributes: ``title``, ``count``."""


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
    api_index_table,
    api_request,
    api_catalog,
    api_catalog_row,
    api_catalog_cards,
    api_catalog_item,
    api_catalog_group,
)
"""Every node class, for registration."""

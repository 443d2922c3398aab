"""Node classes of the API reference, with what each one's children are. Nothing here builds or renders.

Each derives from a docutils class that every writer knows, so that builders without visitors of their own (text, LaTeX,
EPUB, man, gettext) show it as that. HTML gets its shape from :mod:`.html`, MDX from :mod:`.mdx.visitors`.
"""

from __future__ import annotations

from docutils import nodes


class endpoint(nodes.General, nodes.container):  # noqa: N801 - docutils names its nodes so
    """One endpoint: ``endpoint_signature``, description, then sections (or rubrics) of parts.

    Attributes: ``endpoint`` (id), ``method``, ``path``, ``server``, ``title``, ``short_title``, ``summary``,
    ``deprecated``.
    """


class endpoint_signature(nodes.paragraph):  # noqa: N801
    """Method and path: ``strong``, ``Text``, ``literal``. Attributes: ``method``, ``path``, ``server``."""


class parameter_list(nodes.definition_list):  # noqa: N801
    """Children: ``parameter``. Attributes: ``place`` (``path`` ... ``body``, ``response``), ``title``."""


class parameter(nodes.definition_list_item):  # noqa: N801
    """One input or output.

    ``term`` (``literal`` name, type and mark as text), ``definition`` (description blocks, then ``fact`` ...,
    then ``parameter_list`` of nested ones and ``variant`` ...). Attributes: ``name``, ``place``, ``type``, ``required``,
    ``deprecated``, ``ids``.
    """


class fact(nodes.General, nodes.container):  # noqa: N801
    """A fact of a parameter, in words: a ``paragraph``, and a ``literal_block`` where the value is long.

    Attributes: ``kind`` (``default``, ``example``, ``values``, ``limits``, ``deprecated``, ``same-as``), and for the first
    two ``value``, the JSON on one line.
    """


class variant(nodes.General, nodes.container):  # noqa: N801
    """One shape of a field: ``paragraph`` title, description blocks, ``parameter_list``. Attributes: ``title``."""


class samples(nodes.General, nodes.container):  # noqa: N801
    """Request samples. Children: ``sample``."""


class sample(nodes.General, nodes.container):  # noqa: N801
    """A titled block of code: ``container`` of ``caption`` and ``literal_block``. Attributes: ``title``, ``language``."""


class response(nodes.General, nodes.container):  # noqa: N801
    """What comes back under one status: ``paragraph`` title, description, ``parameter_list``, ``sample``.

    Attributes: ``status``, ``title``, ``media_type``, ``success``.
    """


class error(nodes.General, nodes.container):  # noqa: N801
    """One error: ``paragraph`` title, ``paragraph`` when, ``paragraph`` action, ``sample`` of the body.

    Attributes: ``error`` (id), ``status``, ``title``, ``ids``.
    """


class unfold(nodes.General, nodes.container):  # noqa: N801
    """HTML only: children behind a summary that opens them. Attributes: ``summary``, ``open``."""


NODES = (
    endpoint,
    endpoint_signature,
    parameter_list,
    parameter,
    fact,
    variant,
    samples,
    sample,
    response,
    error,
    unfold,
)
"""Every node class, for registration."""

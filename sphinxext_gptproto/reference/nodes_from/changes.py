"""Makes the nodes that say what changed between two versions of an endpoint, each change as an item of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.locale import get_translation

from .sentences import enumerate_nodes, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ...content.changed_facts import Fact
    from ...content.changes import Change

_: Final = get_translation("sphinxext_gptproto")
_KINDS: Final = {"added": _("Added"), "removed": _("Removed"), "changed": _("Changed")}
_PARTS: Final = {
    "endpoint": _("the endpoint"),
    "request": _("the request"),
    "credentials": _("the credentials"),
    "credential": _("credential {name}"),
    "path": _("path parameter {name}"),
    "query": _("query parameter {name}"),
    "header": _("header parameter {name}"),
    "cookie": _("cookie parameter {name}"),
    "body": _("field {name} of the request body"),
    "media": _("request body as {name}"),
    "response": _("response {status}"),
    "response-media": _("response {status} as {name}"),
    "response-header": _("header {name} of response {status}"),
    "response-field": _("field {name} of response {status}"),
    "callback": _("callback {name}"),
    "error": _("error {name}"),
}
_WHOLE_BODIES: Final = {"body": _("request body"), "response-field": _("body of response {status}")}
_SWITCHES: Final[Mapping[tuple[str, bool], str]] = {
    ("required", True): _("now required"),
    ("required", False): _("no longer required"),
    ("deprecated", True): _("now deprecated"),
    ("deprecated", False): _("no longer deprecated"),
    ("read-only", True): _("now read-only"),
    ("read-only", False): _("no longer read-only"),
    ("write-only", True): _("now write-only"),
    ("write-only", False): _("no longer write-only"),
}
_CHANGED: Final = {
    "request": _("{before} is now {after}"),
    "name": _("it was called {before}"),
    "fields": _("the fields of {after} changed, see above"),
    "credentials": _("needed was {before}, now {after}"),
    "type": _("type was {before}, now {after}"),
    "default": _("default was {before}, now {after}"),
    "limits": _("limit was {before}, now {after}"),
    "format": _("format was {before}, now {after}"),
    "constraints": _("had to fit {before}, now {after}"),
}
_SET: Final = {
    "credentials": _("needed is now {after}"),
    "default": _("default is now {after}"),
    "values": _("allowed values are now {after}"),
    "limits": _("limit is now {after}"),
    "format": _("format is now {after}"),
    "constraints": _("must now fit {after}"),
}
_UNSET: Final = {
    "credentials": _("needed was {before}, now nothing is"),
    "default": _("default was {before}, now there is none"),
    "values": _("allowed values were {before}, now there is no such list"),
    "limits": _("limit was {before}, now there is none"),
    "format": _("format was {before}, now there is none"),
    "constraints": _("no longer has to fit {before}"),
}
_IN_WORDS: Final = ("limits",)
"""Facts whose texts are words, and not code."""


def list_changes(
    changes: Iterable[Change], line: Callable[[str], list[nodes.Node]], ids: Mapping[str, str]
) -> nodes.bullet_list:
    """Return changes as a list.

    :param line: makes nodes of a text with CommonMark.
    :param ids: ids on the page, by the anchors of the fields that have one.
    """
    listing = nodes.bullet_list(bullet="*")
    for change in changes:
        part = _name_part(change, ids)
        if change.kind == "added":
            part += _describe_added(change)
        text = phrase(_("{kind} {part}"), kind=nodes.strong("", _KINDS[change.kind]), part=part)
        if change.facts:
            text.append(nodes.Text(": "))
            for number, fact in enumerate(change.facts):
                text += [nodes.Text("; ")] if number else []
                text += _describe_fact(fact, line)
        listing += nodes.list_item("", nodes.paragraph("", "", *text))
    return listing


def _name_part(change: Change, ids: Mapping[str, str]) -> list[nodes.Node]:
    """Return what has changed, such as ``query parameter limit``."""
    name: nodes.Node = nodes.literal("", change.name)
    if change.anchor in ids:
        name = nodes.reference("", "", name, refid=ids[change.anchor])
    message = _PARTS[change.place]
    if not change.name:
        message = _WHOLE_BODIES.get(change.place, message)
    part = phrase(message, name=name, status=nodes.literal("", change.status))
    if change.variants:
        titles = " > ".join(change.variants)
        message = _("variant {title} of {part}") if change.is_variant else _("{part} ({title})")
        part = phrase(message, title=nodes.Text(titles), part=part)
    if change.media:
        part = phrase(_("{part} as {types}"), part=part, types=nodes.literal("", change.media))
    if change.callback:
        part = phrase(_("{part} of callback {callback}"), part=part, callback=nodes.literal("", change.callback))
    return part


def _describe_added(change: Change) -> Iterator[nodes.Node]:
    marks = [nodes.literal("", change.type)] if change.type else []
    words: list[nodes.Node] = [*marks, *([nodes.Text(_("required"))] if change.required else [])]
    if words:
        yield from (nodes.Text(" ("), *enumerate_nodes(words), nodes.Text(")"))


def _describe_fact(fact: Fact, line: Callable[[str], list[nodes.Node]]) -> list[nodes.Node]:
    if (fact.name, bool(fact.after)) in _SWITCHES:
        return [nodes.Text(_SWITCHES[fact.name, bool(fact.after)])]

    def show(texts: Iterable[str]) -> list[nodes.Node]:
        if fact.name in _IN_WORDS:
            return [node for number, text in enumerate(texts) for node in (*_comma(number), *line(text))]
        last = str(_("or")) if fact.name == "credentials" else ""
        items = (nodes.literal("", text) if text else nodes.Text(_("no credentials at all")) for text in texts)
        return enumerate_nodes(items, last=last)

    before, after = show(fact.before), show(fact.after)
    if fact.before and fact.after and fact.name == "values":
        added = [value for value in fact.after if value not in fact.before]
        removed = [value for value in fact.before if value not in fact.after]
        if added and removed:
            message = _("allowed values: {added} added, {removed} removed")
        else:
            message = _("allowed values: {added} added") if added else _("allowed values: {removed} removed")
        return phrase(message, added=show(added), removed=show(removed))
    messages = _SET if not fact.before else _UNSET if not fact.after else _CHANGED
    return phrase(messages[fact.name], before=before, after=after)


def _comma(number: int) -> list[nodes.Node]:
    return [nodes.Text(", ")] if number else []

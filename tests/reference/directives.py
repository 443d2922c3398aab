"""Pages with directives on them, and what is looked for in their nodes."""

from __future__ import annotations

from sphinxext_gptproto.reference import nodes as ours


def page(*directives):
    return "Page\n====\n\n" + "\n\n".join(directives) + "\n"


def endpoint(name, *options, content=""):
    return "\n".join([f".. api-endpoint:: {name}", *(f"   :{option}" for option in options), "", f"   {content}"])


def all_of(tree, kind):
    return list(tree.findall(kind))


def part_titles(tree):
    return [part[0].astext() for part in all_of(tree, ours.api_part)]

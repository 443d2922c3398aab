"""Rules for object descriptions of all domains: a heading with the name, the signature as code, the description.

desc(desc_signature+ desc_content)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sphinx import addnodes

from ..tree import Anchor, CodeSpan, Fence, plain
from .structure import add_heading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes

    from ..rules import Handler, PageWriter
    from ..tree import Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset({addnodes.desc_content, addnodes.desc_inline})
DROPPED: Final[frozenset[type | str]] = frozenset()

LANGUAGES: Final = {"py": "python", "c": "c", "cpp": "cpp", "js": "javascript", "rst": "rst"}
"""Languages of signatures, by domain."""
WIDTH: Final = 88
"""Characters that a signature on one line may have."""


def handle_desc(translator: PageWriter, node: addnodes.desc) -> None:
    """Add an object; several signatures are in one code block."""
    signatures = [child for child in node.children if isinstance(child, addnodes.desc_signature)]
    content = [child for child in node.children if not isinstance(child, addnodes.desc_signature)]
    translator.add(*translator.anchors(node))
    texts = [_signature(signature) for signature in signatures]
    if signatures:
        identifiers = [name for signature in signatures for name in signature["ids"]]
        main = identifiers[0] if identifiers else ""
        translator.add(*(Anchor(other) for other in identifiers[1:]))
        names = list(dict.fromkeys(map(_name, signatures)))
        add_heading(translator, (CodeSpan(", ".join(names)),), main, max(2, translator.section_level + 1))
        if texts != names:
            code = "\n".join(map(_break_signature, signatures, texts))
            translator.add(Fence(code, LANGUAGES.get(str(node.get("domain", "")), "text")))
    translator.section_level += 1
    translator.add(*translator.blocks(*content))
    translator.section_level -= 1


def _signature(node: nodes.Element) -> str:
    """Return the text of a signature."""
    lines = [child.astext() for child in node.children if isinstance(child, addnodes.desc_signature_line)]
    text = "\n".join(lines) if lines else node.astext()
    return re.sub(r"[ \t\xa0]+", " ", text).strip()


def _break_signature(node: addnodes.desc_signature, text: str) -> str:
    """Return a signature, with a line for each parameter if it is too long for one line."""
    lists = [child for child in node.children if isinstance(child, addnodes.desc_parameterlist)]
    if len(text) <= WIDTH or len(lists) != 1 or len(lists[0].children) < 2:
        return text
    if not all(isinstance(child, addnodes.desc_parameter) for child in lists[0].children):
        return text
    index = node.index(lists[0])
    before = "".join(child.astext() for child in node.children[:index])
    after = "".join(child.astext() for child in node.children[index + 1 :])
    parameters = [" ".join(child.astext().split()) for child in lists[0].children]
    lines = "".join(f"    {parameter},\n" for parameter in parameters)
    return re.sub("\xa0", " ", f"{before.lstrip()}(\n{lines}){after.rstrip()}")


def _name(node: addnodes.desc_signature) -> str:
    """Return the name of an object as in a table of contents, or its signature if it has no name."""
    if name := str(node.get("_toc_name") or ""):
        return name
    name = next((child.astext() for child in node.findall(addnodes.desc_name)), "")
    is_call = any(True for _ in node.findall(addnodes.desc_parameterlist))
    return f"{name}()" if name and is_call else _signature(node)


def handle_part(translator: PageWriter, node: nodes.Element) -> None:
    """Add a part of a signature outside of an object description as code."""
    translator.add(CodeSpan(plain(translator.inlines(*node.children)) or node.astext()))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    addnodes.desc: handle_desc,
    **dict.fromkeys(
        (
            addnodes.desc_signature,
            addnodes.desc_signature_line,
            addnodes.desc_name,
            addnodes.desc_addname,
            addnodes.desc_type,
            addnodes.desc_returns,
            addnodes.desc_parameterlist,
            addnodes.desc_type_parameter_list,
            addnodes.desc_parameter,
            addnodes.desc_type_parameter,
            addnodes.desc_optional,
            addnodes.desc_annotation,
            addnodes.desc_sig_element,
        ),
        handle_part,
    ),
}

"""``gptproto-docs messages SOURCE...``: write the texts of a registry to a gettext template, for translators."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from ..loaders import load_each
from ..spec.errors import UnreadableSourceError
from ..spec.specification import LeftOut
from ..spec.texts import list_messages
from .internal import add_internal_arguments, describe_left_out, get_internal_marks

if TYPE_CHECKING:
    import argparse

    from ..spec.specification import Specification

DESCRIPTION = "Write the texts of a registry to a gettext template, for translators."
_HEADER = "# Texts of a registry. The build reads their translations from the catalogue gptproto_registry."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="a registry in any supported format")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the template to FILE (default: standard output)"
    )
    add_internal_arguments(parser)


def run(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Write the template.

    :return: the exit status: 0, or 2 when a source cannot be read or the file cannot be written.
    """
    template = Catalog(header_comment=_HEADER, charset="utf-8")
    marks = get_internal_marks(arguments)
    for number, source in enumerate(arguments.sources):
        try:
            specifications, _faults = load_each(
                source, namespace=f"{number}:", marks=marks
            )  # `check` reports the faults
        except UnreadableSourceError as error:
            print(error, file=sys.stderr)  # noqa: T201 - the command's output
            return 2
        if left_out := LeftOut.sum(specification.left_out for specification in specifications):
            print(f"{source}: {describe_left_out(left_out)}", file=sys.stderr)  # noqa: T201 - the command's output
        for specification in specifications:
            add_messages(template, specification)
    try:
        if arguments.output is None:
            write_po(sys.stdout.buffer, template, width=0)
            sys.stdout.buffer.flush()
        else:
            with arguments.output.open("wb") as file:
                write_po(file, template, width=0)
    except BrokenPipeError:  # main() handles it
        raise
    except OSError as error:
        parser.error(f"cannot write {arguments.output or 'to standard output'}: {error.strerror}")
    return 0


def add_messages(catalogue: Catalog, specification: Specification) -> None:
    """Add the texts of a specification to a catalogue, in the order of the specification."""
    for text in list_messages(specification):
        catalogue.add(text)

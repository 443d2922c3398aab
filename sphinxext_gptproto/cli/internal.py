"""Options for what sources mark as internal; all commands that read sources have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..loaders import get_marks

if TYPE_CHECKING:
    import argparse

    from ..spec.specification import LeftOut


def add_internal_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options to the parser of a command."""
    parser.add_argument(
        "--show-internal", action="store_true", help="include what is marked as internal, such as by 'x-internal: true'"
    )
    parser.add_argument(
        "--internal-mark",
        action="append",
        default=[],
        metavar="KEY",
        help="a further key that marks something as internal; may be repeated",
    )


def get_internal_marks(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the keys that mark something as internal, as the options say."""
    return get_marks(show=arguments.show_internal, further=arguments.internal_mark)


def describe_left_out(left_out: LeftOut) -> str:
    """Return what to say about what was left out."""
    return f"left out as internal: {left_out} (--show-internal includes them)"

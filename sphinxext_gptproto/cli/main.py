"""``gptproto-docs``: what can be done with sources without a build."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from .._version import __version__
from . import check, convert, messages

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    :return: the exit status: 0 when all is well, 1 when a source has faults, 2 when nothing could be done.
    """
    parser = _Parser(prog="gptproto-docs", description="Work with descriptions of HTTP APIs, without a build.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in (("convert", convert), ("check", check), ("messages", messages)):
        own = commands.add_parser(name, help=module.DESCRIPTION, description=module.DESCRIPTION)
        module.add_arguments(own)
        own.set_defaults(run=module.run, parser=own)
    given = parser.parse_args(arguments)
    try:
        status: int = given.run(given, given.parser)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more when it ends
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())

"""The command ``gptproto-docs``, which works with API descriptions without a build."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from .._version import __version__
from . import check, convert, messages, schema

if TYPE_CHECKING:
    from collections.abc import Sequence


COMMANDS: Final = {
    "convert": convert,
    "check": check,
    "messages": messages,
    "schema": schema,
}


class _Parser(argparse.ArgumentParser):
    """A parser that reports an error in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand.

    :param argv: the command line without the name of the program; by default that of the process.
    :return: the exit status: 0 on success, 1 when a source has faults, 2 when the command could not run.
    """
    parser = _Parser(prog="gptproto-docs", description="Work with descriptions of HTTP APIs, without a build.")
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=module.DESCRIPTION, description=module.DESCRIPTION)
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run, parser=subparser)
    arguments = parser.parse_args(argv)
    try:
        status: int = arguments.run(arguments, arguments.parser)
        sys.stdout.flush()
    except BrokenPipeError:  # the program that reads the output, such as `head`, has closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes standard output again at exit
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())

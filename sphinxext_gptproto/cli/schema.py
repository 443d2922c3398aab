"""``gptproto-docs schema``: print the JSON Schema of registry files, with which editors complete and check them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..files import replace_file
from ..loaders.native_format import get_json_schema

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Print the JSON Schema of registry files, with which editors complete and check them."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the schema to FILE (default: standard output)"
    )


def run(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Print or write the schema.

    :return: the exit status: 0, or 2 when the file cannot be written.
    """
    text = json.dumps(get_json_schema(), indent=2) + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
        return 0
    try:
        replace_file(arguments.output, text)
    except OSError as error:
        parser.error(f"cannot write {arguments.output}: {error.strerror}")
    return 0

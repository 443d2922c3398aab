"""``gptproto-docs check SOURCE...``: lists every fault of registry files without building anything."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..loaders import load
from ..loaders.native_format import get_json_schema
from ..spec.errors import UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

DESCRIPTION = "List every fault of registry files, without building anything."


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the sources named on the command line; this is also ``python -m sphinxext_gptproto.cli.check``.

    :return: the exit status: 0 when no fault was found (notes do not count), 1 when one was, 2 when a source could not
        be read.
    """
    parser = argparse.ArgumentParser(prog="python -m sphinxext_gptproto.cli.check", description=DESCRIPTION)
    add_arguments(parser)
    return run(parser.parse_args(arguments), parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("sources", nargs="*", type=Path, metavar="SOURCE", help="a registry file, or a folder of them")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of registry files, for editors")


def run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Run the command; see :func:`main`."""
    if given.schema:
        print(json.dumps(get_json_schema(), indent=2))  # noqa: T201 - the command's output
        return 0
    if not given.sources:
        parser.error("name at least one SOURCE, or ask for --schema")
    status = 0
    for source in given.sources:
        try:
            specification, faults = load(source, notes=True)
        except UnreadableSourceError as error:
            print(error, file=sys.stderr)  # noqa: T201 - the command's output
            status = 2
            continue
        for fault in faults:
            print(fault)  # noqa: T201 - the command's output
        notes = sum(fault.severity == "note" for fault in faults)
        counts = [
            (len(specification.operations), "operation"),
            (len(specification.endpoints), "endpoint"),
            (len(faults) - notes, "fault"),
            *([(notes, "note")] if notes else []),
        ]
        print(f"{source}: {', '.join(f'{n} {noun}' if n == 1 else f'{n} {noun}s' for n, noun in counts)}")  # noqa: T201
        status = max(status, int(len(faults) > notes))
    return status


if __name__ == "__main__":
    sys.exit(main())

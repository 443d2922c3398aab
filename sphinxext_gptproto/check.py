"""``python -m sphinxext_gptproto.check SOURCE...``: lists every fault of registry files without building anything."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import UnreadableSourceError
from .loaders import load

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the sources named on the command line.

    :return: the exit status: 0 when no fault was found, 1 when one was, 2 when a source could not be read.
    """
    parser = argparse.ArgumentParser(prog="python -m sphinxext_gptproto.check", description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="a registry file, or a folder of them")
    status = 0
    for source in parser.parse_args(arguments).sources:
        try:
            specification, faults = load(source)
        except UnreadableSourceError as error:
            print(error, file=sys.stderr)  # noqa: T201 - the command's output
            status = 2
            continue
        for fault in faults:
            print(fault)  # noqa: T201 - the command's output
        counts = {
            "operation": len(specification.operations),
            "endpoint": len(specification.endpoints),
            "fault": len(faults),
        }
        print(f"{source}: {', '.join(f'{n} {noun}' + 's' * (n != 1) for noun, n in counts.items())}")  # noqa: T201 - the command's output
        status = max(status, int(bool(faults)))
    return status


if __name__ == "__main__":
    sys.exit(main())

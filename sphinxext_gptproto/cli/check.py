"""``gptproto-docs check SOURCE...``: list every fault in registry files without building anything."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ..loaders import find_missing_targets, load_each
from ..spec.errors import UnreadableSourceError
from ..spec.join import join
from .counts import count, describe_endpoints
from .internal import add_internal_arguments, describe_left_out, get_internal_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..spec.errors import SpecError
    from ..spec.specification import Specification

DESCRIPTION = "List every fault in registry files, without building anything."


def main(argv: Sequence[str] | None = None) -> int:
    """Check the sources named on the command line; called by ``python -m sphinxext_gptproto.cli.check``.

    :param argv: the command line without the name of the program; by default that of the process.
    :return: the exit status: 0 when there are no faults or warnings (notes do not count), 1 when there are any, 2 when
        a source could not be read.
    """
    parser = argparse.ArgumentParser(prog="python -m sphinxext_gptproto.cli.check", description=DESCRIPTION)
    add_arguments(parser)
    return run(parser.parse_args(argv), parser)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="a registry file, an OpenAPI or Swagger file, a Postman collection, or a folder of such files",
    )
    add_internal_arguments(parser)


def run(arguments: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    """Run the command; see :func:`main` for the exit status."""
    status = 0
    loaded: list[tuple[Path, list[Specification], list[SpecError]]] = []
    for source in arguments.sources:
        try:
            loaded.append((source, *load_each(source, notes=True, marks=get_internal_marks(arguments))))
        except UnreadableSourceError as error:
            print(error, file=sys.stderr)  # noqa: T201 - the command's output
            status = 2
    everything = [specification for _source, specifications, _faults in loaded for specification in specifications]
    for source, specifications, source_faults in loaded:
        specification = join(specifications)
        faults = source_faults + find_missing_targets(specifications, everything)
        for fault in faults:
            print(fault)  # noqa: T201 - the command's output
        severities = Counter(fault.severity for fault in faults)
        counts = [
            describe_endpoints(specification),
            count(severities["error"], "fault") if severities["error"] else "no faults",
            *(count(severities[name], name) for name in ("warning", "note") if severities[name]),
        ]
        print(f"{source}: {', '.join(counts)}")  # noqa: T201 - the command's output
        if specification.left_out:
            print(f"{source}: {describe_left_out(specification.left_out)}")  # noqa: T201 - the command's output
        status = max(status, int(len(faults) > severities["note"]))
    return status


if __name__ == "__main__":
    sys.exit(main())

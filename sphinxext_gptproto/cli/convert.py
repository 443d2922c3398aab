"""``gptproto-docs convert SOURCE``: any source as a registry of native files, or as an OpenAPI file."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..export.bindings import NoEntryError
from ..export.convert import Conversion, Shape, to_native, to_openapi
from ..export.output import OutputError, check_target, put
from ..export.repaired_bodies import find_recovered
from ..export.report import MAX_PLACES, Matter, list_faults, list_left, list_lost_services, write
from ..loaders import load_each
from ..spec.errors import UnreadableSourceError
from ..spec.registry import join

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..spec.errors import SpecError
    from ..spec.registry import Specification

DESCRIPTION = "Convert a description of an API to registry files or to OpenAPI."
BUNDLED: Final = Path(__file__).parents[1] / "bundled"
_STDOUT: Final = Path("-")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "source",
        nargs="?",
        type=Path,
        metavar="SOURCE",
        help="an OpenAPI or Swagger file, a Postman collection, a registry file or a folder of them; "
        "left out, the bundled GPTProto registry",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="a .yaml or .json file, a folder (registry files only), or - for standard output",
    )
    parser.add_argument(
        "--to",
        choices=("native", "openapi"),
        default="native",
        help="the registry format (the default), or OpenAPI 3.1",
    )
    parser.add_argument("--force", action="store_true", help="replace what stands at OUT")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what is left to do there, with all places")


def run(given: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Convert a source.

    :return: the exit status: 0 when it is whole, 1 when it has faults and is written without them.
    """
    source: Path = given.source or BUNDLED
    try:
        shape = _shape(given.to, given.output)
        for path in (given.output, given.report):
            _check(path, force=given.force)
        with _progress() as step:
            step(f"Reading {source}")
            specifications, faults = load_each(source)
            specification = join(specifications)
            conversion = _convert(specification, given, shape, step)
            matters = [*list_lost_services(specifications), *_matters(source, conversion, faults)]
        target = given.output or Path(_default_target(given.to, conversion))
        _check(target, force=given.force)
        lines = list(_summary(source, target, conversion, faults))
        _put(target, conversion.files, force=given.force)
        if given.report is not None:
            _put(given.report, {"": "\n".join([*lines, *write(matters)]) + "\n"}, force=given.force)
        else:
            lines += write(matters, limit=MAX_PLACES)
    except (UnreadableSourceError, OutputError, NoEntryError) as error:
        parser.error(str(error))
    print("\n".join(lines), file=sys.stderr if target == _STDOUT else sys.stdout)
    return int(bool(faults or conversion.faults))


def _check(path: Path | None, *, force: bool) -> None:
    if path is not None and path != _STDOUT:
        check_target(path, force=force)


def _put(path: Path, files: Mapping[str, str], *, force: bool) -> None:
    if path == _STDOUT:
        sys.stdout.write(files[""])
    else:
        put(path, files, force=force)


def _shape(to: str, target: Path | None) -> Shape:
    """Return how the output is laid out, which its name tells."""
    if target is None:
        return "fitting" if to == "native" else "yaml"
    if target == _STDOUT or target.suffix in (".yaml", ".yml"):
        return "yaml"
    if target.suffix == ".json":
        return "json"
    if to == "openapi" or target.suffix:
        kinds = "a .yaml or .json file" if to == "openapi" else "a .yaml or .json file, or a folder without a suffix"
        msg = f"cannot write to {str(target)!r}: expected {kinds}"
        raise OutputError(msg)
    return "folder"


def _convert(
    specification: Specification, given: argparse.Namespace, shape: Shape, step: Callable[[str], None]
) -> Conversion:
    if given.to == "openapi":
        return to_openapi(specification, shape=shape, step=step)
    origin = given.source.name if given.source else "the bundled GPTProto registry"
    return to_native(specification, shape=shape, origin=origin, step=step)


def _default_target(to: str, conversion: Conversion) -> str:
    if to == "openapi":
        return "openapi.yaml"
    return "registry.yaml" if "" in conversion.files else "registry"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal only, and with Rich only, which is an extra (``cli``)."""
    if not sys.stderr.isatty() or find_spec("rich") is None:
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda words: status.update(f"{words} ...")


# -- the report -------------------------------------------------------------------------------------------------------


def _matters(source: Path, conversion: Conversion, faults: Sequence[SpecError]) -> list[Matter]:
    left = list_left(conversion.faults)
    return [*list_faults(faults, find_recovered(source)), *left, *conversion.matters]


def _summary(source: Path, target: Path, conversion: Conversion, faults: Sequence[SpecError]) -> Iterator[str]:
    """Yield what was made, in a few lines."""
    texts = conversion.files.values()
    lines = sum(text.count("\n") for text in texts)
    where = "standard output" if target == _STDOUT else str(target)
    yield f"{source} -> {where}: {_count(len(texts), 'file')}, {_count(lines, 'line')}"
    made = conversion.specification
    words = f"{_count(len(made.endpoints), 'endpoint')}, {_count(len(made.operations), 'operation')}"
    shared = conversion.sharing.shared
    if shared:
        words += f"; {len(shared)} of them shared by {_count(sum(map(len, shared.values())), 'endpoint')}"
    if conversion.components:
        words += f"; {_count(conversion.components, 'shared part')}"
    yield words
    if faults or conversion.faults:
        yield f"{_count(len(faults) + len(conversion.faults), 'fault')}; what is sound is written"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

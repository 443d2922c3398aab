"""``gptproto-docs convert SOURCE``: convert any source to registry files or to an OpenAPI file."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..export.bindings import NoEntryError
from ..export.convert import Conversion, Shape, to_native, to_openapi
from ..export.output import OutputError, check_target, put
from ..export.repaired_bodies import find_repaired_bodies_in
from ..export.report import MAX_PLACES, ReportItem, list_faults, list_lost_services, list_remaining_faults, write
from ..loaders import load_each
from ..spec.errors import UnreadableSourceError
from ..spec.join import join
from .counts import count, describe_endpoints
from .internal import add_internal_arguments, describe_left_out, get_internal_marks

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..spec.errors import SpecError
    from ..spec.specification import Specification

DESCRIPTION = "Convert an API description to registry files or to OpenAPI."
BUNDLED: Final = Path(__file__).parents[1] / "bundled"
_STDOUT: Final = Path("-")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument(
        "source",
        nargs="?",
        type=Path,
        metavar="SOURCE",
        help="an OpenAPI or Swagger file, a Postman collection, a registry file, or a folder of such files "
        "(default: the bundled GPTProto registry)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="the output: a .yaml or .json file, a folder (registry only), or - for standard output "
        "(default: registry.yaml, the folder registry, or openapi.yaml)",
    )
    parser.add_argument(
        "--to",
        choices=("native", "openapi"),
        default="native",
        help="the output format: native (registry files, the default) or openapi (OpenAPI 3.1)",
    )
    parser.add_argument("--force", action="store_true", help="replace OUT and FILE if they exist")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write the report to FILE, with every location of each item"
    )
    add_internal_arguments(parser)


def run(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    """Convert a source and print a summary and a report.

    :return: the exit status: 0 on success, 1 when the source has faults and the output lacks what they affect.
    """
    source: Path = arguments.source or BUNDLED
    try:
        shape = _get_shape(arguments.to, arguments.output)
        for path in (arguments.output, arguments.report):  # before the conversion, which can take long
            _check(path, force=arguments.force)
        with _progress() as step:
            step(f"Reading {source}")
            specifications, faults = load_each(source, marks=get_internal_marks(arguments))
            specification = join(specifications)
            conversion = _convert(specification, arguments, shape, step)
            matters = [*list_lost_services(specifications), *_list_matters(source, conversion, faults)]
        target = arguments.output or Path(_get_default_target(arguments.to, conversion))
        _check(target, force=arguments.force)
        lines = list(_summarize(source, target, conversion, faults))
        if specification.left_out:
            lines.append(describe_left_out(specification.left_out))
        _put(target, conversion.files, force=arguments.force)
        if arguments.report is not None:
            _put(arguments.report, {"": "\n".join([*lines, *write(matters)]) + "\n"}, force=arguments.force)
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


def _get_shape(output_format: str, target: Path | None) -> Shape:
    """Return whether to write YAML, JSON or a folder, according to the name of the output.

    :raises OutputError: when the name does not fit the output format.
    """
    if target is None:
        return "fitting" if output_format == "native" else "yaml"
    if target == _STDOUT or target.suffix in (".yaml", ".yml"):
        return "yaml"
    if target.suffix == ".json":
        return "json"
    if output_format == "openapi" or target.suffix:
        expected = "a .yaml or .json file"
        if output_format == "native":
            expected += ", or a folder without a suffix"
        msg = f"cannot write to {str(target)!r}: expected {expected}"
        raise OutputError(msg)
    return "folder"


def _convert(
    specification: Specification, arguments: argparse.Namespace, shape: Shape, step: Callable[[str], None]
) -> Conversion:
    if arguments.to == "openapi":
        return to_openapi(specification, shape=shape, step=step)
    origin = arguments.source.name if arguments.source else "the bundled GPTProto registry"
    return to_native(specification, shape=shape, origin=origin, step=step)


def _get_default_target(output_format: str, conversion: Conversion) -> str:
    if output_format == "openapi":
        return "openapi.yaml"
    return "registry.yaml" if "" in conversion.files else "registry"


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that displays the current step.

    It displays nothing unless standard error is a terminal and Rich is installed, which is the extra ``cli``.
    """
    if not sys.stderr.isatty() or find_spec("rich") is None:
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield lambda step: status.update(f"{step} ...")


# -- the report -------------------------------------------------------------------------------------------------------


def _list_matters(source: Path, conversion: Conversion, faults: Sequence[SpecError]) -> list[ReportItem]:
    remaining = list_remaining_faults(conversion.faults)
    return [*list_faults(faults, find_repaired_bodies_in(source)), *remaining, *conversion.matters]


def _summarize(source: Path, target: Path, conversion: Conversion, faults: Sequence[SpecError]) -> Iterator[str]:
    """Yield a summary of the output, of two or three lines."""
    texts = conversion.files.values()
    lines = sum(text.count("\n") for text in texts)
    target_name = "standard output" if target == _STDOUT else str(target)
    yield f"{source} -> {target_name}: {count(len(texts), 'file')}, {count(lines, 'line')}"
    specification = conversion.specification
    counts = describe_endpoints(specification)
    shared = conversion.sharing.shared
    if shared:
        verb = "is" if len(shared) == 1 else "are"
        sharing = count(sum(map(len, shared.values())), "endpoint")
        counts += f"; {count(len(shared), 'operation')} {verb} shared by {sharing}"
    if conversion.components:
        counts += f"; {count(conversion.components, 'shared component')}"
    yield counts
    if faults or conversion.faults:
        yield f"{count(len(faults) + len(conversion.faults), 'fault')}; all parts without faults were written"

"""Loads the sources of the registry once a build, from a cache unless a file changed, and warns about their faults."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.util import logging

from .._version import __version__
from ..build_warnings import WarningSubtype, locate_value, stop, warn
from ..content.grouping import group_endpoints
from ..files import replace_file
from ..loaders import find_missing_targets, get_marks, load_each, source_files
from ..spec.errors import UnreadableSourceError
from ..spec.memo import IdentityMemo
from ..spec.registry import SpecRegistry
from ..spec.specification import LeftOut
from ..spec.stored import make_version
from ..sphinx_internals import rare_garbage_collection
from .config import GptprotoConfig
from .domain import get_domain
from .registry_entries import BUNDLED_NAME
from .source_plan import plan_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx

    from ..loaders import SourceOptions
    from ..spec.errors import SpecError
    from ..spec.specification import Specification
    from .registry_entries import RegistryEntry

_LOGGER: Final = logging.getLogger("sphinxext_gptproto")
BUNDLED: Final = Path(__file__).parents[1] / "bundled"
"""The registry of GPTProto, which is read if ``conf.py`` names no other, or names it."""


@rare_garbage_collection()
def load_registry(app: Sphinx) -> None:
    """Load every source, and give the registry to the domain.

    :raises BuildStoppedError: when a source cannot be read at all: a build without it would drop its pages in silence.
    """
    config = GptprotoConfig.from_config(app.config)
    registry = SpecRegistry()
    entries = _get_entries(app, config.entries)
    cache = Path(app.doctreedir) / "gptproto"
    marks = get_marks(show=config.show_internal, further=config.internal_marks)
    all_specifications: list[Specification] = []
    try:
        count = 0  # of specifications, since one source may have several
        for source in plan_sources(entries, lambda message: _warn(app, message)):
            namespace, options = f"{count}:" if count else "", source.make_options(registry)
            specifications, faults = _load_cached(
                source.path, cache, namespace=namespace, names=source.names, options=options, marks=marks
            )
            count += len(specifications)
            _warn_of(faults)
            for specification in specifications:
                registry.add(specification, path=str(source.path), version=source.version)
            all_specifications += specifications
    except UnreadableSourceError as error:
        stop(f"gptproto_registry: {error}", location=locate_value(app.confdir, app.config, "gptproto_registry"))
    limit = config.pages_per_level if config.folder else 0  # the pages of groups are generated pages
    registry.arrange(group_endpoints(registry, config.paged.select(registry), limit))
    registry.seal()
    _warn_of(find_missing_targets(all_specifications))
    _log_sources(config.sources, registry)
    if total := LeftOut.sum(specification.left_out for specification in all_specifications):
        _LOGGER.info("gptproto: left out as internal: %s (gptproto_show_internal = True shows them)", total)
    domain = get_domain(app.env)
    domain.registry, domain.builder, domain.shared_nodes = registry, app.builder.name, IdentityMemo()


def _warn_of(faults: Iterable[SpecError]) -> None:
    for fault in faults:
        place = replace(fault.source, line=fault.source.line or 1)  # a path without a line would be a page
        warn(WarningSubtype.SPEC, fault.message, location=str(place))


def _get_entries(app: Sphinx, entries: Sequence[RegistryEntry]) -> dict[Path, RegistryEntry]:
    """Return the entries by their files and folders, each once; those in another folder of the list are skipped."""
    entry_by_path: dict[Path, RegistryEntry] = {}
    for entry in entries:
        path = BUNDLED if entry.source == BUNDLED_NAME else Path(app.srcdir) / entry.source
        if replace(entry_by_path.setdefault(path, entry), number=entry.number) != entry:
            _warn(app, f"{entry.source!r} is listed twice with different options; the second entry is not read")
    kept: dict[Path, RegistryEntry] = {}
    for path, entry in entry_by_path.items():
        folder = next((other for other in entry_by_path if other.resolve() in path.resolve().parents), None)
        if folder is None:
            kept[path] = entry
        else:
            reason = f"{entry.source!r} is skipped, since it is in {entry_by_path[folder].source!r}"
            _warn(app, f"{reason}, of which all files are read; list only one of the two")
    return kept


def _warn(app: Sphinx, message: str) -> None:
    """Warn about the value of ``gptproto_registry``."""
    location = locate_value(app.confdir, app.config, "gptproto_registry")
    warn(WarningSubtype.CONFIG, f"gptproto_registry: {message}", location=location)


def _log_sources(sources: Sequence[str], registry: SpecRegistry) -> None:
    """Say in a line of the build's output which registry is read."""
    names = ["the bundled GPTProto registry" if source == BUNDLED_NAME else source for source in sources]
    text = ", ".join(names) or "nothing, since gptproto_registry names no usable source"
    count = len(registry)
    _LOGGER.info("gptproto: reading %s (%d %s)", text, count, "endpoint" if count == 1 else "endpoints")


def _load_cached(
    path: Path,
    cache: Path,
    *,
    namespace: str,
    names: Mapping[Path, str],
    options: SourceOptions,
    marks: Sequence[str],
) -> tuple[list[Specification], list[SpecError]]:
    """Load a source, or return what an earlier build loaded from the same bytes.

    :param cache: the folder of such files.
    :param namespace: as of :func:`.load_each`, and so the others: the result depends on them.
    """
    names_in_source = sorted((str(file), name) for file, name in names.items() if file == path or path in file.parents)
    parameters = (namespace, names_in_source, len(names) > 1, options, marks, path)
    digest = hashlib.sha256(f"{__version__} {make_version()} {parameters}".encode())
    for file in source_files(path):
        digest.update(f"\0{file}\0".encode())
        digest.update(file.read_bytes())
    cached = cache / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.pickle"
    with contextlib.suppress(Exception):  # missing, truncated, or of another release: it is written again
        loaded: Any = pickle.loads(cached.read_bytes())  # written by this function, beside the doctrees
        if loaded[0] == digest.hexdigest():
            return loaded[1], loaded[2]
    specifications, faults = load_each(path, namespace=namespace, names=names, options=options, marks=marks)
    replace_file(cached, pickle.dumps((digest.hexdigest(), specifications, faults)))
    return specifications, faults

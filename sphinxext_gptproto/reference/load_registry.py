"""Registry files to the sealed registry, once a build: read again only when a file changed, faults to warnings."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.errors import ExtensionError
from sphinx.util import logging

from .._version import __version__
from ..build_warnings import WarningSubtype, locate_value, warn
from ..files import replace_file
from ..loaders import get_marks, load_each, name_sources, source_files
from ..spec.errors import UnreadableSourceError
from ..spec.memo import IdentityMemo
from ..spec.registry import LeftOut, Specification, SpecRegistry
from ..spec.stored import make_version
from ..sphinx_internals import rare_garbage_collection
from .config import BUNDLED_NAME, GptprotoConfig
from .domain import get_domain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx

    from ..spec.errors import SpecError

_LOGGER: Final = logging.getLogger("sphinxext_gptproto")
BUNDLED: Final = Path(__file__).parents[1] / "bundled"
"""The registry of GPTProto, which is read where ``conf.py`` names none, or asks for it."""


@rare_garbage_collection()
def collect_registry(app: Sphinx) -> None:
    """Load every source and give the registry to the domain.

    :raises ExtensionError: when a source cannot be read at all: a build without it would drop its pages in silence.
    """
    config = GptprotoConfig.from_config(app.config)
    registry = SpecRegistry()
    paths = _get_paths(app, config.sources)
    cache = Path(app.doctreedir) / "gptproto"
    marks = get_marks(show=config.show_internal, further=config.internal_marks)
    left_out: list[LeftOut] = []
    try:
        names = name_sources(paths)
        count = 0  # of specifications, not of sources: those of one source are numbered, too
        for path in paths:
            specifications, faults = _load_cached(
                path, cache, namespace=f"{count}:" if count else "", names=names, marks=marks
            )
            count += len(specifications)
            for fault in faults:
                place = replace(fault.source, line=fault.source.line or 1)  # Sphinx takes a path alone for a page
                warn(WarningSubtype.SPEC, fault.message, location=str(place))
            for specification in specifications:
                registry.add(specification, path=str(path))
                left_out.append(specification.left_out)
    except UnreadableSourceError as error:
        message = f"gptproto_registry: {error}"
        raise ExtensionError(message) from error
    registry.seal()
    _say_what_is_read(config.sources, registry)
    if total := LeftOut.sum(left_out):
        _LOGGER.info("gptproto: left out as internal: %s (gptproto_show_internal = True shows them)", total)
    domain = get_domain(app.env)
    domain.registry, domain.builder, domain.kept = registry, app.builder.name, IdentityMemo()


def _get_paths(app: Sphinx, sources: Sequence[str]) -> list[Path]:
    """Return the files and folders of a project, each once; a file in a folder that is named too is read with that."""
    named = {BUNDLED if source == BUNDLED_NAME else Path(app.srcdir) / source: source for source in sources}
    paths: list[Path] = []
    for path, source in named.items():
        above = next((other for other in named if other.resolve() in path.resolve().parents), None)
        if above is None:
            paths.append(path)
        else:
            words = f"{source!r} is in {named[above]!r}, which is read whole; name one of the two"
            place = locate_value(app.confdir, app.config, "gptproto_registry")
            warn(WarningSubtype.CONFIG, f"gptproto_registry: {words}", location=place)
    return paths


def _say_what_is_read(sources: Sequence[str], registry: SpecRegistry) -> None:
    """Tell in a line of the build's output which registry the pages are made of."""
    shown = ["the bundled GPTProto registry" if source == BUNDLED_NAME else source for source in sources]
    words = ", ".join(shown) or "nothing, since gptproto_registry names no source that can be used"
    count = len(registry)
    _LOGGER.info("gptproto: reading %s (%d %s)", words, count, "endpoint" if count == 1 else "endpoints")


def _load_cached(
    path: Path, cache: Path, *, namespace: str, names: Mapping[Path, str], marks: Sequence[str]
) -> tuple[list[Specification], list[SpecError]]:
    """Load a source, or take what an earlier build made of the same bytes."""
    own_names = sorted((str(file), name) for file, name in names.items() if file == path or path in file.parents)
    digest = hashlib.sha256(f"{__version__} {make_version()} {namespace} {own_names} {marks} {path}".encode())
    for file in source_files(path):
        digest.update(f"\0{file}\0".encode())
        digest.update(file.read_bytes())
    cached = cache / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.pickle"
    with contextlib.suppress(Exception):  # not there, cut off, or of another release: it is made again
        loaded: Any = pickle.loads(cached.read_bytes())  # written by this function, beside the doctrees
        if loaded[0] == digest.hexdigest():
            return loaded[1], loaded[2]
    specifications, faults = load_each(path, namespace=namespace, names=names, marks=marks)
    replace_file(cached, pickle.dumps((digest.hexdigest(), specifications, faults)))
    return specifications, faults

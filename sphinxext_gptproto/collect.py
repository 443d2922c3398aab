"""Registry files to the sealed registry, once a build: read again only when a file changed, faults to warnings."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.errors import ExtensionError

from . import __version__
from .config import GptprotoConfig
from .domain import get_domain
from .errors import DuplicateNameError, UnreadableSourceError
from .loaders import load, source_files
from .registry import Specification, SpecRegistry
from .warnings_ import WarningSubtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .errors import SpecError

BUNDLED: Final = Path(__file__).parent / "bundled"
"""The registry of GPTProto, which is read where ``conf.py`` names no other."""
SHAPE: Final = 2
"""To be raised whenever what is pickled of a source changes its shape within a release."""


def setup_collect(app: Sphinx) -> None:
    """Collect before the first page is read."""
    app.connect("builder-inited", collect_registry, priority=400)  # before the pages that are made of it


def collect_registry(app: Sphinx) -> None:
    """Load every source and give the registry to the domain.

    :raises ExtensionError: when a source cannot be read at all: a build without it would drop its pages in silence.
    """
    config = GptprotoConfig.from_config(app.config)
    registry = SpecRegistry()
    paths = [Path(app.srcdir) / source for source in config.sources] or [BUNDLED]
    cache = Path(app.doctreedir) / "gptproto"
    for number, path in enumerate(paths):
        try:
            namespace = f"{number}:" if number else ""
            specification, faults = _load_cached(path, cache, namespace=namespace, prefix=len(paths) > 1)
        except UnreadableSourceError as error:
            message = f"gptproto_registry: {error}"
            raise ExtensionError(message) from error
        for fault in faults:
            warn(WarningSubtype.SPEC, fault.message, location=str(fault.source))
        try:
            registry.add(specification, path=str(path))
        except DuplicateNameError as error:
            warn(WarningSubtype.SPEC, f"{path}: {error}; nothing of this source is used")
    registry.seal()
    domain = get_domain(app.env)
    domain.registry, domain.builder, domain.kept = registry, app.builder.name, {}


def _load_cached(path: Path, cache: Path, *, namespace: str, prefix: bool) -> tuple[Specification, list[SpecError]]:
    """Load a source, or take what an earlier build made of the same bytes."""
    if not path.exists():
        return load(path, namespace=namespace, prefix=prefix)  # says what is wrong
    digest = hashlib.sha256(f"{__version__} {SHAPE} {namespace} {prefix} {path}".encode())
    for file in source_files(path):
        digest.update(f"\0{file}\0".encode())
        digest.update(file.read_bytes())
    cached = cache / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.pickle"
    with contextlib.suppress(Exception):  # not there, cut off, or of another release: it is made again
        loaded: Any = pickle.loads(cached.read_bytes())  # written by this function, beside the doctrees
        if loaded[0] == digest.hexdigest():
            return loaded[1], loaded[2]
    specification, faults = load(path, namespace=namespace, prefix=prefix)
    cache.mkdir(parents=True, exist_ok=True)
    beside = cached.with_suffix(f".{os.getpid()}.tmp")
    beside.write_bytes(pickle.dumps((digest.hexdigest(), specification, faults)))
    beside.replace(cached)
    return specification, faults

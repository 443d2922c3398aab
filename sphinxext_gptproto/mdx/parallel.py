"""Reading and writing pages in several processes, a few large shares of neighbouring pages instead of many small ones.

The two functions stand in for Sphinx's own loops of a builder (``_read_parallel`` and ``_write_parallel``); what is
read and written is the same.
"""

from __future__ import annotations

import math
import pickle
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sphinx import version_info
from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

logger: Final = logging.getLogger(__name__)

OWN_SHARE: Final = 1.0
"""Of pages, in a parallel build, for the process that also resolves the references of all the others' pages."""
MAX_READ: Final = 500
"""Pages that a process reads at a time."""
MAX_RESOLVED: Final = 4096
"""Pages that are held in memory at a time for each of the other processes."""


def read_in_shares(builder: Builder, app: Sphinx, docnames: Sequence[str], nproc: int) -> None:
    """Read pages in other processes, each many of them: each sends all that is known of the site back.

    Sphinx's own way sends it once for every hundred pages.
    """
    env = builder.env
    for docname in docnames:
        builder.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    if not docnames:
        return
    rounds = math.ceil(len(docnames) / (nproc * MAX_READ))
    size = math.ceil(len(docnames) / (nproc * rounds))
    chunks = [docnames[first : first + size] for first in range(0, len(docnames), size)]
    progress = status_iterator(chunks, __("reading sources... "), "purple", len(chunks), _get_verbosity(builder))

    def read(chunk: Sequence[str]) -> bytes:
        for docname in chunk:
            builder.read_doc(docname, _cache=False)
        return pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

    def merge(chunk: Sequence[str], sent: bytes) -> None:
        env.merge_info_from(chunk, pickle.loads(sent), app)
        next(progress)

    tasks = ParallelTasks(nproc)
    for chunk in chunks:
        tasks.add_task(read, chunk, merge)
    tasks.join()
    logger.info("")


def write_in_shares(builder: Builder, docnames: Sequence[str], nproc: int) -> None:
    """Write runs of neighbouring pages in other processes and in this one: what neighbours share is made once.

    Sphinx's own way, a new process for every few pages and none but this one with ``-j 2``, would make it anew.
    """
    batches = [
        docnames[start : start + MAX_RESOLVED * nproc] for start in range(0, len(docnames), MAX_RESOLVED * nproc)
    ]
    shares = [_share_out(batch, nproc) for batch in batches]
    ordered = [docname for own, others in shares for run in (*others, own) for docname in run]
    verbosity = _get_verbosity(builder)
    progress = status_iterator(ordered, __("writing output... "), "darkgreen", len(ordered), verbosity)

    def write(pages: list[tuple[str, nodes.document]]) -> None:
        for docname, doctree in pages:
            builder.write_doc(docname, doctree)

    for own, others in shares:
        tasks = ParallelTasks(nproc)
        for run in others:
            resolved = [(docname, _resolve(builder, docname)) for docname in islice(progress, len(run))]
            tasks.add_task(write, resolved)
        for docname in islice(progress, len(own)):
            builder.write_doc(docname, _resolve(builder, docname))
        tasks.join()
    logger.info("")


def _share_out(docnames: Sequence[str], nproc: int) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return the pages that this process writes, and runs for the others: the last first, which tend to be large."""
    size = math.ceil(len(docnames) / (nproc + OWN_SHARE))
    runs = [docnames[max(0, end - size) : end] for end in range(len(docnames), 0, -size)]
    return [docname for run in runs[nproc:] for docname in run], runs[:nproc]


def _resolve(builder: Builder, docname: str) -> nodes.document:
    tags: dict[str, Any] = {"tags": builder.tags} if version_info >= (9,) else {}
    doctree = builder.env.get_and_resolve_doctree(docname, builder, **tags)
    builder.write_doc_serialized(docname, doctree)
    return doctree


def _get_verbosity(builder: Builder) -> int:
    return int(getattr(builder.config, "verbosity", 0))  # not before Sphinx 8.2

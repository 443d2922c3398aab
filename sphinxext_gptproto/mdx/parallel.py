"""Read and write pages in several processes, in a few long runs of neighbouring pages instead of many short ones.

:func:`read_in_shares` and :func:`write_in_shares` replace the loops of Sphinx's ``Builder``
(:func:`.sphinx_internals.replace_parallel_loops`). The result is the same.
"""

from __future__ import annotations

import os
import pickle
from collections import deque
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sphinx import version_info
from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

logger: Final = logging.getLogger(__name__)

STEP: Final = 10
"""Pages in the shortest runs, and between two reports of progress."""
MAX_RESOLVED: Final = 4096
"""Resolved pages that are in memory at a time, for each process."""
_WIDTH: Final = 2
"""Bytes of the number of a run in the pipe."""


def read_in_shares(builder: Builder, app: Sphinx, docnames: Sequence[str], nproc: int) -> None:
    """Read pages in this process and others; each of the others sends its environment back once.

    Sphinx's loop pickles the whole environment for every chunk of pages, and reads none in this process.
    """
    env = builder.env
    for docname in docnames:
        builder.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    progress = Progress(docnames, __("reading sources... "), "purple", builder)
    with closing(Runs(docnames, nproc)) as runs:

        def read() -> tuple[list[str], bytes]:
            read_docnames = []
            for docname in runs.take():
                builder.read_doc(docname, _cache=False)
                read_docnames.append(docname)
            return read_docnames, pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

        def merge(_arguments: object, result: tuple[list[str], bytes]) -> None:
            env.merge_info_from(result[0], pickle.loads(result[1]), app)

        with _tasks(nproc) as tasks:
            for _process in range(min(nproc, runs.count) - 1):
                tasks.add_task(read, None, merge)
            for docname in runs.take():
                progress.reach(docname)
                builder.read_doc(docname)
    progress.end()


def write_in_shares(builder: Builder, docnames: Sequence[str], nproc: int) -> None:
    """Write runs of neighbouring pages in this process and others, so that blocks which neighbours share are made once.

    Sphinx's loop starts a new process for every few pages, and writes in one process only with ``-j 2``.

    References are resolved in this process, before the others start: handlers of ``doctree-resolved`` may collect data,
    which would be lost in another process. Pages for which a handler of ``mdx-resolve-late`` returns ``True`` are
    resolved where they are written.
    """
    size = MAX_RESOLVED * (nproc + 1)
    progress = Progress(docnames, __("writing output... "), "darkgreen", builder)
    for start in range(0, len(docnames), size):
        batch = docnames[start : start + size]
        early = [docname for docname in batch if not builder.events.emit_firstresult("mdx-resolve-late", docname)]
        resolved = {docname: _resolve(builder, docname) for docname in early}
        with closing(Runs(batch, nproc + 1)) as runs:
            write = partial(_write, builder, runs, resolved)
            with _tasks(nproc) as tasks:
                for _process in range(min(nproc + 1, runs.count) - 1):
                    tasks.add_task(write)
                write(progress)
    progress.end()


@contextmanager
def _tasks(count: int) -> Iterator[ParallelTasks]:
    """Wait for the other processes; if this one fails, terminate them, since nobody would read their results."""
    tasks = ParallelTasks(count)
    try:
        yield tasks
        tasks.join()
    finally:
        tasks.terminate()


def _write(builder: Builder, runs: Runs, resolved: dict[str, nodes.document], progress: Progress | None = None) -> None:
    """Write pages until there are no more runs."""
    for docname in runs.take():
        if progress is not None:
            progress.reach(docname)
        doctree = resolved.pop(docname) if docname in resolved else _resolve(builder, docname)
        builder.write_doc(docname, doctree)


class Runs:
    """Runs of neighbouring pages for several processes. A process that is free takes the next run; they get shorter.

    The queue is a pipe with the numbers of the runs, which must be created before the processes fork and share it: a
    number that one process has read is not read by another.
    """

    def __init__(self, docnames: Sequence[str], processes: int) -> None:
        self._runs: list[Sequence[str]] = []
        start = 0
        while start < len(docnames):
            size = max(STEP, (len(docnames) - start) // (2 * processes))
            self._runs.append(docnames[start : start + size])
            start += size
        self._queue, write_end = os.pipe()
        os.write(write_end, b"".join(number.to_bytes(_WIDTH) for number in range(self.count)))
        os.close(write_end)

    @property
    def count(self) -> int:
        """The number of runs."""
        return len(self._runs)

    def take(self) -> Iterator[str]:
        """Yield the pages of the runs that this process takes, until there are no more."""
        while number := os.read(self._queue, _WIDTH):
            yield from self._runs[int.from_bytes(number)]

    def close(self) -> None:
        """Close the pipe."""
        os.close(self._queue)


class Progress:
    """Reports the progress of a build every few pages, in the format of Sphinx."""

    def __init__(self, docnames: Sequence[str], summary: str, colour: str, builder: Builder) -> None:
        self._positions = {docname: number for number, docname in enumerate(docnames, start=1)}
        self._reached = 0
        steps = [docnames[start : start + STEP] for start in range(0, len(docnames), STEP)]
        verbosity = int(getattr(builder.config, "verbosity", 0))  # not before Sphinx 8.2
        reports = status_iterator(steps, summary, colour, len(steps), verbosity)
        self._reports = (docname for step in reports for docname in step)

    def reach(self, docname: str) -> None:
        """Report that a page is next. Those before it are done, or other processes have taken them."""
        deque(islice(self._reports, max(0, self._positions[docname] - self._reached)), maxlen=0)
        self._reached = max(self._reached, self._positions[docname])

    def end(self) -> None:
        """Report that all pages are done."""
        deque(self._reports, maxlen=0)
        logger.info("")


def _resolve(builder: Builder, docname: str) -> nodes.document:
    tags: dict[str, Any] = {"tags": builder.tags} if version_info >= (9,) else {}
    doctree = builder.env.get_and_resolve_doctree(docname, builder, **tags)
    builder.write_doc_serialized(docname, doctree)
    return doctree

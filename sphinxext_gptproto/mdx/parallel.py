"""Reading and writing pages in several processes, a few long runs of neighbouring pages instead of many short ones.

The two functions stand in for Sphinx's own loops of a builder (:func:`.sphinx_internals.replace_parallel_loops`); what
is read and written is the same.
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
"""Pages of the shortest runs, and between two lines that say how far the build is."""
MAX_RESOLVED: Final = 4096
"""Pages that are held in memory at a time for each process."""
_WIDTH: Final = 2
"""Bytes that tell which run is next."""


def read_in_shares(builder: Builder, app: Sphinx, docnames: Sequence[str], nproc: int) -> None:
    """Read pages in this process and others, each of which sends all that it knows back once.

    Sphinx's own way sends all that is known of the site once for every hundred pages, and reads none here.
    """
    env = builder.env
    for docname in docnames:
        builder.events.emit("env-purge-doc", env, docname)
        env.clear_doc(docname)
    progress = Progress(docnames, __("reading sources... "), "purple", builder)
    with closing(Runs(docnames, nproc)) as runs:

        def read() -> tuple[list[str], bytes]:
            own = []
            for docname in runs.take():
                builder.read_doc(docname, _cache=False)
                own.append(docname)
            return own, pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

        def merge(_arguments: object, sent: tuple[list[str], bytes]) -> None:
            env.merge_info_from(sent[0], pickle.loads(sent[1]), app)

        with _tasks(nproc) as tasks:
            for _process in range(min(nproc, runs.count) - 1):
                tasks.add_task(read, None, merge)
            for docname in runs.take():
                progress.reach(docname)
                builder.read_doc(docname)
    progress.end()


def write_in_shares(builder: Builder, docnames: Sequence[str], nproc: int) -> None:
    """Write runs of neighbouring pages in other processes and in this one: what neighbours share is made once.

    Sphinx's own way, a new process for every few pages and none but this one with ``-j 2``, would make it anew.

    References are resolved in this process, before the others start, since what listeners learn from a page must not
    be lost; those of pages of which a listener of ``mdx-resolve-late`` says that there is nothing to learn, in the
    process that writes them.
    """
    size = MAX_RESOLVED * (nproc + 1)
    progress = Progress(docnames, __("writing output... "), "darkgreen", builder)
    for start in range(0, len(docnames), size):
        batch = docnames[start : start + size]
        heard = [docname for docname in batch if not builder.events.emit_firstresult("mdx-resolve-late", docname)]
        resolved = {docname: _resolve(builder, docname) for docname in heard}
        with closing(Runs(batch, nproc + 1)) as runs:
            write = partial(_write, builder, runs, resolved)
            with _tasks(nproc) as tasks:
                for _process in range(min(nproc + 1, runs.count) - 1):
                    tasks.add_task(write)
                write(progress)
    progress.end()


@contextmanager
def _tasks(count: int) -> Iterator[ParallelTasks]:
    """Wait for other processes once this one is done; where it fails, stop them: nobody would take what they send."""
    tasks = ParallelTasks(count)
    try:
        yield tasks
        tasks.join()
    finally:
        tasks.terminate()


def _write(builder: Builder, runs: Runs, resolved: dict[str, nodes.document], progress: Progress | None = None) -> None:
    """Write pages until none is left."""
    for docname in runs.take():
        if progress is not None:
            progress.reach(docname)
        doctree = resolved.pop(docname) if docname in resolved else _resolve(builder, docname)
        builder.write_doc(docname, doctree)


class Runs:
    """Runs of neighbouring pages for several processes: whoever is free takes the next, and they get shorter.

    To be made before the other processes, which share the pipe that says whose turn it is: what one has read from it,
    no other reads.
    """

    def __init__(self, docnames: Sequence[str], processes: int) -> None:
        self._runs: list[Sequence[str]] = []
        done = 0
        while done < len(docnames):
            size = max(STEP, (len(docnames) - done) // (2 * processes))
            self._runs.append(docnames[done : done + size])
            done += size
        self._turns, end = os.pipe()
        os.write(end, b"".join(number.to_bytes(_WIDTH) for number in range(self.count)))
        os.close(end)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._runs)

    def take(self) -> Iterator[str]:
        """Yield the pages of the runs that this process takes, until none is left."""
        while number := os.read(self._turns, _WIDTH):
            yield from self._runs[int.from_bytes(number)]

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._turns)


class Progress:
    """Says every few pages how far a build is, as Sphinx does."""

    def __init__(self, docnames: Sequence[str], words: str, colour: str, builder: Builder) -> None:
        self._at = {docname: number for number, docname in enumerate(docnames, start=1)}
        self._reached = 0
        steps = [docnames[start : start + STEP] for start in range(0, len(docnames), STEP)]
        verbosity = int(getattr(builder.config, "verbosity", 0))  # not before Sphinx 8.2
        shown = status_iterator(steps, words, colour, len(steps), verbosity)
        self._shown = (docname for step in shown for docname in step)

    def reach(self, docname: str) -> None:
        """Say that a page is next: those before it are done, or in other hands."""
        deque(islice(self._shown, max(0, self._at[docname] - self._reached)), maxlen=0)
        self._reached = max(self._reached, self._at[docname])

    def end(self) -> None:
        """Say that all pages are done."""
        deque(self._shown, maxlen=0)
        logger.info("")


def _resolve(builder: Builder, docname: str) -> nodes.document:
    tags: dict[str, Any] = {"tags": builder.tags} if version_info >= (9,) else {}
    doctree = builder.env.get_and_resolve_doctree(docname, builder, **tags)
    builder.write_doc_serialized(docname, doctree)
    return doctree

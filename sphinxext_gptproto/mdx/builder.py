"""The ``mdx`` builder: which pages to write, under which address, and what goes beside them. It formats nothing."""

from __future__ import annotations

import os
import posixpath
from dataclasses import replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.errors import ConfigError, ExtensionError
from sphinx.locale import __, get_translation
from sphinx.util import logging

from ..build_warnings import WarningSubtype, locate_value, warn
from ..files import copy_file, remove_file, replace_file
from ..sphinx_internals import replace_parallel_loops
from . import navigation
from .addresses import get_addresses
from .docs_json import DocsJsonError, read_docs_json
from .options import PREFIX, MdxOptions
from .parallel import read_in_shares, write_in_shares
from .syntax import render
from .translator import MdxTranslator

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .tree import Shared

logger: Final = logging.getLogger(__name__)
_: Final = get_translation("sphinxext_gptproto")

IMAGES: Final = "images"
DOWNLOADS: Final = "downloads"
SUFFIX: Final = ".mdx"


class MdxBuilder(Builder):
    """Writes a Mintlify site: a page of MDX for each document, ``docs.json``, images and downloads."""

    name = "mdx"
    format = "mdx"
    epilog = __("The Mintlify site is in %(outdir)s.")
    allow_parallel = True
    default_translator_class = MdxTranslator
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/gif",
        "image/jpeg",
        "image/webp",
        "image/avif",
    ]
    supported_remote_images = True

    def init(self) -> None:
        """Read the options, and ask to hear of pages whose place in the site has changed.

        :raises ConfigError: when the project's own ``docs.json`` cannot be used, before anything is built.
        """
        self.options: MdxOptions = MdxOptions.from_config(self.config)
        self._own_docs_json = self._read_docs_json()
        self.current_docname = ""
        self.imagedir = IMAGES
        self.imgpath = f"/{IMAGES}"
        self.addresses: Mapping[str, frozenset[str]] = {}
        self.unknown_nodes: set[str] = set()
        self.facts: Mapping[str, Mapping[str, object]] = {}
        self.shared: dict[Hashable, tuple[Shared, object]] = {}
        """Blocks that several pages have, each with the object whose id is in its key."""
        replace_parallel_loops(self, self._read_in_shares, self._write_in_shares)
        self.events.connect("env-before-read-docs", self._before_reading, 900)
        self.events.connect("env-updated", self._moved_pages, 900)  # after the extensions that change toctrees

    # -------------------------------------------------------------------------------------------------- staleness

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the pages that are missing or older than their source."""
        for docname in sorted(self.env.found_docs):
            try:
                written = self._path(docname).stat().st_mtime_ns
                if docname in self.env.all_docs and self.env.doc2path(docname).stat().st_mtime_ns <= written:
                    continue
            except OSError:
                pass
            yield docname

    def _moved_pages(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages whose front matter depends on toctrees that have changed; what is gone leaves the site."""
        before: Mapping[str, Mapping[str, object]] = getattr(env, "gptproto_mdx_facts", {})
        facts = self._facts()
        for docname in before.keys() - facts.keys():
            remove_file(self._path(docname), Path(self.outdir))
        assets = {str(Path(IMAGES, name)) for _pages, name in env.images.values()}
        assets |= {str(Path(DOWNLOADS, name)) for _pages, name in env.dlfiles.values()}
        for name in getattr(env, "gptproto_mdx_assets", set()) - assets:
            remove_file(Path(self.outdir, name), Path(self.outdir))
        env.gptproto_mdx_facts = facts  # type: ignore[attr-defined]
        env.gptproto_mdx_assets = assets  # type: ignore[attr-defined]
        return [docname for docname, fact in facts.items() if before.get(docname, fact) != fact]

    def _facts(self) -> dict[str, dict[str, object]]:
        """Return the front matter that a page owes to its place in the site."""
        site = self._site()
        _, orphans = navigation.make_navigation(site)
        facts: dict[str, dict[str, object]] = {docname: {} for docname in sorted(self.env.found_docs)}
        for toctrees in site.toctrees.values():
            for title, target in (entry for toctree in toctrees for entry in toctree.entries):
                if title and target in facts and title != site.titles.get(target):
                    facts[target].setdefault("sidebarTitle", title)
        for docname in orphans:
            facts.setdefault(docname, {})["hidden"] = True
        return facts

    # -------------------------------------------------------------------------------------------------- addresses

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's address: from the site's root, without an extension."""
        return "/" + quote(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return a page's address, which is the same from everywhere."""
        return self.get_target_uri(to, typ)

    def site_uri(self, docname: str, uri: str) -> str:
        """Return an address as this site has it: a page of the HTML site is a page here too.

        An address within the HTML site that leads to no page or file of this one leads there, where ``html_baseurl``
        says where that is, and else nowhere.
        """
        page, mark, fragment = uri.partition("#")
        if not page or page.startswith("//") or urlsplit(page).scheme:
            return uri
        below = "" if page.startswith("/") else posixpath.dirname(docname)
        path = posixpath.normpath(posixpath.join(below, unquote(page.partition("?")[0]).lstrip("/")))
        path = "" if path == "." else path
        for target in (path, path.removesuffix(".html"), posixpath.join(path, "index")):
            if target in self.env.found_docs:
                return self.get_target_uri(target) + mark + fragment
        if path in self._extra_files:
            return f"/{quote(path)}{mark}{fragment}"
        base = self.config.html_baseurl
        return urljoin(urljoin(base, docname), uri) if base else ""

    def has_page(self, uri: str) -> bool:
        """Return whether an address on this site is one of a page, or within one."""
        page = unquote(uri.partition("#")[0])
        return not page or page.removeprefix("/") in self.env.found_docs

    def image_uri(self, node: nodes.image) -> str:
        """Return where an image will be."""
        uri = str(node["uri"])
        if uri in self.images:
            return f"/{IMAGES}/{quote(self.images[uri])}"
        if uri in self.env.images:
            return f"/{IMAGES}/{quote(self.env.images[uri][1])}"
        return uri

    def download_uri(self, node: addnodes.download_reference) -> str:
        """Return where a download will be, or its address elsewhere, or nothing when there is no such file."""
        if "filename" in node:
            return f"/{DOWNLOADS}/{quote(node['filename'])}"
        return str(node.get("refuri", ""))

    def _path(self, docname: str) -> Path:
        return Path(self.outdir, docname + SUFFIX)

    # ---------------------------------------------------------------------------------------------------- writing

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Gather what writers in other processes need to know of the whole site.

        :raises ExtensionError: when a project has set a translator of another family.
        """
        translator = self.get_translator_class()
        if not issubclass(translator, MdxTranslator):
            base = f"{MdxTranslator.__module__}.{MdxTranslator.__name__}"
            message = f"the mdx builder's translator {translator.__name__} must be derived from {base}"
            raise ExtensionError(message)
        self.addresses = get_addresses(self.env)
        self.facts = self._facts()

    def _before_reading(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        self._application = app  # which a builder has no name for that all releases of Sphinx have

    def _read_in_shares(self, docnames: Sequence[str], nproc: int) -> None:
        read_in_shares(self, self._application, docnames, nproc)

    def _write_in_shares(self, docnames: Sequence[str], nproc: int) -> None:
        write_in_shares(self, docnames, nproc)

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Choose among the formats of each image."""
        self.post_process_images(doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, unless it says what it said before."""
        self.current_docname = docname
        self.events.emit("mdx-page-resolved", doctree, docname)
        translator = self.create_translator(doctree, self, self)
        assert isinstance(translator, MdxTranslator)  # as was checked before the first page
        doctree.walkabout(translator)
        translator.front_matter.update(
            {key: value for key, value in self.facts.get(docname, {}).items() if key not in translator.front_matter},
        )
        path = self._path(docname)
        if not replace_file(path, render(translator.result())):
            source = self.env.doc2path(docname)
            if source.exists() and source.stat().st_mtime_ns > path.stat().st_mtime_ns:
                os.utime(path)  # it says what its newer source says: not outdated any more

    # -------------------------------------------------------------------------------------------------- the site

    def finish(self) -> None:
        """Write what stands beside the pages."""
        for source, destination, place in self._assets():
            try:
                copy_file(source, destination)
            except OSError as error:
                warn(WarningSubtype.MDX_ASSET, __("cannot copy %s: %s") % (source, error), location=place)
        site = replace(self._site(), redirects=dict(self._redirects()))
        for name in sorted({name for names in site.tabs.values() for name in names} - navigation.get_tab_names(site)):
            self._warn_of_value("tabs", f"{name!r} is neither a caption nor a page of the root page's toctrees")
        facts: dict[str, Any] = {}
        self.events.emit("mdx-docs-json", facts)
        data, orphans = navigation.make_docs_json(site, self._own_docs_json, facts)
        replace_file(Path(self.outdir, "docs.json"), navigation.dump(data))
        if orphans:
            logger.info(__("pages in no toctree, hidden on the site: %s"), ", ".join(orphans))

    @cached_property
    def _extra_files(self) -> dict[str, Path]:
        """The files of ``html_extra_path``, by their place in the site."""
        files = {}
        for extra in self.config.html_extra_path:
            root = Path(self.confdir, extra)
            for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
                if path.is_file():
                    files[path.relative_to(root).as_posix() if root.is_dir() else path.name] = path
        return files

    def _assets(self) -> Iterator[tuple[Path, Path, str]]:
        """Yield each file to copy, where to, and what asks for it: a page, or the line of ``conf.py``."""
        root = self.config.root_doc
        images = {str(source): (name, root) for source, name in self.images.items()}
        images |= {str(source): (name, min(pages, default=root)) for source, (pages, name) in self.env.images.items()}
        files = {str(source): (name, min(pages, default=root)) for source, (pages, name) in self.env.dlfiles.items()}
        for folder, assets in ((IMAGES, images), (DOWNLOADS, files)):
            for source, (name, page) in sorted(assets.items()):
                if "://" not in source:
                    yield Path(self.srcdir, source), Path(self.outdir, folder, str(name)), page
        place = locate_value(self.confdir, self.config, "html_extra_path")
        for name, path in self._extra_files.items():
            yield path, Path(self.outdir, name), place

    @property
    def own_docs_json(self) -> Mapping[str, Any]:
        """The project's own ``docs.json``, as it is; empty where there is none."""
        return self._own_docs_json or {}

    def _read_docs_json(self) -> dict[str, Any] | None:
        path = Path(self.srcdir, self.options.docs_json)
        if not path.is_file():
            return None
        try:
            data, dropped = read_docs_json(path.read_text(encoding="utf-8"), str(path))
        except (DocsJsonError, UnicodeDecodeError) as error:
            message = f"gptproto_mdx_docs_json: {error}"
            raise ConfigError(message) from error
        for place, message in dropped:
            warn(WarningSubtype.CONFIG, message, location=place)
        return data

    def _site(self) -> navigation.Site:
        toctrees = {
            docname: tuple(self._toctree(docname, node) for node in toc.findall(addnodes.toctree))
            for docname, toc in sorted(self.env.tocs.items())
        }
        return navigation.Site(
            root=self.config.root_doc,
            titles={docname: self._title(docname) for docname in sorted(self.env.found_docs)},
            toctrees={docname: found for docname, found in toctrees.items() if found},
            unnamed=str(_("Documentation")),
            name=self.config.project if self.config.project != "Project name not set" else "",
            theme=self.options.theme,
            color=self.options.color,
            tabs=self.options.tabs,
            orphans=str(_("Other pages")) if self.options.orphans == "listed" else "",
        )

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield old and new addresses; one that leads nowhere, or away from a page that exists, is warned about."""
        for old, new in self.options.redirects.items():
            source, (page, mark, fragment) = f"/{old.strip('/')}", new.partition("#")
            reason = ""
            if old.strip("/") in self.env.found_docs:
                reason = f"{old!r} is a page"
            elif urlsplit(new).scheme:
                yield source, new
            elif page.strip("/") in self.env.found_docs:
                yield source, self.get_target_uri(page.strip("/")) + mark + fragment
            else:
                close = get_close_matches(page.strip("/"), self.env.found_docs, n=1)
                reason = f"there is no page {page!r}{f'; did you mean {close[0]!r}?' if close else ''}"
            if reason:
                self._warn_of_value("redirects", f"{reason}; this redirect is left out")

    def _warn_of_value(self, name: str, reason: str) -> None:
        place = locate_value(self.confdir, self.config, PREFIX + name)
        warn(WarningSubtype.CONFIG, f"{PREFIX}{name}: {reason}", location=place)

    def _title(self, docname: str) -> str:
        title = self.env.titles.get(docname)
        return " ".join(title.astext().split()) if title is not None else docname

    def _toctree(self, docname: str, node: addnodes.toctree) -> navigation.Toctree:
        entries = tuple(
            (" ".join((title or "").split()), docname if target == "self" else target)
            for title, target in node["entries"]
        )
        return navigation.Toctree(caption=node.get("caption") or "", entries=entries)

"""The ``mdx`` builder: which pages to write, what their URLs are, and which other files belong to the site.

Pages become MDX in :mod:`.translator` and :mod:`.syntax`.
"""

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
from sphinx.locale import __, get_translation
from sphinx.util import logging

from ..build_warnings import WarningSubtype, locate_value, stop, warn
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
    """Writes a Mintlify site: an MDX page for each document, ``docs.json``, images and downloads."""

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
        """Read the options and the project's own ``docs.json``, and connect to the events of reading.

        :raises ConfigError: if the ``docs.json`` cannot be used, before anything is built.
        """
        self.options: MdxOptions = MdxOptions.from_config(self.config)
        self._own_docs_json = self._read_docs_json()
        self.current_docname = ""
        self.imagedir = IMAGES
        self.imgpath = f"/{IMAGES}"
        self.addresses: Mapping[str, frozenset[str]] = {}
        self.unknown_nodes: set[str] = set()
        self.site_front_matter: Mapping[str, Mapping[str, object]] = {}
        self.shared: dict[Hashable, tuple[Shared, object]] = {}
        """Blocks that several pages contain. A key may have the ``id()`` of an object: the object is kept beside the
        block, so that no other object gets the same ``id()``."""
        replace_parallel_loops(self, self._read_in_shares, self._write_in_shares)
        self.events.connect("env-before-read-docs", self._before_reading, 900)
        self.events.connect("env-updated", self._find_moved_pages, 900)  # after extensions that change toctrees

    # -------------------------------------------------------------------------------------------------- staleness

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the pages whose file is missing or older than their source."""
        for docname in sorted(self.env.found_docs):
            try:
                page_time = self._path(docname).stat().st_mtime_ns
                if docname in self.env.all_docs and self.env.doc2path(docname).stat().st_mtime_ns <= page_time:
                    continue
            except OSError:
                pass
            yield docname

    def _find_moved_pages(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Return the pages whose front matter has changed because toctrees have; they are written again.

        Pages, images and downloads that the project no longer has are removed from the site.
        """
        previous: Mapping[str, Mapping[str, object]] = getattr(env, "gptproto_mdx_facts", {})
        front_matter = self._get_site_front_matter()
        for docname in previous.keys() - front_matter.keys():
            remove_file(self._path(docname), Path(self.outdir))
        assets = {str(Path(IMAGES, name)) for _pages, name in env.images.values()}
        assets |= {str(Path(DOWNLOADS, name)) for _pages, name in env.dlfiles.values()}
        for name in getattr(env, "gptproto_mdx_assets", set()) - assets:
            remove_file(Path(self.outdir, name), Path(self.outdir))
        env.gptproto_mdx_facts = front_matter  # type: ignore[attr-defined]
        env.gptproto_mdx_assets = assets  # type: ignore[attr-defined]
        return [docname for docname, values in front_matter.items() if previous.get(docname, values) != values]

    def _get_site_front_matter(self) -> dict[str, dict[str, object]]:
        """Return, for each page, the front matter that follows from toctrees: ``sidebarTitle`` and ``hidden``."""
        site = self._get_site()
        _, orphans = navigation.make_navigation(site)
        front_matter: dict[str, dict[str, object]] = {docname: {} for docname in sorted(self.env.found_docs)}
        for toctrees in site.toctrees.values():
            for title, target in (entry for toctree in toctrees for entry in toctree.entries):
                if title and target in front_matter and title != site.titles.get(target):
                    front_matter[target].setdefault("sidebarTitle", title)
        for docname in orphans:
            front_matter.setdefault(docname, {})["hidden"] = True
        return front_matter

    # ------------------------------------------------------------------------------------------------------- URLs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the URL of a page, from the root of the site and without a suffix."""
        return "/" + quote(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the URL of a page from the root of the site: it is the same on every page."""
        return self.get_target_uri(to, typ)

    def site_uri(self, docname: str, uri: str) -> str:
        """Return the URL on this site for a URI in a source, which may be the path of an HTML page.

        A relative URI that leads to no page and to no file of ``html_extra_path`` is a part of the HTML site: it is
        resolved against ``html_baseurl``, or the result is empty if that is not set.
        """
        page, mark, fragment = uri.partition("#")
        if not page or page.startswith("//") or urlsplit(page).scheme:
            return uri
        folder = "" if page.startswith("/") else posixpath.dirname(docname)
        path = posixpath.normpath(posixpath.join(folder, unquote(page.partition("?")[0]).lstrip("/")))
        path = "" if path == "." else path
        for target in (path, path.removesuffix(".html"), posixpath.join(path, "index")):
            if target in self.env.found_docs:
                return self.get_target_uri(target) + mark + fragment
        if path in self._extra_files:
            return f"/{quote(path)}{mark}{fragment}"
        base = self.config.html_baseurl
        return urljoin(urljoin(base, docname), uri) if base else ""

    def has_page(self, uri: str) -> bool:
        """Return whether a URL leads to a page of this site, or is a fragment of the current page."""
        page = unquote(uri.partition("#")[0])
        return not page or page.removeprefix("/") in self.env.found_docs

    def image_uri(self, node: nodes.image) -> str:
        """Return the URL of an image."""
        uri = str(node["uri"])
        if uri in self.images:
            return f"/{IMAGES}/{quote(self.images[uri])}"
        if uri in self.env.images:
            return f"/{IMAGES}/{quote(self.env.images[uri][1])}"
        return uri

    def download_uri(self, node: addnodes.download_reference) -> str:
        """Return the URL of a download on this or another site, or an empty string if the file does not exist."""
        if "filename" in node:
            return f"/{DOWNLOADS}/{quote(node['filename'])}"
        return str(node.get("refuri", ""))

    def _path(self, docname: str) -> Path:
        return Path(self.outdir, docname + SUFFIX)

    # ---------------------------------------------------------------------------------------------------- writing

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Collect what every page needs to know about the others, before processes are forked that write pages.

        :raises BuildStoppedError: if the project has set a translator that is not derived from :class:`.MdxTranslator`.
        """
        translator = self.get_translator_class()
        if not issubclass(translator, MdxTranslator):
            base = f"{MdxTranslator.__module__}.{MdxTranslator.__name__}"
            message = f"the mdx builder's translator {translator.__name__} must be derived from {base}"
            stop(message, location=f"{Path(self.confdir, 'conf.py')}:1")
        self.addresses = get_addresses(self.env)
        self.site_front_matter = self._get_site_front_matter()

    def _before_reading(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        self._application = app  # the attribute of builders that has it differs between releases of Sphinx

    def _read_in_shares(self, docnames: Sequence[str], nproc: int) -> None:
        read_in_shares(self, self._application, docnames, nproc)

    def _write_in_shares(self, docnames: Sequence[str], nproc: int) -> None:
        write_in_shares(self, docnames, nproc)

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Choose one of the formats that each image is available in."""
        self.post_process_images(doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page if its content differs from the file."""
        self.current_docname = docname
        self.events.emit("mdx-page-resolved", doctree, docname)
        translator = self.create_translator(doctree, self, self)
        assert isinstance(translator, MdxTranslator)  # as prepare_writing has checked
        doctree.walkabout(translator)
        translator.front_matter.update(
            {k: v for k, v in self.site_front_matter.get(docname, {}).items() if k not in translator.front_matter},
        )
        path = self._path(docname)
        if not replace_file(path, render(translator.result())):
            source = self.env.doc2path(docname)
            if source.exists() and source.stat().st_mtime_ns > path.stat().st_mtime_ns:
                os.utime(path)  # unchanged although its source is newer: the next build must not consider it outdated

    # -------------------------------------------------------------------------------------------------- the site

    def finish(self) -> None:
        """Copy images, downloads and extra files, and write ``docs.json``."""
        for source, destination, location in self._list_assets():
            try:
                copy_file(source, destination)
            except OSError as error:
                warn(WarningSubtype.MDX_ASSET, __("cannot copy %s: %s") % (source, error), location=location)
        site = replace(self._get_site(), redirects=dict(self._redirects()))
        for name in sorted({name for names in site.tabs.values() for name in names} - navigation.get_tab_names(site)):
            self._warn_of_value("tabs", f"{name!r} is neither a caption nor a page in the toctrees of the root page")
        settings: dict[str, Any] = {}
        self.events.emit("mdx-docs-json", settings)
        data, orphans = navigation.make_docs_json(site, self._own_docs_json, settings)
        replace_file(Path(self.outdir, "docs.json"), navigation.dump(data))
        if orphans:
            logger.info(__("pages that are in no toctree, hidden on the site: %s"), ", ".join(orphans))

    @cached_property
    def _extra_files(self) -> dict[str, Path]:
        """The files of ``html_extra_path``, by their path on the site."""
        files = {}
        for extra in self.config.html_extra_path:
            root = Path(self.confdir, extra)
            for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
                if path.is_file():
                    files[path.relative_to(root).as_posix() if root.is_dir() else path.name] = path
        return files

    def _list_assets(self) -> Iterator[tuple[Path, Path, str]]:
        """Yield the source and the destination of each file to copy, and the location for warnings about it.

        The location is the page that uses the file, or the line of ``conf.py`` with ``html_extra_path``.
        """
        root = self.config.root_doc
        images = {str(source): (name, root) for source, name in self.images.items()}
        images |= {str(source): (name, min(pages, default=root)) for source, (pages, name) in self.env.images.items()}
        files = {str(source): (name, min(pages, default=root)) for source, (pages, name) in self.env.dlfiles.items()}
        for folder, assets in ((IMAGES, images), (DOWNLOADS, files)):
            for source, (name, page) in sorted(assets.items()):
                if "://" not in source:
                    yield Path(self.srcdir, source), Path(self.outdir, folder, str(name)), page
        location = locate_value(self.confdir, self.config, "html_extra_path")
        for name, path in self._extra_files.items():
            yield path, Path(self.outdir, name), location

    @property
    def own_docs_json(self) -> Mapping[str, Any]:
        """The content of the project's own ``docs.json``; empty if there is no such file."""
        return self._own_docs_json or {}

    def _read_docs_json(self) -> dict[str, Any] | None:
        path = Path(self.srcdir, self.options.docs_json)
        if not path.is_file():
            return None
        try:
            data, unknown_keys = read_docs_json(path.read_text(encoding="utf-8"), str(path))
        except (DocsJsonError, UnicodeDecodeError) as error:
            message = f"gptproto_mdx_docs_json: {error}"
            stop(message, location=locate_value(self.confdir, self.config, "gptproto_mdx_docs_json"))
        for location, message in unknown_keys:
            warn(WarningSubtype.CONFIG, message, location=location)
        return data

    def _get_site(self) -> navigation.Site:
        """Return the titles and toctrees of all pages, and the options for the navigation."""
        toctrees = {
            docname: tuple(self._make_toctree(docname, node) for node in toc.findall(addnodes.toctree))
            for docname, toc in sorted(self.env.tocs.items())
        }
        versions: list[navigation.SiteVersion] = []
        self.events.emit("mdx-versions", versions)
        return navigation.Site(
            root=self.config.root_doc,
            titles={docname: self._get_title(docname) for docname in sorted(self.env.found_docs)},
            toctrees={docname: page_toctrees for docname, page_toctrees in toctrees.items() if page_toctrees},
            unnamed=str(_("Documentation")),
            name=self.config.project if self.config.project != "Project name not set" else "",
            theme=self.options.theme,
            color=self.options.color,
            tabs=self.options.tabs,
            orphans=str(_("Other pages")) if self.options.orphans == "listed" else "",
            versions=tuple(version for version in versions if version.page in self.env.found_docs),
        )

    def _redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the old and the new URL of each redirect; warn of redirects from existing pages and to missing ones."""
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
                self._warn_of_value("redirects", f"{reason}; this redirect is ignored")

    def _warn_of_value(self, name: str, reason: str) -> None:
        location = locate_value(self.confdir, self.config, PREFIX + name)
        warn(WarningSubtype.CONFIG, f"{PREFIX}{name}: {reason}", location=location)

    def _get_title(self, docname: str) -> str:
        title = self.env.titles.get(docname)
        return " ".join(title.astext().split()) if title is not None else docname

    def _make_toctree(self, docname: str, node: addnodes.toctree) -> navigation.Toctree:
        entries = tuple(
            (" ".join((title or "").split()), docname if target == "self" else target)
            for title, target in node["entries"]
        )
        return navigation.Toctree(caption=node.get("caption") or "", entries=entries)

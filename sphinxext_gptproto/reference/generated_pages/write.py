"""Writes the generated pages: a small source for each endpoint, level and shared schema, if ``gptproto_pages`` is set.

Their text is reStructuredText, so that authors can copy it to a page of their own; the suffix is ours, so that
:mod:`.parse` reads them. Each has a comment with its path and a digest of its text: :mod:`.files` replaces and removes
only pages whose comment is still right, and never one that a person has edited, moved or copied. The sources are the
same for every language, since builds in several languages may share a source folder; titles are translated when a page
is read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from ...build_warnings import WarningSubtype, locate_value, stop, warn
from ...content.build_fields import get_schemas_to_see
from ...content.page_names import get_page_names, name_schemas
from ...spec.names import short_name
from ...spec.registry import levels_of
from ..config import GptprotoConfig
from ..domain import get_domain
from .files import GeneratedFiles, remove_replaced_pages
from .prose import find_prose
from .text import make_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from ...spec.model import Endpoint
    from ...spec.registry import SpecRegistry
    from ...spec.versions import ApiVersion

_SCHEMAS: Final = "Schemas"
"""Title of the page that lists the shared schemas."""


def setup_pages(app: Sphinx) -> None:
    """Register the handlers for pages of a person's own in place of generated ones."""
    app.connect("config-inited", _remove_replaced_pages, priority=900)  # after the values and suffixes are known
    app.connect("env-get-outdated", _get_pages_with_other_source)


def _remove_replaced_pages(app: Sphinx, config: Config) -> None:
    try:
        remove_replaced_pages(app, GptprotoConfig.from_config(config).folder)
    except OSError as error:
        message = f"gptproto_pages: cannot remove {error.filename}: {error.strerror}"
        stop(message, location=locate_value(app.confdir, config, "gptproto_pages"))


def note_sources(app: Sphinx) -> None:
    """Record the source file of each page in the previous build."""
    get_domain(app.env).sources = {docname: str(app.env.doc2path(docname, False)) for docname in app.env.all_docs}


def _get_pages_with_other_source(app: Sphinx, env: BuildEnvironment, *_changes: object) -> list[str]:
    """Return the pages whose source is another file than in the previous build.

    That happens when a person's page replaces a generated one, and when it is removed. Sphinx looks only at the time of
    the file, which may be older than the previous build.
    """
    previous = ((docname, path) for docname, path in get_domain(env).sources.items() if docname in env.found_docs)
    return [docname for docname, path in previous if str(env.doc2path(docname, False)) != path]


def write_pages(app: Sphinx) -> None:
    """Bring the folder of generated pages up to date, and remove the pages of a folder that was set before.

    :raises BuildStoppedError: when the folder cannot be written.
    """
    config = GptprotoConfig.from_config(app.config)
    pages: dict[str, str] = {}
    if config.folder:
        registry = get_domain(app.env).registry
        for fault in config.paged.find_faults(registry):
            name = "gptproto_pages_include" if app.config.gptproto_pages_include else "gptproto_pages_exclude"
            place = locate_value(app.confdir, app.config, name)
            warn(WarningSubtype.CONFIG, f"gptproto_pages_include, gptproto_pages_exclude: {fault}", location=place)
        texts = [] if config.pages_include else registry.get_text_levels()
        endpoints = config.paged.select(registry)
        pages.update(make_pages(registry, config.folder, app.builder.name, endpoints, texts))
    try:
        written = GeneratedFiles(app, config.folder).update(pages)
    except OSError as error:
        message = f"gptproto_pages: cannot write {error.filename}: {error.strerror}"
        stop(message, location=locate_value(app.confdir, app.config, "gptproto_pages"))
    find_prose(app, pages, written)


def make_pages(
    registry: SpecRegistry, folder: str, builder: str, endpoints: Iterable[Endpoint], texts: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield (path below the folder, text) of every page.

    :param folder: the folder of generated pages, relative to the source folder.
    :param builder: name of the builder; see :meth:`.PageNames.get_index`.
    :param endpoints: those that get a page.
    :param texts: the levels without endpoints that get a page.
    """
    endpoints, names = list(endpoints), get_page_names(registry)
    schemas: dict[str, list[str]] = {}
    """By the level of the older version that they belong to; empty for all others."""
    for schema in get_schemas_to_see(registry, endpoints):
        version = registry.find_older_version_of_schema(schema)
        schemas.setdefault(registry.get_level(version.source) if version else "", []).append(schema)
    children: dict[str, dict[str, None]] = {"": {}}
    """Entries of each level's toctree, in the order of the catalogue."""
    for endpoint in endpoints:
        parent = ""
        for level in registry.get_levels(endpoint):
            children.setdefault(parent, {})[names.get_index(level, builder)] = None
            children.setdefault(level, {})
            parent = level
        name = names.get_endpoint(endpoint.id)
        children[parent][name] = None
        yield name, make_page(get_endpoint_title(registry, endpoint.id), f".. api-endpoint:: {endpoint.id}")
    _add_texts(children, texts, registry, builder)
    indexes = {names.get_index(level, builder): level for level in children}
    divided = {group.rpartition("/")[0] for group in registry.groups}
    for level, entries in children.items():
        title = get_level_title(registry, level) or "API reference"
        ordered = sorted(entries, key=lambda entry: entry in indexes) if level in divided else entries
        listed = [_entry(registry, folder, entry) for entry in ordered]
        if level in schemas:
            docname = f"/{folder}/{names.get_schemas_folder(level)}/index"
            listed.append(_entry_of_schemas(registry, docname, (child for child in children if _is_in(child, level))))
        index = f".. api-index:: {level}".rstrip() + f"\n   :pages: {folder}"
        toctree = "".join(f"   {line}\n" for line in listed)
        body = f"{index}\n\n.. toctree::\n   :hidden:\n\n{toctree}".rstrip("\n") if listed else index
        yield names.get_index(level, builder), make_page(title, body)
    for level, schemas_of_version in schemas.items():
        yield from _schema_pages(registry, schemas_of_version, folder, names.get_schemas_folder(level))


def _is_in(level: str, parent: str) -> bool:
    """Return whether a level is directly below another one."""
    return level != "" and level.rpartition("/")[0] == parent


def _entry_of_schemas(registry: SpecRegistry, docname: str, levels: Iterable[str]) -> str:
    """Return the toctree entry of the list of schemas, with another title if a level has the same.

    :param levels: those in the same toctree.
    """
    titles = {registry.get_list_title(level) for level in levels}
    return f"Shared {_SCHEMAS.lower()} <{docname}>" if _SCHEMAS in titles else docname


def _add_texts(
    children: dict[str, dict[str, None]], texts: Iterable[str], registry: SpecRegistry, builder: str
) -> None:
    """Add levels without endpoints to the toctrees, each where the source has it among the levels beside it."""
    names = get_page_names(registry)
    for text in texts:
        parent = ""
        for level in (*levels_of(text), text):
            children.setdefault(level, {})
            levels = {names.get_index(name, builder): name for name in children if name.rpartition("/")[0] == parent}
            entries = {levels.get(entry, entry): entry for entry in children[parent]}
            entries.setdefault(level, names.get_index(level, builder))
            ordered = registry.insert_levels((name for name in entries if name != level), [level])
            if names.get_index(level, builder) not in children[parent]:
                children[parent] = dict.fromkeys(entries[name] for name in ordered)
            parent = level


def _schema_pages(
    registry: SpecRegistry, schemas: Sequence[str], folder: str, subfolder: str
) -> Iterator[tuple[str, str]]:
    """Yield the pages of shared schemas, and one that lists them.

    :param schemas: all of the same version, if their API has versions.
    :param folder: the folder of all generated pages.
    :param subfolder: the folder in it for those of schemas.
    """
    titles = sorted(((schema, short_name(schema)) for schema in schemas), key=lambda item: item[1].casefold())
    names = name_schemas(dict(titles))
    for schema, name in names.items():
        title = get_schema_title(registry, schema)
        yield f"{subfolder}/{name}", make_page(title, f".. api-schema:: {schema}")
    if names:
        version = registry.find_older_version_of_schema(schemas[0])
        counts = Counter(title.casefold() for _schema, title in titles)
        entries = (
            (_one_line(short_name(schema)), name, f"/{folder}/{subfolder}/{name}") for schema, name in names.items()
        )
        listed = "\n".join(
            f"   {title} ({name}) <{docname}>" if counts[title.casefold()] > 1 else f"   {docname}"
            for title, name, docname in entries
        )
        title = _mark(_SCHEMAS, version) if version else _SCHEMAS
        yield f"{subfolder}/index", make_page(title, f".. toctree::\n\n{listed}")


def get_schema_title(registry: SpecRegistry, schema: str) -> str:
    """Return the title of a shared schema's page; where the API has a newer version, the title says which this is."""
    version, title = registry.find_older_version_of_schema(schema), _one_line(short_name(schema))
    return _mark(title, version) if version else title


def get_endpoint_title(registry: SpecRegistry, name: str) -> str:
    """Return the title of an endpoint's page; where the API has a newer version, the title says which this is."""
    return _mark_older(registry, name, _one_line(registry.endpoints[name].title) or name)


def get_short_title(registry: SpecRegistry, page: str) -> str:
    """Return the title of a page in a toctree; empty if it is that of the page itself.

    An endpoint has a short title, since the levels above it name the model. A level has another title than its page if
    that would read like another entry, or names the version that the level above names already.

    :param page: its path in the folder of generated pages.
    """
    names = get_page_names(registry)
    if endpoint := names.get_id(page):
        return _one_line(registry.endpoints[endpoint].short_title)
    for level in names.get_ids(page)[-1:]:
        title = _one_line(registry.get_list_title(level))
        return title if title != get_level_title(registry, level) else ""
    return ""


def get_level_title(registry: SpecRegistry, level: str) -> str:
    """Return the title of a level's page; empty for the topmost one if there are several services."""
    if level:
        title = _one_line(registry.get_level_title(level)) or level
        version = registry.find_older_version(level)
        # The title of the level that holds the whole version ends in the version already.
        return title if version is None or registry.get_level(version.source) == level else _mark(title, version)
    services = registry.get_newest_services()
    return _one_line(services[0].title) if len(services) == 1 else ""


def _mark_older(registry: SpecRegistry, name: str, title: str) -> str:
    version = registry.find_older_version(name)
    return title if version is None else _mark(title, version)


def _mark(title: str, version: ApiVersion) -> str:
    return f"{title} ({version.label})"


def _entry(registry: SpecRegistry, folder: str, entry: str) -> str:
    """Return a toctree entry, with its short title if it has one."""
    docname = f"/{folder}/{entry}"
    title = get_short_title(registry, entry)
    return (
        f"{title} <{docname}>" if title and "://" not in title else docname
    )  # Sphinx takes a title with "://" for an address


def _one_line(title: str) -> str:
    """Return a title without line ends, after which there could be other markup, and without control characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in title).split())

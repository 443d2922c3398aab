"""Every ``gptproto_*`` value of ``conf.py``, declared once: registration, checks and the options page read it here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Literal

from ..build_warnings import WarningSubtype, locate_value, warn
from ..content.parts import PARTS
from ..samples import get_sample_languages
from ..spec.errors import did_you_mean, nearest
from ..spec.selectors import Selection
from ..sphinx_internals import get_raw_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

PREFIX: Final = "gptproto_"
BUNDLED_NAME: Final = "bundled"
"""What the bundled registry is called among the entries of ``gptproto_registry``."""
_REGISTRY: Final = f"{PREFIX}registry"
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_FOLDER: Final = re.compile(r"(?!\.{1,2}(/|$))[^/\\\s]+(/(?!\.{1,2}(/|$))[^/\\\s]+)*/?")
"""Names between slashes, none of them ``.`` or ``..``."""
HTML_FEATURES: Final = ("columns", "copy", "expand", "language")
MDX_DEFAULTS: Final = ("description", "attribute", "both")
Rebuild = Literal["", "env", "html"]


def _a_list_of(known: tuple[str, ...]) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if not isinstance(value, (list, tuple)):
            return f"expected a list of {', '.join(known)}"
        if twice := [item for number, item in enumerate(value) if item in value[:number]]:
            return f"{twice[0]!r} is named twice"
        for item in value:
            if item not in known:
                close = did_you_mean(nearest(str(item), known))
                return f"{item!r} is not one of {', '.join(known)}{close}"
        return None

    return check


def _one_of(known: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda value: None if value in known else f"{value!r} is not one of {', '.join(known)}"


def _is_switch(value: Any) -> str | None:
    return None if isinstance(value, bool) else "expected True or False"


def _sources(value: Any) -> str | None:
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, (list, tuple)) or not all(isinstance(entry, str) for entry in entries):
        return "expected the path of a file or folder, or a list of paths"
    if not entries or not all(entry.strip() for entry in entries):
        return f"names no file or folder; write {BUNDLED_NAME!r} for the bundled GPTProto registry"
    if address := next((entry for entry in entries if _ADDRESS.match(entry)), None):
        return f"{address!r} is an address; save what is there as a file, and name that"
    return None


def _selectors(value: Any) -> str | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        return "expected a list of endpoint ids, operationIds, levels, paths, methods with paths, or 'tag:...'"
    return None


def _keys(value: Any) -> str | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        return "expected a list of keys, such as ['x-staff-only']"
    return None


def _a_folder(value: Any) -> str | None:
    if not isinstance(value, str) or (value and not (_FOLDER.fullmatch(value) and value.isprintable())):
        return "expected a folder inside the source folder, such as 'docs/api'"
    return None


def _an_address(value: Any) -> str | None:
    if not isinstance(value, str) or (value and not re.match(r"https?://[^\s/]+", value)):
        return "expected an address such as 'https://docs.example.com/'"
    return None


def _value(  # a dataclass field, with what registration and documentation need to know
    default: Any,
    *,
    rebuild: Rebuild,
    types: tuple[type, ...],
    check: Callable[[Any], str | None],
    doc: str,
    fallback: Any = None,
) -> Any:
    """:param fallback: what is used instead of a wrong value, where that is not the default."""
    fallback = default if fallback is None else fallback
    meta = {"rebuild": rebuild, "types": types, "check": check, "doc": doc, "fallback": fallback}
    if isinstance(default, list):
        return field(default_factory=lambda: list(default), metadata=meta)
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True, kw_only=True)
class GptprotoConfig:
    """The values, checked."""

    registry: str | list[str] = _value(  # noqa: RUF009 - it returns a field
        [BUNDLED_NAME],
        rebuild="env",
        types=(str, list, tuple),
        check=_sources,
        fallback=[],  # not the default: a slip must not document another API
        doc="Files or folders that describe your endpoints, relative to the source folder. ``bundled`` is the GPTProto "
        "registry, which is part of the package.",
    )
    pages: str = _value(
        "",
        rebuild="env",
        types=(str,),
        check=_a_folder,
        doc="Folder, relative to the source folder, that gets a page for each endpoint and an index for each level. "
        "Empty: no page is made.",
    )
    pages_include: list[str] = _value(  # noqa: RUF009 - it returns a field
        [],
        rebuild="env",
        types=(list, tuple),
        check=_selectors,
        doc="Which endpoints get a page, where ``gptproto_pages`` makes pages: selectors such as ``chat``, "
        "``createChat``, ``POST /v1/*`` or ``tag:Chat``. Empty: all.",
    )
    pages_exclude: list[str] = _value(  # noqa: RUF009 - it returns a field
        [],
        rebuild="env",
        types=(list, tuple),
        check=_selectors,
        doc="Which endpoints get no page, as selectors. They can still be placed by hand.",
    )
    languages: list[str] = _value(  # noqa: RUF009 - it returns a field
        list(get_sample_languages()),
        rebuild="env",
        types=(list, tuple),
        check=_a_list_of(get_sample_languages()),
        doc="Languages of the request samples, in the order of display.",
    )
    parts: list[str] = _value(  # noqa: RUF009 - it returns a field
        list(PARTS),
        rebuild="env",
        types=(list, tuple),
        check=_a_list_of(PARTS),
        doc="What ``api-endpoint`` shows, in the order of display, where the directive has no ``:parts:`` of its own.",
    )
    link_base: str = _value(
        "",
        rebuild="env",
        types=(str,),
        check=_an_address,
        doc="Address that relative links in descriptions start from, such as ``https://docs.example.com/``. Empty: "
        "such links are shown as their words, since they were written for another site.",
    )
    html_features: list[str] = _value(  # noqa: RUF009 - it returns a field
        list(HTML_FEATURES),
        rebuild="html",
        types=(list, tuple),
        check=_a_list_of(HTML_FEATURES),
        doc="What HTML pages of endpoints have: two ``columns`` where there is room, buttons that ``copy``, one "
        "that can ``expand`` all that is folded, and a choice of ``language`` that is remembered.",
    )
    mdx_default: str = _value(
        "description",
        rebuild="env",  # the mdx builder knows no narrower way to write its pages again
        types=(str,),
        check=_one_of(MDX_DEFAULTS),
        doc="Where MDX pages show a default: in the field's ``description``, in its ``default`` ``attribute``, or "
        "``both``.",
    )
    markdown: bool = _value(
        False,
        rebuild="html",
        types=(bool,),
        check=_is_switch,
        doc="Whether the builders ``html`` and ``dirhtml`` write each page as Markdown, too, and ``llms.txt``, for "
        "language models.",
    )
    llms_full: bool = _value(
        True,
        rebuild="",
        types=(bool,),
        check=_is_switch,
        doc="Whether ``gptproto_markdown`` also writes all pages into one file, ``llms-full.txt``.",
    )
    llms_summary: str = _value(
        "",
        rebuild="",
        types=(str,),
        check=lambda value: None if isinstance(value, str) else "expected a text",
        doc="What the project is, in a sentence or two, for ``llms.txt``. Empty: the description or the first sentence "
        "of the root page.",
    )

    show_internal: bool = _value(
        False,
        rebuild="env",
        types=(bool,),
        check=_is_switch,
        doc="Whether to show what sources mark as internal, for an edition of the documentation that is internal, too.",
    )
    internal_marks: list[str] = _value(  # noqa: RUF009 - it returns a field
        [],
        rebuild="env",
        types=(list, tuple),
        check=_keys,
        doc="Further keys that mark something as internal, such as ``x-staff-only``, beside ``x-internal`` and those "
        "of other tools.",
    )

    @property
    def sources(self) -> list[str]:
        """The entries of ``gptproto_registry`` as a list; none where its value is wrong."""
        return [self.registry] if isinstance(self.registry, str) else list(self.registry)

    @property
    def folder(self) -> str:
        """``gptproto_pages`` without a slash at its end."""
        return self.pages.rstrip("/")

    @property
    def paged(self) -> Selection:
        """Which endpoints get a generated page."""
        return Selection(
            include=tuple(map(str.strip, self.pages_include)), exclude=tuple(map(str.strip, self.pages_exclude))
        )

    @classmethod
    def from_config(cls, config: Config) -> GptprotoConfig:
        """Return the values of a project; those that are wrong were replaced by :func:`check_values`."""
        return cls(**{item.name: getattr(config, PREFIX + item.name) for item in fields(cls)})


def setup_config(app: Sphinx) -> None:
    """Register the values, and check them once they are read."""
    defaults = GptprotoConfig()
    for item in fields(GptprotoConfig):
        meta = item.metadata
        default = getattr(defaults, item.name)
        app.add_config_value(PREFIX + item.name, default, meta["rebuild"], types=meta["types"])
    app.connect("config-inited", check_values)


def check_values(app: Sphinx, config: Config) -> None:
    """Warn about values and names that are wrong, and replace the values.

    By their defaults, but for ``gptproto_registry``: no registry is read then, since the pages of the bundled one would
    describe another API.
    """
    is_misspelt = _check_names(app, config)
    for item in fields(GptprotoConfig):
        name, fallback = PREFIX + item.name, item.metadata["fallback"]
        if name == _REGISTRY and is_misspelt:
            config[name] = fallback
        elif reason := item.metadata["check"](getattr(config, name)):
            instead = "no registry is read" if name == _REGISTRY else f"{fallback!r} is used instead"
            place = locate_value(app.confdir, config, name)
            warn(WarningSubtype.CONFIG, f"{name}: {reason}; {instead}", location=place)
            config[name] = fallback


def _check_names(app: Sphinx, config: Config) -> bool:
    """Warn about names in ``conf.py`` that look like ours and are not.

    :return: whether one of them seems to be meant for ``gptproto_registry``, which is not set.
    """
    raw = get_raw_values(config) | config.overrides
    given = {name: value for name, value in raw.items() if name.startswith(PREFIX)}
    known = [name.removeprefix(PREFIX) for name in config.values if name.startswith(PREFIX)]
    is_set = _REGISTRY in given
    is_misspelt = False
    for name, value in given.items():
        if name in config.values or callable(value) or isinstance(value, ModuleType):
            continue
        close = [PREFIX + other for other in nearest(name.removeprefix(PREFIX), known)]
        words = f"{name}: there is no such option{did_you_mean(close)}"
        if not is_set and (_REGISTRY in close[:1] or _names_a_path(value, Path(app.srcdir))):
            is_misspelt = True
            words += f"; {_REGISTRY} is not set, so no registry is read"
        warn(WarningSubtype.CONFIG, words, location=locate_value(app.confdir, config, name))
    return is_misspelt


def _names_a_path(value: Any, folder: Path) -> bool:
    """Return whether a value is the path of a file or folder that exists, or a list of some."""
    entries = value if isinstance(value, (list, tuple)) else [value]
    return any(isinstance(entry, (str, Path)) and str(entry) and _is_there(folder / entry) for entry in entries)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a text that no file can have as its name
        return False

"""The rows of the ``gptproto_*`` values of ``conf.py``, and the check of names that look like one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ..build_warnings import WarningSubtype, locate_value, warn
from ..configuration import Configuration, declare, is_switch, is_text, one_of, register_values, replace_wrong_values
from ..content.parts import PARTS
from ..samples import get_sample_languages
from ..spec.errors import did_you_mean, nearest
from ..spec.selectors import Selection
from ..sphinx_internals import get_raw_values
from .registry_entries import BUNDLED_NAME, LEVEL, find_fault, read_entries

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from ..configuration import Check
    from .registry_entries import RegistryEntry

PREFIX: Final = "gptproto_"
_REGISTRY: Final = f"{PREFIX}registry"
HTML_FEATURES: Final = ("columns", "copy", "expand", "language")
MDX_DEFAULTS: Final = ("description", "attribute", "both")


def _list_of(names: tuple[str, ...]) -> Check:
    """Return a check that a value is a list of some of these names, each once."""

    def check(value: Any) -> str | None:
        if not isinstance(value, (list, tuple)):
            return f"expected a list of {', '.join(names)}"
        if duplicates := [item for number, item in enumerate(value) if item in value[:number]]:
            return f"{duplicates[0]!r} is listed more than once"
        for item in value:
            if item not in names:
                return f"{item!r} is not one of {', '.join(names)}{did_you_mean(nearest(str(item), names))}"
        return None

    return check


def _are_selectors(value: Any) -> str | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        return "expected a list of endpoint ids, operationIds, levels, paths, methods with paths, or 'tag:...'"
    return None


def _are_keys(value: Any) -> str | None:
    if not isinstance(value, (list, tuple)) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        return "expected a list of keys, such as ['x-staff-only']"
    return None


def _is_folder(value: Any) -> str | None:
    if not isinstance(value, str) or (value and not (LEVEL.fullmatch(value) and value.isprintable())):
        return "expected a folder inside the source folder, such as 'docs/api'"
    return None


def _is_number(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return None
    return f"expected a number such as 60, not {value!r}"


def _is_address(value: Any) -> str | None:
    if not isinstance(value, str) or (value and not re.match(r"https?://[^\s/]+", value)):
        return "expected an address such as 'https://docs.example.com/'"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class GptprotoConfig(Configuration):
    """The values of the API reference."""

    prefix: ClassVar[str] = PREFIX

    registry: str | dict[str, Any] | list[str | dict[str, Any]] = declare(
        [BUNDLED_NAME],
        rebuild="env",
        types=(str, dict, list, tuple),
        check=find_fault,
        fallback=[],  # not the default: pages of the bundled registry would describe another API
        instead="no registry is read",
        doc="Files or folders that describe your endpoints, relative to the source folder. ``bundled`` is the GPTProto "
        "registry, which is part of the package. An entry can be a dictionary with the path as ``source``, or the "
        "paths of several ``versions``, and the options ``name``, ``server``, ``key_variable`` and ``prefix``.",
    )
    pages: str = declare(
        "",
        rebuild="env",
        types=(str,),
        check=_is_folder,
        doc="Folder, relative to the source folder, that gets a page for each endpoint and an index for each level. "
        "Empty: no page is made.",
    )
    pages_include: list[str] = declare(
        [],
        rebuild="env",
        types=(list, tuple),
        check=_are_selectors,
        doc="Which endpoints get a page, where ``gptproto_pages`` makes pages: selectors such as ``chat``, "
        "``createChat``, ``POST /v1/*`` or ``tag:Chat``. Empty: all.",
    )
    pages_exclude: list[str] = declare(
        [],
        rebuild="env",
        types=(list, tuple),
        check=_are_selectors,
        doc="Which endpoints get no page, as selectors. They can still be placed by hand.",
    )
    pages_per_level: int = declare(
        60,
        rebuild="env",
        types=(int,),
        check=_is_number,
        doc="How many pages an OpenAPI tag or a Postman folder may have before they are listed in groups, by their "
        "paths or names. 0: pages are listed as the source has them; operations without a tag are then not grouped, "
        "either.",
    )
    pages_prose: str = declare(
        "",
        rebuild="env",
        types=(str,),
        check=_is_folder,
        doc="Folder, relative to the source folder, with prose for generated pages: files named after the pages.",
    )
    languages: list[str] = declare(
        list(get_sample_languages()),
        rebuild="env",
        types=(list, tuple),
        check=_list_of(get_sample_languages()),
        doc="Languages of the request samples, in the order of display.",
    )
    parts: list[str] = declare(
        list(PARTS),
        rebuild="env",
        types=(list, tuple),
        check=_list_of(PARTS),
        doc="What ``api-endpoint`` shows, in the order of display, where the directive has no ``:parts:`` of its own.",
    )
    link_base: str = declare(
        "",
        rebuild="env",
        types=(str,),
        check=_is_address,
        doc="Address that relative links in descriptions start from, such as ``https://docs.example.com/``. Empty: "
        "such links are shown as their words, since they were written for another site.",
    )
    html_features: list[str] = declare(
        list(HTML_FEATURES),
        rebuild="html",
        types=(list, tuple),
        check=_list_of(HTML_FEATURES),
        doc="What HTML pages of endpoints have: two ``columns`` where there is room, buttons that ``copy``, one "
        "that can ``expand`` all that is folded, and a choice of ``language`` that is remembered.",
    )
    mdx_default: str = declare(
        "description",
        rebuild="env",  # the mdx builder knows no narrower way to write its pages again
        types=(str,),
        check=one_of(MDX_DEFAULTS),
        doc="Where MDX pages show a default: in the field's ``description``, in its ``default`` ``attribute``, or "
        "``both``.",
    )
    markdown: bool = declare(
        False,
        rebuild="html",
        types=(bool,),
        check=is_switch,
        doc="Whether the builders ``html`` and ``dirhtml`` write each page as Markdown, too, and ``llms.txt``, for "
        "language models.",
    )
    llms_full: bool = declare(
        True,
        rebuild="",
        types=(bool,),
        check=is_switch,
        doc="Whether ``gptproto_markdown`` also writes all pages into one file, ``llms-full.txt``.",
    )
    llms_summary: str = declare(
        "",
        rebuild="",
        types=(str,),
        check=is_text,
        doc="What the project is, in a sentence or two, for ``llms.txt``. Empty: the description or the first sentence "
        "of the root page.",
    )
    show_internal: bool = declare(
        False,
        rebuild="env",
        types=(bool,),
        check=is_switch,
        doc="Whether to show what sources mark as internal, for an edition of the documentation that is internal, too.",
    )
    internal_marks: list[str] = declare(
        [],
        rebuild="env",
        types=(list, tuple),
        check=_are_keys,
        doc="Further keys that mark something as internal, such as ``x-staff-only``, beside ``x-internal`` and those "
        "of other tools.",
    )

    @property
    def entries(self) -> list[RegistryEntry]:
        """The entries of ``gptproto_registry``; none where its value is wrong."""
        return read_entries(self.registry)

    @property
    def sources(self) -> list[str]:
        """The files and folders of ``gptproto_registry``."""
        return [entry.source for entry in self.entries]

    @property
    def folder(self) -> str:
        """``gptproto_pages`` without a slash at its end."""
        return self.pages.rstrip("/")

    @property
    def prose_folder(self) -> str:
        """``gptproto_pages_prose`` without a slash at its end; empty if generated pages are in it."""
        folder = self.pages_prose.rstrip("/")
        return "" if f"{self.folder}/".startswith(f"{folder}/") else folder

    @property
    def paged(self) -> Selection:
        """Which endpoints get a generated page."""
        return Selection(
            include=tuple(map(str.strip, self.pages_include)), exclude=tuple(map(str.strip, self.pages_exclude))
        )


def setup_config(app: Sphinx) -> None:
    """Register the values, and check them once they are read."""
    register_values(app, GptprotoConfig)
    app.connect("config-inited", check_values)


def check_values(app: Sphinx, config: Config) -> None:
    """Warn about wrong values and misspelt names, and replace the values.

    A misspelt ``gptproto_registry`` counts as a wrong one: its default would document another API.
    """
    replace_wrong_values(app, config, GptprotoConfig)
    if _check_names(app, config):
        config[_REGISTRY] = []


def _check_names(app: Sphinx, config: Config) -> bool:
    """Warn about names in ``conf.py`` that begin like ours and are none of them.

    :return: whether one of them seems to be meant for ``gptproto_registry``, which is not set.
    """
    raw = get_raw_values(config) | config.overrides
    values = {name: value for name, value in raw.items() if name.startswith(PREFIX)}
    options = [name.removeprefix(PREFIX) for name in config.values if name.startswith(PREFIX)]
    is_misspelt = False
    for name, value in values.items():
        if name in config.values or callable(value) or isinstance(value, ModuleType):
            continue
        close = [PREFIX + option for option in nearest(name.removeprefix(PREFIX), options)]
        message = f"{name}: there is no such option{did_you_mean(close)}"
        if _REGISTRY not in values and (_REGISTRY in close[:1] or _names_a_path(value, Path(app.srcdir))):
            is_misspelt = True
            message += f"; {_REGISTRY} is not set, so no registry is read"
        warn(WarningSubtype.CONFIG, message, location=locate_value(app.confdir, config, name))
    return is_misspelt


def _names_a_path(value: Any, folder: Path) -> bool:
    """Return whether a value is the path of a file or folder that exists, or a list with such a path."""
    entries = value if isinstance(value, (list, tuple)) else [value]
    paths = (entry.get("source") if isinstance(entry, dict) else entry for entry in entries)
    return any(isinstance(path, (str, Path)) and str(path) and _exists(folder / path) for path in paths)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a text that no file can have as its name
        return False

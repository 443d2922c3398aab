"""Declaring the values of ``conf.py``: once each, for registration, checks and the table of the documentation.

A group of values is a subclass of :class:`Configuration`, a dataclass in which :func:`declare` makes the field of each
value. The groups, and the checks that only they need, are in :mod:`.mdx.options` and :mod:`.reference.config`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from .build_warnings import WarningSubtype, locate_value, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Self

    from sphinx.application import Sphinx
    from sphinx.config import Config

Rebuild: TypeAlias = Literal["", "env", "html"]
"""What a change of a value makes again, as Sphinx names it: nothing, all pages from their sources, or HTML files."""
Check: TypeAlias = "Callable[[Any], str | None]"
"""Returns what is wrong with a value: what was expected, or which part of it is not allowed. ``None``: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """All that is known of one value."""

    name: str
    """As ``conf.py`` has it, with its prefix."""
    type_name: str
    """For readers of the documentation, such as ``list[str]``."""
    default: Any
    doc: str
    """What the value is for, in a sentence or two of CommonMark: the documentation's table shows it."""
    rebuild: Rebuild
    types: tuple[type, ...]
    """Sphinx warns about values of other types."""
    check: Check
    fallback: Any
    """What is used instead of a wrong value."""
    instead: str
    """What happens instead, for the warning about a wrong value."""


def declare(
    default: Any,
    *,
    doc: str,
    types: tuple[type, ...],
    check: Check,
    rebuild: Rebuild = "",
    fallback: Any = None,
    instead: str = "",
) -> Any:
    """Return the field of a value.

    The parameters are those of :class:`Declaration`.

    :param fallback: the default, unless another value is safer.
    :param instead: that the fallback is used, unless that needs other words.
    """
    fallback = default if fallback is None else fallback
    metadata = {
        "doc": doc,
        "types": types,
        "check": check,
        "rebuild": rebuild,
        "fallback": fallback,
        "instead": instead or f"{fallback!r} is used instead",
    }
    if isinstance(default, (list, dict)):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Base of the groups of values: instances have the values of a project, checked."""

    prefix: ClassVar[str]
    """Begins the names of the group's values in ``conf.py``."""

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Return the values of a project; wrong ones were replaced by :func:`replace_wrong_values`."""
        return cls(**{item.name: getattr(config, cls.prefix + item.name) for item in fields(cls)})

    @classmethod
    def get_declarations(cls) -> Iterator[Declaration]:
        """Yield the declaration of each value, in the order of the documentation."""
        defaults = cls()
        for item in fields(cls):
            yield Declaration(
                name=cls.prefix + item.name,
                type_name=str(item.type),
                default=getattr(defaults, item.name),
                **item.metadata,
            )


def register_values(app: Sphinx, group: type[Configuration]) -> None:
    """Let ``conf.py`` set the values of a group."""
    for value in group.get_declarations():
        app.add_config_value(value.name, value.default, value.rebuild, types=value.types)


def replace_wrong_values(app: Sphinx, config: Config, group: type[Configuration]) -> None:
    """Check the values of a group; each that is wrong is replaced by its fallback, with one warning."""
    for value in group.get_declarations():
        if reason := value.check(getattr(config, value.name)):
            message = f"{value.name}: {reason}; {value.instead}"
            warn(WarningSubtype.CONFIG, message, location=locate_value(app.confdir, config, value.name))
            config[value.name] = value.fallback


# -- checks that several values have ----------------------------------------------------------------------------------


def is_text(value: Any) -> str | None:
    """Check that a value is a string."""
    return None if isinstance(value, str) else "expected a string"


def is_switch(value: Any) -> str | None:
    """Check that a value is a boolean."""
    return None if isinstance(value, bool) else "expected True or False"


def one_of(names: Sequence[str]) -> Check:
    """Return a check that a value is one of these names."""
    return lambda value: None if value in names else f"{value!r} is not one of {', '.join(names)}"

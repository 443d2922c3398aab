"""Models as YAML that people can read: fields that say nothing are left out."""

from __future__ import annotations

from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, is_dataclass

import yaml

from sphinxext_gptproto.spec.model import Missing


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data):
        return True


def plain(value):
    """Return a model as plain values."""
    if is_dataclass(value):
        return {f.name: plain(part) for f in fields(value) if (part := getattr(value, f.name)) != _default(f)}
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return repr(value) if isinstance(value, Missing) else value


def _default(field):
    return (
        field.default
        if field.default is not NO_DEFAULT or field.default_factory is NO_DEFAULT
        else field.default_factory()
    )


def dump(value):
    """Return a model as YAML text."""
    return yaml.dump(
        plain(value), Dumper=_Dumper, default_flow_style=None, sort_keys=False, allow_unicode=True, width=120
    )

"""How the commands say how much is in a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..spec.specification import Specification


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is 1."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def describe_endpoints(specification: Specification) -> str:
    """Return the number of endpoints, and that of the operations that they offer where it differs.

    Without a catalogue, each operation is an endpoint, so the second number would only raise questions.
    """
    operations = len(specification.operations)
    endpoints = len(specification.endpoints) or operations
    text = count(endpoints, "endpoint")
    return text if endpoints == operations else f"{text} of {count(operations, 'operation')}"

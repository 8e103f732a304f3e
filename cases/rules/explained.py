"""An answer that shows its count: the value, the steps in Swedish, warnings and assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Explained(Generic[T]):
    """A computed `value` with one Swedish line per step, each naming its source."""

    value: T
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    @property
    def count(self) -> str:
        """The steps as one text, one line each, as they are stored and shown."""
        return "\n".join(self.steps)

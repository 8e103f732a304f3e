"""Reads the clauses an agreement can be written from, and the words letters begin with: clause_texts.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_suffix(".toml")
TERM: Final = "term"
NOTICE: Final = "notice"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to word a clause; `text` is markup with placeholders."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its heading, what it is for, and its variants, the most usual first.

    `is_usual` stands in every new draft. A `is_fixed` clause is not edited as text: what it says is computed
    with. The clause of notice has no variants at all: its words come from the rule chosen for the agreement.
    """

    key: str
    heading: str
    purpose: str
    variants: tuple[Variant, ...] = ()
    is_usual: bool = False
    is_fixed: bool = False


def _clause(said: dict[str, Any]) -> Clause:
    variants = tuple(
        Variant(each["key"], each["name"], each["text"].strip()) for each in said.get("variant", [])
    )
    usual, fixed = said.get("usual", False), said.get("fixed", False)
    return Clause(said["key"], said["heading"], said["purpose"], variants, usual, fixed)


_SAID: Final = tomllib.loads(_FILE.read_text(encoding="utf-8"))
CLAUSES: Final = tuple(_clause(each) for each in _SAID["clause"])
LETTERS: Final[dict[str, str]] = {
    kind: each["text"].strip() for kind, each in _SAID["letters"].items()
}

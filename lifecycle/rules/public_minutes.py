"""What the public is shown of a meeting's minutes: the shape of it, and what a review takes out.

Publishing minutes on the web is lawful when the council has decided it (KL 8:10); personal numbers and what is
secret or harmful are taken out first, by a person who reviews. Names of those who dissented or left for a conflict of
interest are left to the minutes themselves: only how many they were is told. The shape is documented in
docs/public.md, and its `version` is raised when a field changes its meaning or goes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cases.rules.draft import require_printable
from cases.rules.errors import Invalid
from cases.rules.markup import BulletList, Paragraph, Run, parse_markup
from lifecycle.rules.personal_data import holds, without

VERSION: Final = 1
MOST_REASON: Final = 500
MOST_WORDS: Final = 100
LONGEST_WORDS: Final = 200

Item = dict[str, Any]
# Signs that show as nothing: of format, joiners, fillers, selectors and tags
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reviewer chose for a §; the reason and the words are kept inside the house."""

    is_public: bool
    reason: str = ""
    words: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as they are stored."""
        return {"is_public": self.is_public, "reason": self.reason, "words": list(self.words)}

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Choice:
        """Read what `as_dict` wrote."""
        return cls(found["is_public"], found["reason"], tuple(found["words"]))


def public_text(text: str) -> str:
    """Return a text in markup as plain lines: a paragraph, an item or a row of a table on each."""
    return "\n".join(line for line in _lines(text) if line.strip())


def _lines(text: str) -> Iterator[str]:
    for block in parse_markup(text):
        if isinstance(block, Paragraph):
            yield _words(block.runs)
        elif isinstance(block, BulletList):
            for item in block.items:
                yield f"{item.number or '–'} {_words(item.runs)}"
                yield from (f"– {_words(inner.runs)}" for inner in item.items)
        else:
            for row in (block.head, *block.rows):
                yield " | ".join(_words(cell) for cell in row)


def _words(runs: Sequence[Run]) -> str:
    return "".join(f" ({run.text})" if run.is_note else run.text for run in runs)


def texts_of(item: Item) -> tuple[str, ...]:
    """Return every free text of a § that would be shown."""
    found: list[str] = []
    _each_text(item, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return tuple(found)


def as_seen(item: Item) -> Item:
    """Return the § with its texts as they are seen: a mark without width in a number hides it from whoever searches."""
    return _each_text(item, seen)


def seen(text: str) -> str:
    """Return the text without what shows as nothing, each letter as one sign."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def masked(item: Item, words: Sequence[str]) -> Item:
    """Return the § with the words taken out of every text of it."""
    return _each_text(item, lambda text: without(text, words))


def _each_text(item: Item, change: Callable[[str], str]) -> Item:
    points = [{**row, "text": change(row["text"])} for row in item["points"]]
    votes = [
        {**row, "yes_means": change(row["yes_means"]), "no_means": change(row["no_means"])}
        for row in item["votes"]
    ]
    corrections = [{**row, "text": change(row["text"])} for row in item["corrections"]]
    said = {"heading": change(item["heading"]), "points": points}
    return {**item, **said, "votes": votes, "corrections": corrections}


def require_choice(field: str, item: Item, choice: Choice, *, is_marked: bool) -> None:
    """Raise Invalid, with the field ("12-reason"), unless the choice for the § can be followed.

    `is_marked`: whether the case has a secrecy marking, so that showing it needs a reason too.
    """
    number = item["paragraph"]
    if not choice.is_public and not choice.reason.strip():
        raise Invalid(
            "no_reason", f"Skriv varför § {number} inte publiceras.", field=f"{field}-reason"
        )
    if choice.is_public and is_marked and not choice.reason.strip():
        raise Invalid(
            "marked",
            f"Ärendet i § {number} har en sekretessmarkering. Skriv varför paragrafen ändå kan publiceras.",
            field=f"{field}-reason",
        )
    if len(choice.reason) > MOST_REASON:
        raise Invalid("long_text", f"Skriv högst {MOST_REASON} tecken.", field=f"{field}-reason")
    require_printable(choice.reason, f"{field}-reason")
    if choice.is_public:
        _require_words(f"{field}-words", item, choice)


def _require_words(field: str, item: Item, choice: Choice) -> None:
    if len(choice.words) > MOST_WORDS or any(len(w) > LONGEST_WORDS for w in choice.words):
        raise Invalid(
            "long_text",
            f"Skriv högst {MOST_WORDS} rader med högst {LONGEST_WORDS} tecken på varje.",
            field=field,
        )
    texts = texts_of(item)
    for words in choice.words:
        require_printable(words, field)
        if not any(holds(text, words) for text in texts):
            raise Invalid(
                "no_such_words",
                f"Orden ”{words}” finns inte i § {item['paragraph']}. "
                "Skriv dem som de står i texten, en uppgift på varje rad.",
                field=field,
            )

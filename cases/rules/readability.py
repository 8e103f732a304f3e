"""How easy a Swedish text is to read: LIX (Björnsson 1968) and its long sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cases.rules.markup import BulletItem, BulletList, Paragraph, parse_markup

LONG_WORD: Final = 7  # letters: more than six
LONG_SENTENCE: Final = 30  # words

_WORD: Final = re.compile(r"\w+(?:[-:’'/]\w+)*")
_ABBREVIATED: Final = re.compile(
    r"\b(?:t\.\s?ex|bl\.\s?a|m\.\s?m|m\.\s?fl|o\.\s?s\.\s?v|d\.\s?v\.\s?s|s\.\s?k|f\.\s?d|p\.\s?g\.\s?a|"
    r"fr\.\s?o\.\s?m|t\.\s?o\.\s?m|e\.\s?d|ca|kap|nr|st|resp|tf|bitr|dnr|osv|etc|jfr|prop)\.",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?<=[.!?:])[”\")»]*\s+")


@dataclass(frozen=True, slots=True)
class Readability:
    """A text's LIX with what it is counted from, and its sentences of more than LONG_SENTENCE words."""

    lix: int
    words: int
    sentences: int
    long_words: int
    long_sentences: tuple[str, ...]

    @property
    def level(self) -> str:
        """What the figure means, in Björnsson's own steps."""
        for limit, name in ((30, "mycket lätt"), (40, "lätt"), (50, "medelsvår"), (60, "svår")):
            if self.lix < limit:
                return name
        return "mycket svår"


def readability(text: str) -> Readability:
    """Count LIX = words / sentences + 100 × long words / words, rounded; an empty text has LIX 0.

    A word of more than six letters is long. A sentence ends at . ! ? or : before a space, and at the end
    of a paragraph or bullet; the dots of common abbreviations end none.
    """
    sentences = [s for s in _sentences(text) if _WORD.search(s)]
    words = [word for s in sentences for word in _WORD.findall(s)]
    if not words:
        return Readability(0, 0, 0, 0, ())
    long_words = sum(len(word) >= LONG_WORD for word in words)
    lix = len(words) / len(sentences) + 100 * long_words / len(words)
    too_long = tuple(s for s in sentences if len(_WORD.findall(s)) > LONG_SENTENCE)
    return Readability(round(lix), len(words), len(sentences), long_words, too_long)


def _sentences(text: str) -> Iterator[str]:
    for piece in _pieces(text):
        whole = _ABBREVIATED.sub(lambda m: m[0].replace(".", "\u2024"), piece)
        for sentence in _END.split(whole):
            yield sentence.replace("\u2024", ".").strip()


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs and bullets: no sentence runs from one into the next. Tables hold no sentences."""
    for block in parse_markup(text):
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from _of_item(item)


def _of_item(item: BulletItem) -> Iterator[str]:
    yield item.text
    for below in item.items:
        yield from _of_item(below)

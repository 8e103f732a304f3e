"""Turns the raw text of a tjänsteutlåtande into clean lines that remember their white space.

Everything above this module works on `Line`s and never sees a blank line, a tab or a form feed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cases.rules.errors import Invalid

MAX_BYTES = 2_000_000
"""Largest text that is read, in bytes of UTF-8: some 600 pages, far above any real document."""

MAX_LINES = 30_000
"""Most non-blank lines that are read: 2 MB of hard-wrapped text has fewer."""

WRAP_LIMIT = 120
"""Longest line, in characters, that can come from a hard-wrapped page; longer is a paragraph."""

SOFT_HYPHEN = "\u00ad"

_BREAKS = re.compile(r"\r\n|[\r\v\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_OWN_SIGN = re.compile(r"[\ue000-\uf8ff]")  # Word's bullets, from typefaces that nobody else has
_DECOMPOSED = re.compile(r"[A-Za-z][\u0300-\u036f]")
_SENTENCE_END = (".", ":", ";", "!", "?")
_CLOSERS = "\"'”’)]»"
_DANGLING = re.compile(
    r"(?:.* )?(?:och|eller|samt|mellan|av|för|till|i|med|om|på|från|som|att|den|det|de|ett|en"
    r"|enligt|under|inom|punkt|punkten|punkterna|bilaga|§)",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"(?:sid(?:a|an)?[.:]?\s*\d{1,3}(?:\s*(?:\(\d{1,3}\)|(?:av|/)\s*\d{1,3}|\[\d{1,3}\]))?"
    r"|\d{1,3}\s*(?:\(\d{1,3}\)|av\s+\d{1,3}|/\s*\d{1,3}|\[\d{1,3}\]))",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"(?:POSTADRESS|BESÖKSADRESS|DATUM|DIARIENR|DIARIENUMMER|HANDLÄGGARE|SIDA|TELEFON|E-POST)\b"
)


_LABEL = re.compile(
    rf"(?:{_LETTERHEAD.pattern}|TJÄNSTE(?:UTLÅTANDE|SKRIVELSE))\s*:?", re.IGNORECASE
)


@dataclass(frozen=True)
class Line:
    """One non-blank line: its words, and what the white space before it said.

    `indent` counts leading white space in characters, `tabs` the tabs among it, `gap` the blank
    lines just before, and `new_page` says that a form feed stood before it.
    """

    text: str
    indent: int = 0
    tabs: int = 0
    gap: int = 0
    new_page: bool = False


def unreadable(sentence: str) -> Invalid:
    """The refusal for a text in which no tjänsteutlåtande can be found."""
    return Invalid("unreadable_report", sentence)


def read_lines(text: str) -> list[Line]:
    """The non-blank lines of `text`, white space collapsed and invisible characters gone.

    Raises Invalid `unreadable_report` when the text is empty, too large, binary or wrongly decoded.
    """
    _refuse_unreadable(text)
    lines = list(_lines(text))
    if len(lines) > MAX_LINES:
        raise unreadable(
            "Texten har fler än 30 000 rader. Ett tjänsteutlåtande är några sidor; kontrollera "
            "att du har valt rätt fil."
        )
    if not lines:
        raise unreadable("Filen innehåller ingen text. Välj ett tjänsteutlåtande med läsbar text.")
    return lines


def _lines(text: str) -> Iterator[Line]:
    """The lines with what the white space before each of them says."""
    text = _BREAKS.sub("\n", text)
    text = _DECOMPOSED.sub(lambda found: unicodedata.normalize("NFC", found.group()), text)
    gap, new_page = 0, False
    for raw in text.split("\n"):
        new_page = new_page or "\f" in raw
        raw = _OWN_SIGN.sub("•", _INVISIBLE.sub("", raw.replace("\f", "")))
        words = " ".join(raw.split())
        soft_end = words.endswith(SOFT_HYPHEN)
        words = words.replace(SOFT_HYPHEN, "")
        if not words:
            gap += 1
            continue
        lead = raw[: len(raw) - len(raw.lstrip())]
        shown = words + SOFT_HYPHEN if soft_end else words
        yield Line(shown, len(lead), lead.count("\t"), gap, new_page)
        gap, new_page = 0, False


def _refuse_unreadable(text: str) -> None:
    """Refuse what cannot be the text of a document before any work is spent on it."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise unreadable(
            "Texten är större än 2 MB. Ett tjänsteutlåtande är några sidor; kontrollera att du "
            "har valt rätt fil."
        )
    strange = sum(text.count(sign) for sign in ("\x00", "\ufffd"))
    if "\x00" in text or strange > len(text) // 100 or re.search(r"[\ud800-\udfff]", text):
        raise unreadable(
            "Filen går inte att läsa som text. Spara tjänsteutlåtandet som text, PDF eller Word "
            "och försök igen."
        )
    if "Ã¶" in text and "ö" not in text:
        raise unreadable(
            "Å, ä och ö är fel avkodade i texten. Spara filen med teckenkodningen UTF-8 och "
            "försök igen."
        )


def key(text: str) -> str:
    """A heading as it is compared: lower case, without final colon or soft hyphen."""
    return text.rstrip(f": {SOFT_HYPHEN}").casefold()


def join(texts: Iterable[str]) -> str:
    """Hard-wrapped lines as one: joined by a space, or by nothing after a soft hyphen."""
    parts: list[str] = []
    for text in texts:
        if parts and not parts[-1].endswith(SOFT_HYPHEN):
            parts.append(" ")
        parts.append(text)
    return "".join(parts).replace(SOFT_HYPHEN, "")


def ends_sentence(text: str) -> bool:
    """Whether the line ends where a sentence or its lead-in ends."""
    return text.rstrip(_CLOSERS).endswith(_SENTENCE_END)


def dangles(text: str) -> bool:
    """Whether the line ends in the middle of a phrase ("Huddinge kommun och")."""
    return text[-1] in ",-/" + SOFT_HYPHEN or bool(_DANGLING.fullmatch(text))


def text_width(lines: Sequence[Line]) -> int:
    """The width in characters at which the document is hard-wrapped, as far as it is."""
    return max((len(line.text) for line in lines if len(line.text) <= WRAP_LIMIT), default=80)


def broke_early(line: Line, following: Line, width: int) -> bool:
    """Whether the next word would have fitted, so that the writer ended the line on purpose.

    The margin is counted as 85 % of the width because printed letters differ in width.
    """
    first_word = following.text.split(" ", 1)[0]
    return len(line.text) + 1 + len(first_word) <= 0.85 * width or len(line.text) > WRAP_LIMIT


def starts_paragraph(previous: Line, line: Line, width: int) -> bool:
    """Whether `line` begins a new paragraph.

    A blank line is not enough: extracted PDF text has blank lines in the middle of sentences, at
    page breaks and after the first line of a bullet. No blank line is not proof either: a sentence
    that ends well before the margin ends its paragraph.
    """
    goes_on = not ends_sentence(previous.text)
    if line.gap or line.new_page:
        unbroken = line.new_page and not broke_early(previous, line, width)
        return not (goes_on and (line.text[0].islower() or dangles(previous.text) or unbroken))
    if len(previous.text) > WRAP_LIMIT:
        return True
    return not goes_on and not line.text[0].islower() and broke_early(previous, line, width)


def drop_page_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines without page numbers and running headers, and those texts.

    A running header is a line that stands near the edge of at least two pages; digits are not
    compared. The first page keeps its own lines: its header is the document's real one.
    """
    pages = _pages(lines)
    edges = Counter(mark for page in pages for mark in {_mark(at) for at in page[:4] + page[-3:]})
    kept: list[Line] = []
    furniture: list[str] = []
    carried: Line | None = None
    for number, page in enumerate(pages):
        for at, line in enumerate(page):
            on_edge = number > 0 and (at < 4 or at >= len(page) - 3)
            repeated = on_edge and edges[_mark(line)] > 1 and not ends_sentence(line.text)
            if repeated or _PAGE_NUMBER.fullmatch(line.text) or _LETTERHEAD.match(line.text):
                furniture.append(join([line.text]))
                carried = _carry(carried, line)
            else:
                kept.append(_carry(carried, line))
                carried = None
    return kept, furniture


def says_something(text: str) -> bool:
    """Tell whether a line has words of its own: not a page number, or the masthead's label alone."""
    return not (_PAGE_NUMBER.fullmatch(text) or _LABEL.fullmatch(text))


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines cut before every form feed."""
    pages: list[list[Line]] = []
    for line in lines:
        if line.new_page or not pages:
            pages.append([])
        pages[-1].append(line)
    return pages


def _mark(line: Line) -> str:
    """What two running headers have in common whatever their page number."""
    return re.sub(r"\d+", "#", line.text.casefold())


def _carry(removed: Line | None, line: Line) -> Line:
    """`line` with the white space that stood before a removed line."""
    if removed is None:
        return line
    return replace(line, gap=max(line.gap, removed.gap), new_page=line.new_page or removed.new_page)

"""Reads what ends a tjänsteutlåtande: who signs it, its attachments and who gets the decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.rules.officer_report_headings import known_level
from cases.rules.officer_report_lines import Line, broke_early, dangles, ends_sentence, join

_NAME = re.compile(
    r"[^\W\d_a-zåäö](?:[^\W\d_]*(?:[-'’][^\W\d_]+)?|\.)"
    r"(?: (?:(?:von|af|av|de|van|der|la) )?[^\W\d_a-zåäö](?:[^\W\d_]*(?:[-'’][^\W\d_]+)?|\.))"
    r"{1,3}"
)
_TITLE_WORD = re.compile(
    r"direktör|chef|sekreterare|utredare|strateg\b|handläggare|samordnare|ansvarig|ordförande|jurist"
    r"|controller|ekonom\b|rektor|planerare|arkitekt|ingenjör|inspektör|specialist|ledare"
    r"|förvaltare|rådgivare|kommunalråd|revisor|konsult",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(
    r"(?:bilaga\s+(\d{1,3})\b\s*[.:)–-]?|(\d{1,3})[.)])\s*(\S.*)?", re.IGNORECASE
)
_BULLET = re.compile(r"^(?:[\ue000-\uf8ff•▪■●◦○‣⁃·]\s*|[-–—*]\s+)(?=\S)")
_LONGEST_RECIPIENT = 100


@dataclass(frozen=True)
class ParsedSigner:
    """One who signs, with the title that stands under the name."""

    name: str
    title: str


@dataclass(frozen=True)
class ParsedAttachment:
    """One attachment with the number the text cites it by."""

    number: int
    title: str


def pop_signers(lines: Sequence[Line], *, strict: bool) -> tuple[list[Line], list[ParsedSigner]]:
    """The lines without the names and titles that end them, and those signers in order.

    `strict` asks for a line that names an office under each name and for white space before it,
    where something else than a signer is likely.
    """
    end = len(lines)
    signers: list[ParsedSigner] = []
    while end >= 2 and _is_signer(lines, end, strict):
        signers.append(ParsedSigner(join([lines[end - 2].text]), join([lines[end - 1].text])))
        end -= 2
    return list(lines[:end]), signers[::-1]


def _is_signer(lines: Sequence[Line], end: int, strict: bool) -> bool:
    """Whether the two lines before `end` are a name and a title, with nothing running into them."""
    name, title = lines[end - 2], lines[end - 1]
    office = bool(_TITLE_WORD.search(title.text))
    if len(name.text) > 60 or not _NAME.fullmatch(name.text) or known_level(title.text):
        return False
    if len(title.text) > 80 or ends_sentence(title.text) or dangles(title.text):
        return False
    if _ATTACHMENT.fullmatch(title.text):
        return False
    alone = end == 2 or name.gap > 0 or name.new_page
    if strict or title.gap:
        return office and alone
    before_ends = end == 2 or ends_sentence(lines[end - 3].text) or lines[end - 3].text[0].isupper()
    return (alone and title.text[0].isupper()) or (office and before_ends)


def read_attachments(lines: Sequence[Line], width: int) -> tuple[list[ParsedAttachment], list[str]]:
    """The attachments, numbered as written or else in order, and the lines that are none."""
    found: list[tuple[int, list[str]]] = []
    stray: list[str] = []
    written = any(_ATTACHMENT.fullmatch(line.text) for line in lines)
    previous: Line | None = None
    for line in lines:
        numbered = _ATTACHMENT.fullmatch(line.text)
        goes_on = previous is not None and _goes_on(previous, line, width, close=written)
        if numbered and not (goes_on and previous and dangles(previous.text)):
            number = int(numbered[1] or numbered[2])
            found.append((number, [numbered[3]] if numbered[3] else []))
        elif goes_on:
            found[-1][1].append(line.text)
        elif written:
            stray.append(join([line.text]))
            continue
        else:
            found.append((len(found) + 1, [_BULLET.sub("", line.text, count=1)]))
        previous = line
    return [ParsedAttachment(number, _title(texts)) for number, texts in found], stray


def _title(texts: Sequence[str]) -> str:
    """The title on one line, without the full stop that the list ends it with."""
    return join(texts).removesuffix(".")


def _goes_on(previous: Line, line: Line, width: int, *, close: bool) -> bool:
    """Whether the line continues the title before it; `close` trusts one that follows directly."""
    if ends_sentence(previous.text) or _BULLET.match(line.text):
        return False
    if close and not line.gap and not line.new_page:
        return True
    full = not broke_early(previous, line, width)
    return line.text[0].islower() or dangles(previous.text) or full


def read_recipients(lines: Sequence[Line], width: int) -> tuple[list[str], list[str]]:
    """The recipients, one a line, and the lines after the list that are none.

    The list ends at two blank lines or at a line too long or too finished to be a name.
    """
    found: list[list[str]] = []
    for at, line in enumerate(lines):
        too_long = len(line.text) > _LONGEST_RECIPIENT or line.text.endswith(".")
        if too_long or (at and line.gap >= 2):
            return [join(texts) for texts in found], [join([x.text]) for x in lines[at:]]
        before = lines[at - 1] if at else None
        wraps = before is not None and not line.gap and _wraps(before, line, width)
        if wraps:
            found[-1].append(line.text)
        else:
            found.append([_BULLET.sub("", line.text, count=1)])
    return [join(texts) for texts in found], []


def _wraps(before: Line, line: Line, width: int) -> bool:
    """Whether a recipient's name was too long for its line."""
    return dangles(before.text) or (line.text[0].islower() and not broke_early(before, line, width))

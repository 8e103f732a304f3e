"""Reads a tjänsteutlåtande written as plain text and finds its structure, losing no words.

The one function to call is `parse_officer_report`. Every line of the text ends in one place of the
report, or in `unplaced` for a person to look at; only the furniture that the structure itself
carries (headings of the fixed parts, numbers, bullets, the outline) is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cases.rules.officer_report_blocks import markup
from cases.rules.officer_report_headings import Heading, HeadingFinder, split_outline
from cases.rules.officer_report_lines import (
    Line,
    drop_page_furniture,
    ends_sentence,
    join,
    read_lines,
    starts_paragraph,
    text_width,
    unreadable,
)
from cases.rules.officer_report_points import ParsedPoint, body_name, is_body, read_points
from cases.rules.officer_report_tail import (
    ParsedAttachment,
    ParsedSigner,
    pop_signers,
    read_attachments,
    read_recipients,
)

__all__ = [
    "ParsedAttachment",
    "ParsedPoint",
    "ParsedReport",
    "ParsedSection",
    "ParsedSigner",
    "parse_officer_report",
]

_LONGEST_TITLE = 300


@dataclass(frozen=True)
class ParsedSection:
    """One heading (level 1–3) with the text under it, up to the next heading.

    In `text` paragraphs are separated by one blank line and unwrapped; a bullet is a line "- text",
    a nested one "  - text", and a numbered item keeps its number.
    """

    level: int
    heading: str
    text: str


@dataclass(frozen=True)
class ParsedReport:
    """A tjänsteutlåtande taken apart; `recipient` is the body it is written to, "" if unknown."""

    title: str
    recipient: str
    points: tuple[ParsedPoint, ...]
    sections: tuple[ParsedSection, ...]
    signers: tuple[ParsedSigner, ...]
    attachments: tuple[ParsedAttachment, ...]
    recipients: tuple[str, ...]
    unplaced: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON-ready lists, strings and numbers, under the names of its fields."""
        plain: dict[str, Any] = asdict(self)
        for point in plain["points"]:
            point["depends_on"] = list(point["depends_on"])
        return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


def parse_officer_report(text: str) -> ParsedReport:
    """The structure of the tjänsteutlåtande in `text`.

    Raises Invalid `unreadable_report` when the text is empty, binary or wrongly decoded, larger
    than 2 MB, or has no title or no "Förslag till beslut".
    """
    lines, outline = split_outline(read_lines(text))
    lines, unplaced = drop_page_furniture(lines)
    finder = HeadingFinder(lines, outline, text_width(lines))
    headings = finder.run()
    if not any(heading.kind == "proposal" for heading in headings):
        raise unreadable(
            "Rubriken ”Förslag till beslut” saknas i texten. Kontrollera att filen är ett "
            "tjänsteutlåtande."
        )
    reader = _Reader(lines, headings, finder.width)
    reader.read_front(finder.title_at)
    reader.read_parts()
    return reader.report([*unplaced, *reader.unplaced, *finder.missed])


class _Reader:
    """Gives every part between two headings to the reader that knows its kind."""

    def __init__(self, lines: Sequence[Line], headings: Sequence[Heading], width: int) -> None:
        self.lines = lines
        self.headings = headings
        self.width = width
        self.title = ""
        self.recipient = ""
        self.points: list[ParsedPoint] = []
        self.sections: list[ParsedSection] = []
        self.signers: list[ParsedSigner] = []
        self.attachments: list[ParsedAttachment] = []
        self.recipients: list[str] = []
        self.unplaced: list[str] = []

    def read_front(self, title_at: tuple[int, int] | None) -> None:
        """The recipient and the title before the first heading; the rest there has no place."""
        front = list(self.lines[: self.headings[0].start])
        named = next((at for at, line in enumerate(front) if _body_line(line.text)), None)
        if named is not None:
            self.recipient = _body_line(front[named].text)
        start, end = self._title_span(front, named) if title_at is None else _span(*title_at)
        self.title = join(line.text for line in front[start:end])
        if not self.title:
            raise unreadable(
                "Titeln saknas: den ska stå på en egen rad före ”Förslag till beslut”."
            )
        self.unplaced += [
            join([line.text])
            for at, line in enumerate(front)
            if at != named and not start <= at < end
        ]

    def _title_span(self, front: Sequence[Line], named: int | None) -> tuple[int, int]:
        """Where the title stands: the last paragraph after the recipient, or else before it."""
        first, end = (0, len(front)) if named is None else (named + 1, len(front))
        if first == end and named is not None:
            first, end = 0, named
        start = max(first, end - 1)
        while start > first and not starts_paragraph(front[start - 1], front[start], self.width):
            start -= 1
        text = join(line.text for line in front[start:end])
        if len(text) > _LONGEST_TITLE or text.endswith("."):
            return end, end
        return start, end

    def read_parts(self) -> None:
        """Every part after the front matter, in order."""
        ends = [heading.start for heading in self.headings[1:]] + [len(self.lines)]
        last_section = max(
            (at for at, heading in enumerate(self.headings) if heading.kind == "section"),
            default=-1,
        )
        for at, (heading, end) in enumerate(zip(self.headings, ends, strict=True)):
            part = list(self.lines[heading.start + heading.span : end])
            part, signers = pop_signers(part, strict=at != last_section)
            self.signers += signers
            self._read_part(heading, part)

    def _read_part(self, heading: Heading, part: Sequence[Line]) -> None:
        """One part by the kind of its heading."""
        stray: list[str] = []
        if heading.kind == "section":
            text = markup(part, self.width)
            self.sections.append(ParsedSection(heading.level, heading.text, text))
        elif heading.kind == "proposal":
            self.points, stray, proposer = read_points(part, self.recipient, self.width)
            self.recipient = self.recipient or proposer
        elif heading.kind == "attachments":
            found, stray = read_attachments(part, self.width)
            self.attachments += found
        else:
            names, stray = read_recipients(part, self.width)
            self.recipients += names
        self.unplaced += stray

    def report(self, unplaced: Sequence[str]) -> ParsedReport:
        """What was read, frozen."""
        return ParsedReport(
            title=self.title,
            recipient=self.recipient,
            points=tuple(self.points),
            sections=tuple(self.sections),
            signers=tuple(self.signers),
            attachments=tuple(self.attachments),
            recipients=tuple(self.recipients),
            unplaced=tuple(unplaced),
        )


def _span(start: int, length: int) -> tuple[int, int]:
    return start, start + length


def _body_line(text: str) -> str:
    """The body a line is addressed to ("Till kommunstyrelsen"), or ""."""
    plain = text.removeprefix("Till ").rstrip(":")
    return body_name(plain) if is_body(plain) and not ends_sentence(plain) else ""

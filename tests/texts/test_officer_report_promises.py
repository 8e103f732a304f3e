"""What the parser promises about any text: no word is lost, no crash, no long wait."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.errors import Invalid
from cases.rules.officer_report_text import ParsedReport, parse_officer_report

EXAMPLE = Path(__file__).parents[2] / "docs" / "exempel" / "tjansteutlatande_exempel.txt"
LARGE = int(os.environ.get("LARGE_TEXT", "100000"))  # bytes; 1900000 is just under the limit
GLYPH = "\uf0a7"
START = "Kommunstyrelsen\n\nAvtal om samverkan\n\nFörslag till beslut\n"
PROPOSED = START + "Kommunstyrelsens förslag till kommunfullmäktige\n\n"
EXAMPLE_LINES = EXAMPLE.read_text(encoding="utf-8").split("\n")
ODD_LINES = [
    "", "\f", " Ny sida", "SIDA 2 (4)", "7. Sju", "– streck", f"{GLYPH} punkt", "Bilaga 9", "o ett",
    "Bilagor", "Eva Ek", "Kommundirektör", "\tBakgrund", "\tInledning", "Kommunstyrelsens beslut",
    "Beslutet ska skickas till", "slut.", "Sammanfattning", "Kommunstyrelsen", "1. Ett", "bilaga",
]  # fmt: skip
FURNITURE = Counter(
    re.findall(
        r"\w+",
        "förslag till beslut kommunstyrelsens förslag till kommunfullmäktige kommunstyrelsens "
        "beslut bilagor beslutet ska skickas till",
    )
)


def words(text: str) -> Counter[str]:
    """The words of a text, whatever their order and case."""
    return Counter(re.findall(r"\w+", text.casefold()))


def output_words(report: ParsedReport) -> Counter[str]:
    """The words of every place a word of the input can end in."""
    parts = [report.title, report.recipient, *report.recipients, *report.unplaced]
    parts += [point.text for point in report.points]
    parts += [text for section in report.sections for text in (section.heading, section.text)]
    parts += [text for signer in report.signers for text in (signer.name, signer.title)]
    parts += [f"bilaga {attachment.number} {attachment.title}" for attachment in report.attachments]
    return words("\n".join(parts))


def lost_words(text: str) -> Counter[str]:
    """Words of the text that stand nowhere in its report, but for furniture and numbers."""
    report = parse_officer_report(text)
    lost = words(text) - output_words(report)
    return Counter({word: n for word, n in lost.items() if not word.isdigit() and word != "o"})


def test_the_example_loses_only_its_furniture() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert lost_words(text) == FURNITURE
    extra = output_words(parse_officer_report(text)) - words(text)
    assert not extra


@settings(max_examples=150, deadline=None)
@given(
    cuts=st.lists(st.integers(0, len(EXAMPLE_LINES) - 1), max_size=30),
    added=st.lists(
        st.tuples(st.integers(8, len(EXAMPLE_LINES)), st.sampled_from(ODD_LINES)), max_size=30
    ),
)
def test_no_word_is_lost_from_a_damaged_document(
    cuts: list[int], added: list[tuple[int, str]]
) -> None:
    lines: list[str | None] = list(EXAMPLE_LINES)
    for at in cuts:
        lines[at] = None if at > 8 else lines[at]
    for at, line in added:
        lines.insert(at, line)
    text = "\n".join(line for line in lines if line is not None)
    allowed = set(FURNITURE) | {"bakgrund", "inledning", "bilaga"}
    assert set(lost_words(text)) <= allowed


@settings(max_examples=300, deadline=None)
@given(st.text() | st.lists(st.sampled_from(ODD_LINES) | st.text(max_size=30)).map("\n".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    for candidate in (text, PROPOSED + text):
        try:
            assert parse_officer_report(candidate).title
        except Invalid as refused:
            assert refused.code == "unreadable_report"


@pytest.mark.parametrize(
    "piece",
    ["a", "a ", "A\n", "\n", "1. ", "– x\n", "\tBakgrund\n", "\fA\n", "Kommunstyrelsen ",
     "punkt 1, ", "under förutsättning ", "e\u0301", "Bilaga 1. A\n", "Eva Ek\nChef\n"],
)  # fmt: skip
def test_a_large_text_is_read_or_refused(piece: str) -> None:
    """Time that grew with the square of the length would show as minutes here."""
    copies = LARGE // len(piece.encode())
    text = PROPOSED + "1. " + piece * copies + "\n\nBakgrund\n" + piece * 1000
    with contextlib.suppress(Invalid):
        parse_officer_report(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "ingen text"),
        (" \n\f\t\n", "ingen text"),
        ("\x00\x01\x02PDF", "går inte att läsa"),
        ("\ufffd" * 50, "går inte att läsa"),
        ("Fo\ud800rslag", "går inte att läsa"),
        (START.encode().decode("latin-1"), "UTF-8"),
        ("ö" * 1_000_001, "2 MB"),
        (START + "Rad\n" * 30_001, "30 000 rader"),
        ("Kommunstyrelsen\n\nEn titel\n", "Förslag till beslut"),
        ("Kommunstyrelsen\n\nFörslag till beslut\nAvtalet godkänns.\n", "Titeln saknas"),
    ],
)
def test_what_is_no_tjansteutlatande_is_refused_with_a_reason(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_officer_report(text)
    assert refused.value.code == "unreadable_report"
    assert says in refused.value.sentence

"""The two real tjänsteutlåtanden, read whole: counts, opening words and hashes, never sentences.

The documents lie beside the project, not in it; where they are missing these tests are skipped.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from cases.rules.errors import Invalid
from cases.rules.officer_report_text import ParsedReport, parse_officer_report

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

LEVELS = {
    "001": [
        (1, "Sammanfattning"),
        (1, "Bakgrund"),
        (2, "Inledning"),
        (2, "Kommunens strategi för samverkan med akademierna"),
        (2, "Mål och budget 2021"),
        (2, "Pågående samverkan med Södertörns högskola"),
        (1, "Förslag till avtal om strategiskt partnerskap"),
        (1, "Förvaltningens synpunkter"),
        (1, "Ekonomiska och juridiska konsekvenser"),
    ],
    "002": [
        (1, "Sammanfattning"),
        (1, "Bakgrund"),
        (2, "Inledning"),
        (2, "Kommunens strategi för samverkan med akademierna"),
        (2, "Mål och budget 2022"),
        (1, "Förslag till avtal om samverkan"),
        (1, "Förvaltningens synpunkter"),
        (1, "Ekonomiska och juridiska konsekvenser"),
    ],
}
PARAGRAPHS = {"001": [4, 0, 2, 3, 3, 4, 2, 2, 2], "002": [3, 0, 2, 4, 3, 2, 2, 2]}
"""Paragraphs a section; a list counts as one."""

BULLETS = {"001": {3: (4, 0), 6: (5, 2)}, "002": {3: (4, 0), 5: (5, 2)}}
"""Bullets and nested dashes, by the section's place; the other sections have none."""

SHA256 = {
    "001": [
        "ec5dc283ec6caf07",
        "e3b0c44298fc1c14",
        "bdec8e97b8d15d8e",
        "58a74f56dbbdbeb1",
        "0f913824310205e5",
        "079bac621e7a3f52",
        "952e6af3e32f0f11",
        "08ce14c6eaf7b118",
        "ef047cf20ac67d18",
    ],
    "002": [
        "4f1877ec33a1a414",
        "e3b0c44298fc1c14",
        "bdec8e97b8d15d8e",
        "95134ee0af710922",
        "3157e08ab8081133",
        "40d4ba7ec6be89b1",
        "30b26a7da0cb1614",
        "2b4df2e7f1cae9d7",
    ],
}
"""The first 16 hexadecimal digits of the SHA-256 of each section's text."""


def seed(number: str) -> str:
    """The text of a seed document, or a skipped test that says why."""
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"källdokument {number} finns inte i {SEEDS.parent.name}/{SEEDS.name}")
    return found[0].read_text(encoding="utf-8")


def opening(text: str) -> str:
    """The first three words."""
    return " ".join(text.split()[:3])


def bullets(text: str) -> tuple[int, int]:
    """How many bullets and nested bullets a section has."""
    lines = text.split("\n")
    return sum(x.startswith("- ") for x in lines), sum(x.startswith("  - ") for x in lines)


@pytest.mark.parametrize("number", ["001", "002"])
def test_every_section_is_found_whole(number: str) -> None:
    report = parse_officer_report(seed(number))
    assert [(section.level, section.heading) for section in report.sections] == LEVELS[number]
    texts = [section.text for section in report.sections]
    counted = [len(text.split("\n\n")) if text else 0 for text in texts]
    assert counted == PARAGRAPHS[number]
    assert {at: bullets(t) for at, t in enumerate(texts) if bullets(t)[0]} == BULLETS[number]
    hashes = [hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts]
    assert hashes == SHA256[number]


def test_seed_001_has_one_point_for_the_council() -> None:
    report = parse_officer_report(seed("001"))
    assert [(p.number, p.body, p.kind, p.depends_on) for p in report.points] == [
        (1, "Kommunfullmäktige", "proposal", ())
    ]
    assert opening(report.points[0].text) == "Förslag till avtal"
    assert report.points[0].text.endswith("godkänns.")


def test_seed_002_has_two_points_for_the_council_and_one_that_hangs_on_them() -> None:
    report = parse_officer_report(seed("002"))
    assert [(p.number, p.body, p.kind, p.depends_on) for p in report.points] == [
        (1, "Kommunfullmäktige", "proposal", ()),
        (2, "Kommunfullmäktige", "proposal", ()),
        (3, "Kommunstyrelsen", "own_decision", (1, 2)),
    ]
    assert [opening(p.text) for p in report.points] == [
        "Förslag till avtal",
        "Den kommunövergripande samverkan",
        "Under förutsättning att",
    ]


@pytest.mark.parametrize(
    ("number", "counterparty", "offices"),
    [
        ("001", "Södertörns högskola", ["Kommundirektör", "Biträdande kommundirektör"]),
        (
            "002",
            "Karolinska Institutet",
            ["Kommundirektör", "Tf. Avdelningschef Service och administration"],
        ),
    ],
)
def test_front_and_tail(number: str, counterparty: str, offices: list[str]) -> None:
    report = parse_officer_report(seed(number))
    assert report.recipient == "Kommunstyrelsen"
    assert counterparty in report.title and "Huddinge kommun" in report.title
    assert [signer.title for signer in report.signers] == offices
    assert all(len(signer.name.split()) == 2 for signer in report.signers)
    assert [attachment.number for attachment in report.attachments] == [1, 2]
    assert counterparty in report.attachments[0].title
    assert report.attachments[1].title == "Strategi för samverkan med akademierna"
    assert report.recipients == (counterparty, "Samtliga nämnder och bolag")
    assert report.unplaced == ()


@pytest.mark.parametrize("number", ["001", "002"])
def test_no_word_is_lost(number: str) -> None:
    text = seed(number)
    outline = "\n".join(line for line in text.split("\n") if line.startswith("\t"))
    furniture = (
        f"{outline} Förslag till beslut Kommunstyrelsens förslag till kommunfullmäktige "
        "Kommunstyrelsens beslut Bilagor Bilaga 1 Bilaga 2 Beslutet ska skickas till 1 2 3"
    )
    lost = _words(text) - _output_words(parse_officer_report(text)) - _words(furniture)
    assert not lost


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _output_words(report: ParsedReport) -> Counter[str]:
    plain = report.as_dict()
    parts = [plain["title"], plain["recipient"], *plain["recipients"], *plain["unplaced"]]
    for name in ("points", "sections", "signers", "attachments"):
        hidden = {"body", "kind", "level", "number", "depends_on"}
        parts += [v for row in plain[name] for key, v in row.items() if key not in hidden]
    return _words("\n".join(parts))


@pytest.mark.parametrize("number", ["000", "003", "004"])
def test_other_documents_are_refused_with_a_reason(number: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_officer_report(seed(number))
    assert refused.value.code == "unreadable_report"
    assert "Förslag till beslut" in refused.value.sentence

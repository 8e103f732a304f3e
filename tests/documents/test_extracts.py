"""Extracts of minutes as files: they keep PDF/A-2a and PDF/UA-1, repeat byte for byte, and carry the recipient's name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from cases.documents.extracts import render_extract, require_settable_extract
from cases.rules.content import canonical
from cases.rules.errors import Invalid
from cases.rules.extract_assembly import assemble_extract
from tests.documents.sample_content import sample_content
from tests.documents.standards import outcomes

HOSTILE = "{{ extract }} {% include 'x' %} <script>&amp;<img src=http://x.se/a.png>"
POINT = {"kind": "own_decision", "body": "Kommunstyrelsen", "proposing_body": "Kommunstyrelsen"}
PROPOSED = {**POINT, "kind": "proposal", "body": "Kommunfullmäktige"}


def point(number: int, outcome: str, decided: str, **said: str) -> dict[str, Any]:
    """A point as content has it."""
    texts = {"proposed_text": f"Förslaget i punkt {number}.", "decided_text": decided}
    return {**POINT, **texts, "number": number, "outcome": outcome, **said}


def content(**changed: Any) -> str:
    """A § of the board: a proposal to the council and decisions of its own, with all that can be told."""
    sample = sample_content()
    kept = {name: sample[name] for name in ("municipality", "registry_number", "title")}
    points = [
        point(1, "approved", "Avtalet i bilaga 1 **godkänns**.", **PROPOSED),
        point(2, "rejected", ""),
        point(3, "changed", "Direktören får i uppdrag att\n\n- underteckna\n- följa upp"),
        point(4, "noted", "Rapporten noteras."),
    ]
    said = {
        "schema": 1,
        "kind": "minutes_extract",
        "paragraph": 87,
        "body": "Kommunstyrelsen",
        "held_on": "2026-05-20",
        "starts_at": "18.00",
        "place": "Sessionssalen",
        "present": 13,
        "motivation": "",
        "proceedings": ["Reservation av Lars Berg (M): Avtalet är\nför dyrt."],
        "is_immediate": False,
        "approved_on": "2026-05-27",
        "posted_on": "2026-05-29",
        "last_appeal_day": "2026-06-22",
        "points": points,
    }
    return canonical({**kept, **said, **changed})


def words(pdf: bytes) -> str:
    """The text of all pages on one line."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_an_extract_keeps_both_standards(tmp_path: Path) -> None:
    made = [
        (content(), "Karolinska Institutet"),
        (content(posted_on="", last_appeal_day="", is_immediate=True), "Socialnämnden"),
        (content(title=HOSTILE, proceedings=[HOSTILE], motivation="Ett\n\nTvå"), HOSTILE),
    ]
    files = [tmp_path / f"{number}.pdf" for number in range(len(made))]
    for file, (text, recipient) in zip(files, made, strict=True):
        file.write_bytes(render_extract(text, recipient))
    assert [found for found in outcomes(files) if found.broken] == []


def test_the_same_content_gives_the_same_bytes_and_another_name_others() -> None:
    first = render_extract(content(), "Karolinska Institutet")
    assert first == render_extract(content(), "Karolinska Institutet")
    assert first != render_extract(content(), "Socialnämnden")


def test_everything_that_was_recorded_can_be_read_from_it() -> None:
    said = words(render_extract(content(), "Karolinska Institutet"))
    for sentence in (
        "Karolinska Institutet",
        "20 maj 2026",
        "Kommunstyrelsens förslag till kommunfullmäktige",
        "Kommunstyrelsens beslut",
        "Avtalet i bilaga 1 godkänns.",
        "Avslag. Så löd förslaget: Förslaget i punkt 2.",
        "Förslaget bifölls med ändring.",
        "Plats och tid: Sessionssalen, klockan 18.00.",
        "Antal närvarande vid sammanträdet: 13.",
        "Reservation av Lars Berg (M)",
        "Protokollet justerades 27 maj 2026.",
        "Sista dag att överklaga beslutet: 22 juni 2026.",
    ):
        assert sentence in said
    assert "Förslaget i punkt 3" not in said  # what was decided stands, not what was proposed


def test_without_a_notice_it_says_that_the_time_has_not_begun() -> None:
    text = content(posted_on="", last_appeal_day="", is_immediate=True)
    extract = assemble_extract(text, "Socialnämnden")
    assert extract.force[0].startswith("Paragrafen justerades omedelbart")
    assert "inte uppsatt" in extract.force[1]
    assert not any("Sista dag" in sentence for sentence in extract.force)


@pytest.mark.parametrize("changed", [{"schema": 2}, {"kind": "officer_report"}])
def test_other_content_is_no_extract(changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        assemble_extract(content(**changed), "Socialnämnden")
    assert refusal.value.code == "unknown_schema"


def test_a_sign_that_no_typeface_has_is_refused_before_anything_is_made() -> None:
    with pytest.raises(Invalid) as refusal:
        require_settable_extract(content(motivation="Så här: \u4e2d"), "Socialnämnden")
    assert refusal.value.code == "no_glyph"

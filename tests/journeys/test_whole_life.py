"""An agreement's whole life in a browser: from a text file to ended, as six people, and an approval by keyboard."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from cases.models import Agreement, Case
from lifecycle.proof import verify_everything
from lifecycle.rules.dates import long_date, weekday_date
from tests.journeys.hands import SAMPLE, Hands
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.browser

JONAS, KARIN, MARIA = "Jonas Ekdahl", "Karin Sandell", "Maria Lindqvist"
LENA, ANDERS, SOFIA, GUNNAR = "Lena Wikström", "Anders Hallberg", "Sofia Brandt", "Gunnar Åström"
COUNTERPARTY = "Karolinska Institutet"
REMARK = "Skriv i sammanfattningen vad samverkan kostar."
MENDED = "Avtalet ger samverkan en ledning. Det kostar ingenting i sig."


@dataclass
class Life:
    """What the story remembers from page to page."""

    hands: Hands
    today: date
    case: int = 0
    agreement: int = 0
    number: str = ""


def test_an_agreement_lives_from_imported_text_to_ended(
    hands: Hands, town: Walk, run_jobs: Callable[[], None]
) -> None:
    life = Life(hands, town.on)
    _jonas_imports_the_text(life)
    _jonas_adds_what_the_checks_miss_and_sends(life)
    _karin_returns_it_once(life)
    _jonas_mends_and_sends_again(life)
    _the_managers_approve(life)
    run_jobs()
    _the_document_is_the_one_the_page_names(life)
    board = _lena_lets_a_body_decide(life, "Kommunstyrelsen", present=15, points=(1, 2, 3))
    council = _lena_lets_a_body_decide(life, "Kommunfullmäktige", present=58, points=(1, 2))
    _anders_may_not_sign_yet(life)
    _lena_approves_minutes_and_posts_notices(life, (board, council))
    _both_parties_sign(life)
    _sofia_dispatches_and_jonas_closes(life)
    _jonas_tells_how_it_can_end(life)
    _jonas_reviews_the_year(life)
    last_day = _sofia_registers_the_counterpartys_notice(life)
    _the_agreement_ends_by_itself(life, last_day)
    _the_history_tells_who_did_what_and_when(life)
    assert verify_everything().findings == []


# The drafting desk ---------------------------------------------------------------------------------------


def _jonas_imports_the_text(life: Life) -> None:
    hands = life.hands
    hands.step_in(JONAS)
    hands.open("/arenden/")
    hands.follow("Öppna ett ärende")
    hands.main.get_by_label("Textfil (.txt)").set_input_files(SAMPLE)
    hands.press("Läs in")
    hands.told("Tjänsteutlåtandet är inläst.")
    hands.headed("Tjänsteutlåtande, version 1", level=2) if not _has_first_heading(
        hands, "Tjänsteutlåtande, version 1"
    ) else None
    found = Case.objects.get()
    life.case, life.agreement, life.number = found.pk, found.agreement_id, found.registry_number
    assert life.number == f"KS-{life.today.year}/1"
    for title in ("Sammanfattning", "Bakgrund", "Förvaltningens synpunkter"):
        expect(hands.main.get_by_label(re.compile("^Rubrik, avsnitt")).first).to_be_visible()
        assert title in [
            box.input_value() for box in hands.main.get_by_label("Rubrik, avsnitt").all()
        ]
    expect(hands.main.get_by_text("Fil saknas")).to_have_count(2)


def _jonas_adds_what_the_checks_miss_and_sends(life: Life) -> None:
    hands = life.hands
    hands.open(f"/arenden/{life.case}/skicka/")
    hands.sees("Rätta det här först", "Bilaga 1", "Bilaga 2")
    expect(hands.main.get_by_role("button", name="Skicka på granskning")).to_have_count(0)
    hands.open(f"/arenden/{life.case}/bilagor/")
    for number in (1, 2):
        hands.follow(f"Bifoga fil till bilaga {number}")
        file = {"name": f"bilaga{number}.pdf", "mimeType": "application/pdf"}
        chosen = {**file, "buffer": a_pdf(f"Bilaga {number}")}
        hands.main.get_by_label("PDF-fil").set_input_files(chosen)
        hands.press("Bifoga", exact=True)
        hands.told(f"Bilaga {number} är bifogad.")
    hands.misses("Fil saknas")
    _send(life, version=1)


def _send(life: Life, version: int) -> None:
    hands = life.hands
    hands.open(f"/arenden/{life.case}/skicka/")
    hands.headed(f"Skicka version {version} på granskning")
    hands.sees("Vägen till beslut", "Kommundirektör", "Kommunfullmäktige beslutar minst en punkt.")
    hands.press("Skicka på granskning")
    hands.told("Utkastet är skickat på granskning.")
    hands.headed(f"Nästa steg: {KARIN} granskar version {version}", level=2)

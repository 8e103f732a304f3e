"""A tjänsteutlåtande in one sitting, by keyboard: read in, mended, sent, returned with comments, answered, right.

SITTING names another file to read in than the example.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cases.models import Case, SectionComment
from lifecycle.proof import verify_everything
from tests.documents.standards import outcomes
from tests.journeys.hands import SAMPLE, Hands
from tests.journeys.keyboard import press, tab_to
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.browser

FILE = Path(os.environ.get("SITTING", SAMPLE))
JONAS, KARIN, MARIA = "Jonas Ekdahl", "Karin Sandell", "Maria Lindqvist"


def test_in_one_sitting(
    hands: Hands, town: Walk, run_jobs: Callable[[], None], tmp_path: Path
) -> None:
    hands.step_in(JONAS)
    hands.open("/arenden/nytt/")
    hands.main.get_by_label("Text, PDF eller Word").set_input_files(FILE)
    press(hands, "Läs in")
    hands.told("Tjänsteutlåtandet är inläst.")
    case = Case.objects.get()
    _the_faults_are_mended(hands, case)
    _sent(hands, case)
    hands.step_in(KARIN)
    _returned_with_two_comments(hands, case)
    hands.step_in(JONAS)
    _answered(hands, case)
    _sent(hands, case)
    for name in (KARIN, MARIA):
        hands.step_in(name)
        _approved(hands, case)
    run_jobs()
    _the_document_holds(hands, case, tmp_path)
    assert verify_everything().findings == []


def _the_faults_are_mended(hands: Hands, case: Case) -> None:
    hands.open(f"/arenden/{case.pk}/skicka/")
    hands.sees("Rätta det här först")
    if not case.registry_number:
        hands.open(f"/arenden/{case.pk}/diarienummer/")
        tab_to(hands, "Diarienummer")
        hands.page.keyboard.type("KS-2026/9001")
        hands.page.keyboard.press("Enter")
    for attachment in case.attachments.filter(file=None):
        hands.open(f"/arenden/{case.pk}/bilagor/")
        press(hands, "Bifoga")  # the first that has no file
        chosen = {"name": "bilaga.pdf", "mimeType": "application/pdf"}
        chosen["buffer"] = a_pdf(f"Bilaga {attachment.number}")  # type: ignore[assignment]
        hands.main.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]
        press(hands, "Bifoga")
        hands.told(f"Bilaga {attachment.number} är bifogad.")
    hands.open(f"/arenden/{case.pk}/skicka/")
    hands.misses("Rätta det här först")


def _sent(hands: Hands, case: Case) -> None:
    hands.open(f"/arenden/{case.pk}/skriv/")
    press(hands, "Skicka på granskning")
    hands.headed(f"Skicka version {Case.objects.get().version} på granskning")
    press(hands, "Skicka på granskning")
    hands.told("Utkastet är skickat på granskning.")


def _returned_with_two_comments(hands: Hands, case: Case) -> None:
    keys = hands.page.keyboard
    hands.open(f"/arenden/{case.pk}/granska/")
    for name, text in (("punkt 1", "Vilket avtal?"), ("punkt 2", "Vem ansvarar?")):
        tab_to(hands, f"Kommentera {name}", most=90)
        keys.press("Enter")
        tab_to(hands, f"Kommentar om {name}")
        keys.type(text)
        tab_to(hands, "Spara kommentaren")
        keys.press("Enter")
        hands.told(f"Din kommentar om {name} är sparad.")
    tab_to(hands, "Godkänn", "radio", most=120)
    keys.press("ArrowDown")
    tab_to(hands, "Vad behöver ändras?")
    keys.type("Se mina kommentarer.")
    press(hands, "Återlämna version 1")
    hands.told(f"Version 1 är återlämnad till {JONAS}.")


def _answered(hands: Hands, case: Case) -> None:
    keys = hands.page.keyboard
    hands.open(f"/arenden/{case.pk}/skriv/")
    hands.sees("2 kommentarer att ta ställning till", "Vilket avtal?", "Vem ansvarar?")
    tab_to(hands, "Åtgärdad", most=200)
    keys.press("Enter")
    hands.told("Kommentaren är åtgärdad.")
    hands.sees("1 kommentar att ta ställning till")
    tab_to(hands, "Svara", most=200)
    keys.press("Enter")
    tab_to(hands, f"Svar till {KARIN}")
    keys.type("Styrelsen ansvarar.")
    press(hands, "Skicka svaret")
    hands.told(f"Ditt svar till {KARIN} är sparat.")
    first, second = SectionComment.objects.all()
    assert first.resolved_on is not None and second.answers.get().text == "Styrelsen ansvarar."


def _approved(hands: Hands, case: Case) -> None:
    hands.open(f"/arenden/{case.pk}/granska/")
    hands.sees("Styrelsen ansvarar.")
    tab_to(hands, "Godkänn", "radio", most=150)
    hands.page.keyboard.press("Space")
    press(hands, "Godkänn version 2")
    hands.told("Du har godkänt version 2.")


def _the_document_holds(hands: Hands, case: Case, folder: Path) -> None:
    hands.open(f"/arenden/{case.pk}/")
    hands.sees(re.sub(r"\s+", " ", Case.objects.get().title)[:40])
    file = folder / "tjansteutlatande.pdf"
    file.write_bytes(bytes(case.versions.get(number=2).document.file.data))
    assert [(o.standard, o.broken) for o in outcomes([file])] == [("2a", ""), ("ua1", "")]

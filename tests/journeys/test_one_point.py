"""A case with one point, which the council alone decides: from the text that is read in to the first day of notice.

LIVED names another file to read in than the example.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from approvals.models import PointOutcome
from cases.models import Agreement, Case
from lifecycle.proof import verify_everything
from lifecycle.rules.dates import long_date
from tests.journeys.hands import Hands
from tests.people import Walk, a_pdf

pytestmark = pytest.mark.browser

JONAS, KARIN, MARIA = "Jonas Ekdahl", "Karin Sandell", "Maria Lindqvist"
LENA, ANDERS, SOFIA = "Lena Wikström", "Anders Hallberg", "Sofia Brandt"
FILE = Path(os.environ.get("LIVED", settings.BASE_DIR / "docs/exempel/partnerskap_exempel.txt"))


def test_a_case_for_the_council_alone(
    hands: Hands, town: Walk, run_jobs: Callable[[], None]
) -> None:
    case = _read_in(hands)
    _made_ready_and_sent(hands, case)
    _approved(hands, case)
    run_jobs()
    board = _on_the_agenda(hands, case, "Kommunstyrelsen", town.on + timedelta(days=14))
    _the_board_prepares(hands, case)
    council = _on_the_agenda(hands, case, "Kommunfullmäktige", town.on + timedelta(days=35))
    _the_council_votes(hands)
    _minutes_and_notices(hands, (board, council))
    _extracts_and_dispatch(hands, case, run_jobs)
    in_force = _legal_force(hands, council, town.on + timedelta(days=35))
    _signed(hands, case)
    _the_notice_rule(hands, case, in_force)
    _closed(hands, case)
    assert verify_everything().findings == []


def _read_in(hands: Hands) -> Case:
    hands.step_in(JONAS)
    hands.open("/arenden/nytt/")
    hands.main.get_by_label("Text, PDF eller Word").set_input_files(FILE)
    hands.press("Läs in")
    hands.told("Tjänsteutlåtandet är inläst.")
    case = Case.objects.get()
    assert [p.body.short_name for p in case.points.all()] == ["KF"]
    return case


def _made_ready_and_sent(hands: Hands, case: Case) -> None:
    for number in (1, 2):
        hands.open(f"/arenden/{case.pk}/bilagor/")
        hands.follow(f"Bifoga fil till bilaga {number}")
        file = {"name": f"bilaga{number}.pdf", "mimeType": "application/pdf"}
        file["buffer"] = a_pdf(f"Bilaga {number}")  # type: ignore[assignment]
        hands.main.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        hands.press("Bifoga", exact=True)
        hands.told(f"Bilaga {number} är bifogad.")
    hands.open(f"/arenden/{case.pk}/skicka/")
    hands.sees("Kommunfullmäktige beslutar")
    hands.press("Skicka på granskning")
    hands.told("Utkastet är skickat på granskning.")


def _approved(hands: Hands, case: Case) -> None:
    for name in (KARIN, MARIA):
        hands.step_in(name)
        hands.take("Granska", case.registry_number)
        hands.main.get_by_role("radio", name="Godkänn").check()
        hands.press("Godkänn version 1")
        hands.told("Du har godkänt version 1.")


# The meetings --------------------------------------------------------------------------------------------


def _on_the_agenda(hands: Hands, case: Case, body: str, day: date) -> str:
    """A meeting of the body with the case on it, on the day it is held; its address."""
    hands.step_in(LENA)
    hands.open("/sammantraden/nytt/")
    hands.main.get_by_label("Organ", exact=True).select_option(label=body)
    hands.write("Sammanträdesdag", day.isoformat())
    hands.press("Lägg in sammanträdet")
    address = hands.page.url
    hands.press("Sätt upp på dagordningen")
    hands.told("Ärendet står på dagordningen som nummer 1.")
    hands.move_clock(day)
    hands.open(address)
    return address


def _the_board_prepares(hands: Hands, case: Case) -> None:
    _present(hands, 15)
    hands.main.get_by_role("group", name="Utfall för punkt 1").get_by_text("Bifall").click()
    hands.press("Anteckna utfallet")
    hands.told("Utfallet är antecknat som § 1.")
    hands.open(f"/arenden/{case.pk}/")
    hands.headed("Nästa steg: kommunfullmäktige tar upp ärendet", level=2)


def _the_council_votes(hands: Hands) -> None:
    _present(hands, 58)
    hands.main.get_by_role("group", name="Utfall för punkt 1").get_by_text("Bifall").click()
    hands.press("Lägg till votering")
    hands.write("Ja betyder", "Bifall till styrelsens förslag")
    hands.write("Nej betyder", "Avslag")
    hands.write("Antal Ja", "40")
    hands.write("Antal Nej", "18")
    hands.press("Anteckna utfallet")
    hands.told("Utfallet är antecknat som § 1.")
    hands.sees("40 Ja", "18 Nej")
    assert Case.objects.get().stage == "execution"
    assert PointOutcome.objects.count() == 2


def _present(hands: Hands, count: int) -> None:
    hands.write("Hur många var närvarande?", str(count))
    hands.press("Anteckna närvaron")
    hands.told("Antalet närvarande är antecknat.")


def _minutes_and_notices(hands: Hands, addresses: tuple[str, ...]) -> None:
    for address in addresses:
        hands.open(address)
        hands.press("Anteckna justeringen")
        hands.told("Justeringen är antecknad.")
        hands.press("Anteckna anslaget")
        hands.told("Anslaget är antecknat.")


# Carrying it out -----------------------------------------------------------------------------------------


def _extracts_and_dispatch(hands: Hands, case: Case, run_jobs: Callable[[], None]) -> None:
    hands.open(f"/arenden/{case.pk}/protokollsutdrag/")
    hands.press("Gör protokollsutdrag")
    run_jobs()
    hands.open(f"/arenden/{case.pk}/protokollsutdrag/")
    links = hands.main.get_by_role("link", name=re.compile("Södertörns högskola|Samtliga nämnder"))
    expect(links).to_have_count(2)
    answer = hands.page.request.get(links.first.get_attribute("href") or "")
    assert answer.body().startswith(b"%PDF")
    hands.step_in(SOFIA)
    hands.take("Expediera", case.registry_number)
    hands.write("Hur", "e-post")
    hands.press("Anteckna expedieringen")
    hands.sees("Alla har fått beslutet.")


def _legal_force(hands: Hands, address: str, posted: date) -> date:
    """Three weeks from the day of the notice; the day after the last one the decision has legal force."""
    last = posted + timedelta(days=21)
    in_force = last + timedelta(days=1)
    hands.open(address)
    hands.sees(long_date(posted), "Tre veckor från anslaget")
    hands.move_clock(in_force)
    hands.open(address)
    hands.sees(long_date(in_force))
    return in_force


def _signed(hands: Hands, case: Case) -> None:
    hands.step_in(ANDERS)
    hands.take("Underteckna", case.registry_number)
    hands.misses("Det går inte än.")
    hands.press("Underteckna avtalet")
    hands.told("Avtalet är undertecknat för kommunen.")
    hands.step_in(JONAS)
    hands.take("Registrera", case.registry_number)
    hands.write("Namn", "Rut Alm")
    hands.write("Titel", "rektor")
    hands.press("Registrera underskriften")
    hands.told("Underskriften från Södertörns högskola är registrerad.")


def _the_notice_rule(hands: Hands, case: Case, on: date) -> None:
    """To a turn of the year, six months before: the last day of June."""
    hands.open(f"/avtal/{case.agreement_id}/")
    hands.follow("Ändra uppgifter")
    hands.main.get_by_label("Avtalstid").select_option(label="Tills vidare")
    hands.press("Spara uppgifterna")
    hands.follow("Ange hur klausulen läses")
    hands.main.get_by_label("Slags regel").select_option(label="Närmaste kalenderårsskifte")
    hands.press("Visa regelns uppgifter")
    hands.write("Avtalets ord om uppsägning", "Uppsägning sex månader före ett årsskifte.")
    hands.press("Spara läsningen")
    hands.told("Läsningen av uppsägningsklausulen är sparad.")
    year = on.year if on <= date(on.year, 6, 30) else on.year + 1
    hands.sees(f"30 juni {year}", f"31 december {year}")


def _closed(hands: Hands, case: Case) -> None:
    hands.open(f"/arenden/{case.pk}/")
    hands.take("Avsluta", case.registry_number)
    hands.press("Avsluta ärendet")
    hands.told("Ärendet är avslutat.")
    assert Agreement.objects.get().state == "in_force"

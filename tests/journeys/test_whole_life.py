"""An agreement's whole life in a browser: from a text file to ended, as six people."""

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
    hands.main.get_by_label("Text, PDF eller Word").set_input_files(SAMPLE)
    hands.press("Läs in")
    hands.told("Tjänsteutlåtandet är inläst.")
    hands.headed("Tjänsteutlåtande, version 1")
    found = Case.objects.get()
    life.case, life.agreement, life.number = found.pk, found.agreement_id, found.registry_number
    assert life.number == f"KS-{life.today.year}/1"
    headings = [box.input_value() for box in hands.main.get_by_label("Rubrik, avsnitt").all()]
    assert {"Sammanfattning", "Bakgrund", "Förvaltningens synpunkter"} <= set(headings)
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
        hands.main.locator("input[type=file]").set_input_files(chosen)
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


def _karin_returns_it_once(life: Life) -> None:
    hands = life.hands
    hands.step_in(KARIN)
    hands.take("Granska", life.number)
    hands.headed(f"Granska tjänsteutlåtandet om {COUNTERPARTY}")
    hands.sees("Version 1", f"Skickad av {JONAS}")
    hands.main.get_by_role("radio", name="Återlämna med kommentar").check()
    hands.write("Vad behöver ändras?", REMARK)
    hands.press("Återlämna version 1")
    hands.told(f"Version 1 är återlämnad till {JONAS}.")


def _jonas_mends_and_sends_again(life: Life) -> None:
    hands = life.hands
    hands.step_in(JONAS)
    hands.take("Skriv", life.number)
    hands.headed("Tjänsteutlåtande, version 2")
    hands.sees(f"Återlämnat av {KARIN}, tf. avdelningschef")
    first = re.compile(r"^Text, avsnitt 1\b")
    hands.main.get_by_role("textbox", name=first).fill(MENDED)
    hands.press("Spara", exact=True)
    hands.told("Utkastet är sparat.")
    _send(life, version=2)
    hands.open(f"/arenden/{life.case}/granska/")
    hands.sees(f"Väntar på {KARIN}", "Du har själv ändrat i den här versionen.")


def _the_managers_approve(life: Life) -> None:
    hands = life.hands
    for name in (KARIN, MARIA):
        hands.step_in(name)
        hands.take("Granska", life.number)
        hands.sees("sedan version 1", REMARK, MENDED)
        hands.main.get_by_role("radio", name="Godkänn").check()
        hands.press("Godkänn version 2")
        hands.told("Du har godkänt version 2.")


def _the_document_is_the_one_the_page_names(life: Life) -> None:
    hands = life.hands
    hands.open(f"/arenden/{life.case}/")
    hands.sees(f"Fastställt {long_date(life.today)}, version 2.", f"{KARIN}, tf. avdelningschef")
    named = hands.main.get_by_text("Kontrollsumma").locator("code").inner_text()
    link = hands.main.get_by_role("link", name="Tjänsteutlåtande, PDF").get_attribute("href")
    answer = hands.page.request.get(link or "")
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    assert len(named) >= 16
    assert hashlib.sha256(answer.body()).hexdigest().startswith(named)


# The meetings --------------------------------------------------------------------------------------------


def _lena_lets_a_body_decide(life: Life, body: str, present: int, points: tuple[int, ...]) -> str:
    """Schedule a meeting of the body a week on, put the case on it, hold it; return its address."""
    hands = life.hands
    life.today += timedelta(days=7)
    hands.step_in(LENA)
    hands.open("/sammantraden/nytt/")
    hands.main.get_by_label("Organ", exact=True).select_option(label=body)
    hands.write("Sammanträdesdag", life.today.isoformat())
    hands.press("Lägg in sammanträdet")
    hands.headed(f"{body} {weekday_date(life.today)}")
    address = hands.page.url
    hands.press("Sätt upp på dagordningen")
    hands.told("Ärendet står på dagordningen som nummer 1.")
    hands.sees("Utfallet antecknas när sammanträdet har hållits")
    hands.move_clock(life.today)
    hands.open(address)
    hands.write("Hur många var närvarande?", str(present))
    hands.press("Anteckna närvaron")
    hands.told("Antalet närvarande är antecknat.")
    for point in points:
        outcome = hands.main.get_by_role("group", name=f"Utfall för punkt {point}")
        outcome.get_by_text("Bifall").click()
        expect(outcome.get_by_role("radio", name="Bifall")).to_be_checked()
    hands.press("Anteckna utfallet")
    hands.told("Utfallet är antecknat som §")
    return address


def _lena_approves_minutes_and_posts_notices(life: Life, meetings: tuple[str, ...]) -> None:
    hands = life.hands
    hands.step_in(LENA)
    for address in meetings:
        hands.open(address)
        hands.press("Anteckna justeringen")
        hands.told("Justeringen är antecknad.")
        hands.press("Anteckna anslaget")
        hands.told("Anslaget är antecknat.")
        hands.sees("Anslag tas ned", "Laga kraft")


# Carrying it out -----------------------------------------------------------------------------------------


def _anders_may_not_sign_yet(life: Life) -> None:
    hands = life.hands
    hands.step_in(ANDERS)
    hands.take("Underteckna", life.number)
    hands.headed(f"Underteckna avtalet med {COUNTERPARTY}")
    hands.sees("Det går inte än.", "är inte justerad.")
    expect(hands.main.get_by_role("button", name="Underteckna avtalet")).to_be_disabled()


def _both_parties_sign(life: Life) -> None:
    hands = life.hands
    hands.step_in(ANDERS)
    hands.take("Underteckna", life.number)
    hands.misses("Det går inte än.")
    hands.sees("Hindrar inte, men väg in", "som kommunstyrelsens ordförande")
    hands.press("Underteckna avtalet")
    hands.told("Avtalet är undertecknat för kommunen.")
    hands.step_in(JONAS)
    hands.take("Registrera", life.number)
    hands.write("Namn", "Rut Alm")
    hands.write("Titel", "rektor")
    hands.press("Registrera underskriften")
    hands.told(f"Underskriften från {COUNTERPARTY} är registrerad.")
    hands.open(f"/avtal/{life.agreement}/")
    hands.sees("Gällande", f"Undertecknat {long_date(life.today)} av Rut Alm, rektor")
    hands.headed("Avtalet gäller", level=2)


def _sofia_dispatches_and_jonas_closes(life: Life) -> None:
    hands = life.hands
    hands.step_in(SOFIA)
    hands.take("Expediera", life.number)
    expect(hands.main.get_by_role("checkbox", checked=True)).to_have_count(3)
    hands.write("Hur", "e-post")
    hands.press("Anteckna expedieringen")
    hands.told("Beslutet är expedierat till")
    hands.sees("Alla har fått beslutet.")
    hands.step_in(JONAS)
    hands.take("Avsluta", life.number)
    hands.press("Avsluta ärendet")
    hands.told("Ärendet är avslutat.")
    hands.headed(f"Avslutat {long_date(life.today)}", level=2)


# The agreement's years -----------------------------------------------------------------------------------


def _jonas_tells_how_it_can_end(life: Life) -> None:
    hands = life.hands
    hands.open(f"/avtal/{life.agreement}/")
    hands.sees("Innan regeln är angiven kan ingen sista dag räknas")
    hands.follow("Ändra uppgifter")
    hands.main.get_by_label("Avtalstid").select_option(label="Tills vidare")
    hands.press("Spara uppgifterna")
    hands.told("Uppgifterna är sparade.")
    hands.follow("Ange hur klausulen läses")
    rule = "Årsskiftet i slutet av året efter uppsägningen"
    hands.main.get_by_label("Slags regel").select_option(label=rule)
    hands.press("Visa regelns uppgifter")
    hands.write("Avtalets ord om uppsägning", "Avtalet upphör vid årsskiftet året efter.")
    hands.press("Räkna utan att spara")
    hands.sees(f"upphör avtalet 31 december {life.today.year + 1}")
    hands.press("Spara läsningen")
    hands.told("Läsningen av uppsägningsklausulen är sparad.")
    hands.sees("Tills vidare", rule, f"31 december {life.today.year + 1}")


def _jonas_reviews_the_year(life: Life) -> None:
    hands = life.hands
    hands.follow("Öppna årlig uppföljning")
    hands.press("Öppna uppföljningen")
    hands.told(f"Uppföljningen för {life.today.year} är öppen.")
    hands.take("Följ upp", COUNTERPARTY)
    hands.write("Vad har samarbetet lett till?", "Två möten och en gemensam studie.")
    hands.main.get_by_role("radio", name="Fortsätt som hittills").check()
    hands.press("Avsluta uppföljningen")
    hands.told(f"Uppföljningen för {life.today.year} är avslutad.")
    hands.follow(f"Årlig uppföljning {life.today.year}")
    hands.sees("Två möten och en gemensam studie.", "Fortsätt som hittills", JONAS)


def _sofia_registers_the_counterpartys_notice(life: Life) -> date:
    hands = life.hands
    last_day = date(life.today.year + 1, 12, 31)
    hands.step_in(SOFIA)
    hands.open(f"/avtal/{life.agreement}/")
    hands.follow("Registrera inkommen uppsägning")
    hands.headed(f"Sista dag blir {long_date(last_day)}", level=2)
    hands.press("Registrera uppsägningen")
    hands.told(f"Uppsägningen är registrerad. Avtalet upphör {long_date(last_day)}.")
    hands.sees("Uppsagt", f"Sista dag {long_date(last_day)}")
    return last_day


def _the_agreement_ends_by_itself(life: Life, last_day: date) -> None:
    hands = life.hands
    hands.move_clock(last_day)
    hands.open(f"/avtal/{life.agreement}/")
    hands.headed(f"Avtalet är uppsagt och upphör {long_date(last_day)}", level=2)
    hands.move_clock(last_day + timedelta(days=1))
    hands.open(f"/avtal/{life.agreement}/")
    hands.headed(f"Avtalet upphörde {long_date(last_day)}", level=2)
    hands.sees("Upphört")
    assert Agreement.objects.get().state == "ended"


def _the_history_tells_who_did_what_and_when(life: Life) -> None:
    hands = life.hands
    hands.step_in(GUNNAR)
    hands.open(f"/arenden/{life.case}/historik/")
    hands.headed("Historiken stämmer", level=2)
    for what, who in (
        ("Tjänsteutlåtande lästes in", JONAS),
        ("Återlämnades", KARIN),
        ("Godkändes", MARIA),
        ("Tjänsteutlåtandet fastställdes", "systemet"),
        ("Sattes upp på dagordning", LENA),
        ("Beslut antecknades", LENA),
        ("Beslutet expedierades", SOFIA),
        ("Ärendet avslutades", JONAS),
    ):
        _a_row_tells(hands, what, who)
    hands.open(f"/avtal/{life.agreement}/historik/")
    hands.headed("Historiken stämmer", level=2)
    signed = long_date(life.today)
    _a_row_tells(hands, "Avtalet undertecknades", ANDERS, signed)
    _a_row_tells(hands, "Årlig uppföljning avslutades", JONAS, signed)
    _a_row_tells(hands, "Uppsägning togs emot", SOFIA, signed)
    ended = long_date(date(life.today.year + 2, 1, 1))
    _a_row_tells(hands, "Avtalet upphörde", "systemet", ended)


def _a_row_tells(hands: Hands, what: str, who: str, day: str = "") -> None:
    rows = hands.main.get_by_role("row").filter(has_text=what).filter(has_text=who)
    row = rows.filter(has_text=re.compile(day.replace("\u00a0", r"\s"))).first
    expect(row).to_be_visible()
    expect(row.get_by_role("cell").nth(1)).to_contain_text(re.compile(r"\d{4}"))

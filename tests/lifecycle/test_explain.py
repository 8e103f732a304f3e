"""The command that explains a day: value, count and source, and a sentence with status 1 for what cannot be."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest import CaptureFixture

from lifecycle.management.commands import explain
from tests.people import Walk

C = (
    "notice --rule C --set end=2027-08-31 --set notice_months=6 --set renew_months=12 "
    "--received 2027-03-01"
)


def run(line: str) -> str:
    out = StringIO()
    call_command("explain", *line.split(), stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def values(line: str) -> Any:
    return json.loads(run(f"{line} --json"))


def test_appeal() -> None:
    said = run("appeal --notice-up 2026-05-29")
    assert said.startswith("Sista dag att överklaga: måndag 22 juni 2026\n")
    assert "19 juni 2026 är inte en arbetsdag" in said
    assert "Laga kraft: tisdag 23 juni 2026" in said
    assert "Källa: KL (2017:725) 13:5" in said
    found = values("appeal --notice-up 2003-12-15")
    assert found["value"] == "2004-01-05"
    assert found["more"][0]["value"] == "2004-01-06"
    assert found["more"][0]["holds"] is True
    assert found["source"] and found["count"]


def test_appeal_that_does_not_hold() -> None:
    early = run("appeal --notice-up 2018-06-20 --notice-down 2018-07-11")
    assert "Laga kraft (gäller inte, se nedan)" in early
    assert "Obs: Anslaget togs ner 11 juli 2018" in early
    appealed = values("appeal --notice-up 2018-06-20 --appealed 2018-07-01")["more"][0]
    assert appealed["holds"] is False
    settled = "appeal --notice-up 2018-06-20 --appealed 2018-07-01 --settled 2019-02-01"
    assert values(settled)["more"][0]["value"] == "2019-02-01"


def test_notice() -> None:
    said = run(C)
    assert said.startswith("Sista dag avtalet gäller: torsdag 31 augusti 2028\n")
    assert "Avtalet förlängs en gång, räknat från 31 augusti 2027." in said
    found = values(C)
    assert (found["value"], found["rule"]["notice_months"]) == ("2028-08-31", 6)
    assert found["source"] == "Vanlig klausul om förlängning"


def test_notice_shows_both_readings_and_the_limit() -> None:
    found = values("notice --rule B1 --received 2026-03-15 --end 2027-12-31")
    other, limit = found["more"]
    assert [found["value"], other["value"], limit["value"]] == [
        "2027-12-31",
        "2026-12-31",
        "2026-12-31",
    ]
    assert other["heading"] == "Läst på det andra sättet"
    assert "kortare" in other["source"]
    assert limit["act_by"] == "2026-12-30"
    only = values("notice --rule A --end 2029-12-31")
    assert (only["value"], only["act_by"], only["more"]) == ("2029-06-30", "2029-06-29", [])


def test_notice_by_the_counterparty_and_after_a_breach() -> None:
    line = "notice --rule D --set notice_months=6 --set counterparty_notice_months=3 --received 2026-01-15"
    assert values(line)["value"] == "2026-07-15"
    assert values(f"{line} --by motparten")["value"] == "2026-04-15"
    breach = "notice --rule K --set cure_days=30 --received 2026-05-04"
    assert values(breach)["value"] == "2026-06-03"
    assert values(f"{breach} --terminated 2026-06-10")["value"] == "2026-06-10"
    assert values("notice --rule M --set end=2023-06-30")["value"] == "2023-06-30"


def test_plan_on_the_pattern_calendar() -> None:
    said = run("plan --ready 2026-03-20 --route KSAU,KS,KF --pattern")
    assert said.startswith("Tidigast gällande: torsdag 18 juni 2026\n")
    assert "torsdag 2 april 2026: Stoppdag för KSAU." in said
    assert "Antaget: Räknat på mönsterkalendern." in said
    found = values("plan --ready 2026-03-20 --route KSAU,KS,KF --pattern --what-if")
    assert found["binding"] == {"code": "stop", "body": "KSAU"}
    assert {w["name"]: w["days_later"] for w in found["what_ifs"]}["Ärendet bordläggs (KF)"] == 28
    assert [s["code"] for s in found["steps"]][:3] == ["ready", "stop", "meeting"]


def test_plan_backward_and_by_another_policy() -> None:
    route = "--route KSAU,KS,KF --pattern"
    assert values(f"plan --wanted 2026-06-30 {route}")["value"] == "2026-04-02"
    assert values(f"plan --wanted 2026-06-30 {route} --no-wait")["value"] == "2026-04-30"
    quick = f"plan --ready 2026-03-20 {route} --minutes-days 0 --notice-days 0"
    assert values(quick)["value"] == "2026-06-02"


@pytest.mark.django_db
def test_plan_on_the_houses_own_meetings(walk: Walk) -> None:
    meeting = walk.meeting(walk.people.board)
    day = meeting.date.isoformat()
    ready = meeting.date.replace(year=meeting.date.year - 1).isoformat()
    found = values(f"plan --ready {ready} --route KS")
    assert "sammanträdena i systemet" in found["source"]
    assert day in {step["day"] for step in found["steps"] if step["code"] == "meeting"}
    fallback = values(f"plan --ready {ready} --route KS,KF")
    assert "mönsterkalendern" in fallback["source"]
    assert "räknat på mönsterkalendern" in fallback["assumptions"][-1]


def test_without_a_database_the_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        explain.connection, "get_connection_params", lambda: {"host": "/nowhere", "dbname": "x"}
    )
    assert "mönsterkalendern" in run("plan --ready 2026-03-20 --route KSAU,KS,KF")


WRONG = {
    "nothing": ("", "Skriv till exempel:"),
    "another word": ("days", "Skriv till exempel:"),
    "an option that is none": ("appeal --notice-pu 2026-01-01", "Skriv till exempel:"),
    "no day": ("appeal", "--notice-up åååå-mm-dd"),
    "not a day": ("appeal --notice-up igår", "skriv dagen som åååå-mm-dd, inte igår"),
    "no such day": ("appeal --notice-up 2026-02-30", "inte 2026-02-30"),
    "a day out of range": ("appeal --notice-up 9999-12-31", "31 december 9999 kan inte räknas"),
    "down before up": (
        "appeal --notice-up 2026-06-24 --notice-down 2026-06-01",
        "24 juni 2026 men togs ner 1 juni 2026",
    ),
    "no such rule": ("notice --rule Z --received 2026-01-01", "Regeln Z finns inte"),
    "no rule": ("notice --received 2026-01-01", "Välj en regel: A, B1"),
    "nothing received": ("notice --rule A", "Ange dagen då uppsägningen kom fram"),
    "unknown rule": (
        "notice --rule unknown --received 2026-01-01",
        "Avtalet har ingen känd uppsägningsregel",
    ),
    "not a field and value": ("notice --rule A --set x", "--set fält=värde, inte x"),
    "the rule as a field": ("notice --rule A --set rule=B1", "fält=värde"),
    "the same field twice": ("notice --rule A --set x=1 --set x=2", "två gånger"),
    "no such field": ("notice --rule A --set x=1", "inget fält som heter x"),
    "by whom": ("notice --rule A --received 2026-01-01 --by dem", "--by oss eller --by motparten"),
    "days that contradict": (
        f"{C} --set start=2028-01-01",
        "börja 1 januari 2028 och löpa ut 31 augusti 2027",
    ),
    "an end that cannot be": (
        "notice --rule A --end 2026-05-05",
        "5 maj 2026: enligt regeln upphör det 31 december",
    ),
    "no plan": ("plan --route KS", "antingen --ready eller --wanted"),
    "two plans": (
        "plan --route KS --ready 2026-01-01 --wanted 2026-02-01",
        "antingen --ready eller --wanted",
    ),
    "no route": ("plan --ready 2026-01-01", "minst ett organ"),
    "a body without meetings": (
        "plan --ready 2026-01-01 --route GAN --pattern",
        "inga sammanträden för GAN",
    ),
    "too many days": (
        "plan --ready 2026-01-01 --route KS --pattern --minutes-days 15",
        "0 till 14 dagar",
    ),
    "not a number": (
        "plan --ready 2026-01-01 --route KS --pattern --notice-days två",
        "helt tal, inte två",
    ),
    "too early": (
        "plan --wanted 1900-02-01 --route KSAU,KS,KF --pattern",
        "1 februari 1900 går inte att hinna",
    ),
    "after all calendars": (
        "plan --ready 2199-12-30 --route KSAU,KS,KF --pattern",
        "Kalendern för KSAU slutar",
    ),
    "out of range": ("plan --ready 2200-12-30 --route KSAU,KS,KF", "kan inte räknas"),
}


@pytest.mark.parametrize(("line", "words"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_gets_a_sentence(line: str, words: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(line)
    assert words in str(refused.value).replace("\u00a0", " ")


@pytest.mark.parametrize(("line", "words"), WRONG.values(), ids=WRONG)
def test_and_the_status_is_one(line: str, words: str, capsys: CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        explain.Command().run_from_argv(["manage.py", "explain", *line.split()])
    assert ended.value.code == 1
    said = capsys.readouterr()
    assert words in said.err.replace("\u00a0", " ")
    assert "Traceback" not in said.err and said.out == ""

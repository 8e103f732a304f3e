"""How a notice clause is read: every kind of rule through its form, counted first, stored once, refused at the field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from approvals import operations as desk
from cases.models import Agreement
from cases.rules.errors import Invalid
from history.models import Event
from lifecycle import flows, jobs, operations
from lifecycle.models import Notice
from lifecycle.queries import rule_of
from lifecycle.rules.dates import long_date
from lifecycle.rules.notice_limits import next_limit
from lifecycle.rules.notice_period import Period
from lifecycle.rules.notice_stored import RULE_TYPES
from lifecycle.rules.notice_term import FixedTerm, Prolonged
from lifecycle.rules.notice_year import YearTurn
from lifecycle.web.notice_rule import READINGS
from organisation.web.clock import today
from tests.pages.agreements import domain, edit, page, send, text
from tests.pages.answers import the_clock_follows
from tests.people import People, Walk
from tests.snapshot import refused

pytestmark = pytest.mark.django_db
WORDS = {"clause": "Avtalet förlängs om det inte sägs upp.", "reason": "Juristens bedömning."}
PROLONGED = {
    "regel": "C",
    "end": "2027-08-31",
    "notice": "6",
    "notice_unit": "months",
    "renew_months": "12",
    "counterparty_notice_unit": "months",
    **WORDS,
}
SAID = {
    "A": {"notice_months": "6", "counted_from": "december"},
    "B1": {},
    "B2": {},
    "C": PROLONGED,
    "D": {"notice": "6", "notice_unit": "months", "counterparty_notice_unit": "months"},
    "E": {"notice_months": "3"},
    "F": {"notice": "6", "notice_unit": "weeks", "until": "2030-12-31", "counterparty_notice_unit": "days"},
    "G": {"end": "2028-06-30", "watch_months": "12"},
    "H": {"notice": "6", "notice_unit": "months", "not_before": "2027-01-01", "counterparty_notice_unit": "days"},
    "I": {"other": "Huvudavtalet, KS-2024/7"},
    "none": {},
    "unknown": {},
}  # fmt: skip


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk that starts today; the pages' clock follows it."""
    settings.DEMO = True
    return Walk(people, on=today())


def untold(walk: Walk) -> Agreement:
    """An agreement in force whose term nobody has told."""
    agreement = walk.in_force()
    edit(walk, agreement, term="unknown")
    return agreement


def say(walk: Walk, agreement: Agreement, **said: str) -> object:
    """Send the form as the officer."""
    return send(walk, walk.people.officer, "agreement_notice_rule", agreement.pk, **said)


@pytest.mark.parametrize("key", READINGS)
def test_every_kind_can_be_asked_for_counted_and_stored(walk: Walk, key: str) -> None:
    agreement = untold(walk)
    address = reverse("agreement_notice_rule", args=[agreement.pk])
    html = text(page(walk, walk.people.officer, "agreement_notice_rule", agreement.pk, regel=key))
    assert f'name="regel" value="{key}"' in html
    for name in set(SAID[key]) - {"regel"}:
        assert f'name="{name}"' in html, name
    said = {"regel": key, **WORDS, **SAID[key]}
    before = domain()
    counted = say(walk, agreement, **said, rakna="1")
    assert counted.status_code == 200, text(counted)
    assert domain() == before
    answer = say(walk, agreement, **said)
    assert answer.status_code == 302, text(answer)
    agreement.refresh_from_db()
    assert type(rule_of(agreement)) is RULE_TYPES[key]
    assert agreement.notice_clause == WORDS["clause"]
    assert agreement.notice_read_by == "Jonas Ekdahl, utredare"
    assert agreement.notice_read_on == walk.on
    shown = text(page(walk, walk.people.auditor, "agreement", agreement.pk))
    assert rule_of(agreement).sentence() in shown or key == "unknown"
    assert address not in shown  # the auditor changes nothing


def test_the_values_come_back_into_the_form(walk: Walk) -> None:
    agreement = untold(walk)
    say(walk, agreement, **PROLONGED)
    agreement.refresh_from_db()
    rule = Prolonged(end=date(2027, 8, 31), notice=Period(6, "months"), renew_months=12)
    assert rule_of(agreement) == rule
    html = text(page(walk, walk.people.officer, "agreement_notice_rule", agreement.pk))
    for value in ('value="2027-08-31"', 'value="6"', 'value="12"', WORDS["reason"]):
        assert value in html
    assert agreement.notice_limit == date(2027, 2, 26)  # 28 February is a Sunday


def test_what_is_read_again_is_told_once_and_the_same_is_not_told(walk: Walk) -> None:
    agreement = untold(walk)
    told = Event.objects.filter(kind="agreement_edited", subject_id=agreement.pk)
    number = told.count()
    say(walk, agreement, **PROLONGED)
    say(walk, agreement, **PROLONGED)
    assert told.count() == number + 1


WRONG = [
    ({"end": ""}, "id_end", "Fyll i fältet."),
    ({"end": "31 augusti"}, "id_end", "Skriv dagen som åååå-mm-dd"),
    ({"notice": "0"}, "id_notice", "ange från 1 till 120"),
    ({"notice": "mycket"}, "id_notice", "Ange ett helt tal."),
    ({"notice_unit": "år"}, "id_notice_unit", "Välj ett alternativ i listan."),
    ({"renew_months": "121"}, "id_renew_months", "1 till 120"),
    ({"start": "2028-01-01"}, "id_end", "1\u00a0januari 2028"),
    ({"clause": " "}, "id_clause", "Fyll i fältet."),
    ({"clause": "Avtal\u202e"}, "id_clause", "osynligt styrtecken"),
    ({"reason": "Så\x07"}, "id_reason", "osynligt styrtecken"),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_a_wrong_value_is_refused_at_its_field_and_kept(
    walk: Walk, changes: dict[str, str], field: str, sentence: str
) -> None:
    agreement = untold(walk)
    before = domain()
    answer = say(walk, agreement, **{**PROLONGED, "renew_months": "24", **changes})
    assert answer.status_code == 422
    html = text(answer)
    assert f'href="#{field}"' in html
    assert sentence in html
    assert "renew_months" in changes or 'value="24"' in html
    assert domain() == before


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"regel": "G", "end": "1926-12-31", "watch_months": "6"}, "id_end", "avtalets första dag"),
        ({"regel": "G", "end": "{yesterday}", "watch_months": "6"}, "id_end", "har passerat"),
        (
            {"regel": "I", "other": "Ramavtalet", "other_end": "1900-01-01"},
            "id_other_end",
            "första dag",
        ),
        ({**SAID["F"], "regel": "F", "until": "{yesterday}"}, "id_until", "har passerat"),
    ],
)
def test_a_slip_of_the_pen_ends_no_agreement(
    walk: Walk, said: dict[str, str], field: str, sentence: str
) -> None:
    agreement = untold(walk)
    walk.on += timedelta(days=40)
    yesterday = (walk.on - timedelta(days=1)).isoformat()
    before = domain()
    said = {name: value.replace("{yesterday}", yesterday) for name, value in said.items()}
    answer = say(walk, agreement, **{**WORDS, **said})
    assert answer.status_code == 422
    assert f'href="#{field}"' in text(answer)
    assert sentence in text(answer)
    assert domain() == before


def test_a_kind_that_is_no_reading_is_refused_when_sent(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    assert say(walk, agreement, regel="../../etc", **WORDS).status_code == 422
    assert domain() == before


def test_a_kind_that_is_no_reading_is_taken_as_the_present_one(walk: Walk) -> None:
    agreement = walk.in_force()
    for key in ("K", "M", "x' OR 1=1", ""):
        html = text(
            page(walk, walk.people.officer, "agreement_notice_rule", agreement.pk, regel=key)
        )
        assert '<option value="B1" selected>' in html


def test_who_may_not_edit_may_not_read_the_clause_either(walk: Walk) -> None:
    agreement = walk.in_force()
    before = domain()
    for person in (walk.people.auditor, walk.people.secretary):
        answer = send(walk, person, "agreement_notice_rule", agreement.pk, **PROLONGED)
        assert answer.status_code == 403
    assert (
        send(walk, walk.people.outsider, "agreement_notice_rule", agreement.pk).status_code == 404
    )
    assert domain() == before


def test_the_registers_last_day_and_the_rules_must_agree(walk: Walk) -> None:
    agreement = walk.in_force()
    edit(walk, agreement, term="fixed", ends_on=date(2030, 6, 30))
    with refused("dates_contradict", Invalid):
        walk.reading(agreement, FixedTerm(end=date(2031, 6, 30)))
    walk.reading(agreement, FixedTerm(end=date(2030, 6, 30)))
    with refused("dates_contradict", Invalid):
        edit(walk, agreement, ends_on=date(2031, 6, 30))


def test_the_page_tells_when_our_own_decision_must_be_prepared(walk: Walk) -> None:
    agreement = walk.in_force()
    walk.reading(agreement, YearTurn())
    shown = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    assert "När beslutet senast behöver beredas går inte att räkna" in shown
    limit = next_limit(YearTurn(), walk.on)
    assert limit is not None
    who = {"actor": walk.people.secretary, "on": walk.on}
    for body, days in ((walk.people.board, 80), (walk.people.council, 60)):
        day = limit.act_by - timedelta(days=days)
        stop = day - timedelta(days=14)
        desk.schedule_meeting(body=body, date=day, stop_date=stop, **who)
    shown = text(page(walk, walk.people.officer, "agreement", agreement.pk))
    ready = long_date(limit.act_by - timedelta(days=94))
    assert f"behöver tjänsteutlåtandet vara klart {ready}, 94 dagar före" in shown


def test_a_term_nobody_has_told_is_what_the_clause_says(walk: Walk) -> None:
    agreement = untold(walk)
    for key, term, ends in (("C", "fixed", date(2027, 8, 31)), ("D", "open_ended", None)):
        edit(walk, agreement, term="unknown", ends_on=None)
        say(walk, agreement, **{"regel": key, **WORDS, **SAID[key]})
        agreement.refresh_from_db()
        assert (agreement.term, agreement.ends_on) == (term, ends)


def test_a_term_that_contradicts_the_rule_is_refused_either_way(walk: Walk) -> None:
    agreement = walk.in_force()
    rule = FixedTerm(end=date(2030, 6, 30))
    with refused("term_contradicts", Invalid):
        walk.reading(agreement, rule)
    edit(walk, agreement, term="unknown")
    walk.reading(agreement, rule)
    with refused("term_contradicts", Invalid):
        edit(walk, agreement, term="open_ended", ends_on=None)


def test_once_notice_is_given_the_reading_stands(walk: Walk) -> None:
    agreement = walk.in_force()
    flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    with refused("wrong_state"):
        walk.reading(agreement, YearTurn())


def test_a_prolonged_term_does_not_run_out(walk: Walk) -> None:
    agreement = walk.in_force()
    ends = walk.on + timedelta(days=200)
    edit(walk, agreement, term="fixed", ends_on=ends)
    rule = Prolonged(end=ends, notice=Period(3, "months"), renew_months=12)
    walk.reading(agreement, rule)
    walk.on = ends + timedelta(days=1)
    the_clock_follows(walk)
    assert jobs.move_what_the_day_moves(walk.on)["ended"] == 0
    agreement.refresh_from_db()
    assert agreement.state == "in_force"
    assert agreement.notice_limit > walk.on  # counted again for the next term
    with refused("no_end"):
        operations.end_agreement(
            agreement_id=agreement.pk,
            why="expired",
            last_day=None,
            reason="",
            actor=walk.people.coordinator,
            on=walk.on,
        )


def test_a_fixed_term_told_only_by_its_clause_runs_out(walk: Walk) -> None:
    agreement = walk.in_force()
    ends = walk.on + timedelta(days=30)
    edit(walk, agreement, term="unknown")
    walk.reading(agreement, FixedTerm(end=ends))
    walk.on = ends
    assert jobs.move_what_the_day_moves(walk.on)["ended"] == 0
    walk.on = ends + timedelta(days=1)
    assert jobs.move_what_the_day_moves(walk.on)["ended"] == 1
    agreement.refresh_from_db()
    assert (agreement.state, agreement.last_day) == ("ended", ends)


def test_the_counterpartys_own_period_counts_for_its_notice(walk: Walk) -> None:
    agreement = untold(walk)
    say(
        walk,
        agreement,
        **{**SAID["D"], "regel": "D", "notice": "24", "counterparty_notice": "1", **WORDS},
    )
    notice: Notice = flows.run(
        operations.receive_notice,
        agreement_id=agreement.pk,
        received_on=walk.on,
        actor=walk.people.registrar,
        on=walk.on,
    )
    assert notice.last_day < walk.on + timedelta(days=32)

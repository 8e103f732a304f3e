"""Balanslistan: what is offered, followed, reported and concluded, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from approvals import operations as desk
from approvals.models import Directive, MinuteItem
from approvals.rules.directives import gives_a_task, report_due
from cases.rules.errors import Invalid, NotNow
from lifecycle import flows
from lifecycle import operations as lifecycle_desk
from lifecycle.models import Question
from lifecycle.rules.dates import long_date
from organisation.models import Appointment
from organisation.web.clock import today
from tests.lifecycle import acts
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk
from tests.snapshot import everything, refused


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read."""
    settings.DEMO = True
    return Walk(people, on=today())


@pytest.mark.parametrize(
    "text",
    [
        "Kommundirektören får i uppdrag att underteckna avtalet.",
        "Socialnämnden ges i uppdrag att redovisa kostnaden.",
        "Kommunstyrelsen uppdrar åt förvaltningen att följa upp.",
        "Det uppdras åt kommunstyrelsen att återkomma.",
        "att lämna förvaltningen i uppdrag att utreda frågan",
    ],
)
def test_what_orders_somebody_is_found(text: str) -> None:
    assert gives_a_task(text)


@pytest.mark.parametrize(
    "text", ["Avtalet godkänns.", "Tidigare uppdrag avslutas.", "Uppdragsavtalet godkänns.", ""]
)
def test_what_orders_nobody_is_not(text: str) -> None:
    assert not gives_a_task(text)


def test_a_report_is_due_a_year_after_the_last() -> None:
    assert report_due(date(2024, 2, 29), None) == date(2025, 2, 28)
    assert report_due(date(2024, 2, 29), date(2026, 5, 4)) == date(2027, 5, 4)


@pytest.mark.django_db
def test_a_decided_order_is_offered_followed_reported_and_concluded(walk: Walk) -> None:
    case = acts.ordered(walk)
    the_clock_follows(walk)
    secretary, officer = walk.people.secretary, walk.people.officer
    assert "Att ta ställning till" in see(secretary, "directive_list")
    assert "Att ta ställning till" not in see(officer, "directive_list")
    url = reverse("directive_follow", args=[case.pk, 3])
    said = {"text": "Underteckna avtalet.", "owner": officer.pk, "due_on": ""}
    assert signed_in(secretary).post(url, said).status_code == 302
    row = Directive.objects.get()
    assert "Att ta ställning till" not in see(secretary, "directive_list")
    assert "Underteckna avtalet." in see(officer, "directive_list")
    report = reverse("directive_report", args=[row.pk])
    assert signed_in(officer).post(report, {"text": "Första mötet hållet."}).status_code == 302
    assert "Första mötet hållet." in see(walk.people.auditor, "directive", row.pk)
    conclude = reverse("directive_conclude", args=[row.pk])
    assert (
        signed_in(secretary).post(conclude, {"evidence": "Undertecknat avtal."}).status_code == 302
    )
    row.refresh_from_db()
    assert (row.status, row.closed_on) == ("done", walk.on)
    history = see(walk.people.auditor, "case_history", case.pk)
    for sentence in ("balanslistan", "Första mötet hållet.", "Undertecknat avtal."):
        assert sentence in history


@pytest.mark.django_db
def test_a_year_without_a_report_is_late(walk: Walk) -> None:
    acts.followed(walk, acts.ordered(walk))
    the_clock_follows(walk)
    assert "Försenat" not in see(walk.people.coordinator, "directive_list")
    walk.on += timedelta(days=367)
    the_clock_follows(walk)
    html = see(walk.people.coordinator, "directive_list")
    assert "Försenat" in html and "årlig rapport" in html


@pytest.mark.django_db
def test_a_point_without_an_order_is_dismissed_once(walk: Walk) -> None:
    case = acts.ordered(walk)
    the_clock_follows(walk)
    url = reverse("directive_dismiss", args=[case.pk, 3])
    assert signed_in(walk.people.secretary).post(url, {"reason": ""}).status_code == 422
    assert not Directive.objects.exists()
    said = {"reason": "Avtalet är redan undertecknat."}
    assert signed_in(walk.people.secretary).post(url, said).status_code == 302
    assert "Att ta ställning till" not in see(walk.people.secretary, "directive_list")
    who = {"case_id": case.pk, "point": 3, "actor": walk.people.secretary, "on": walk.on}
    with refused("followed", NotNow):
        desk.dismiss_directive(reason="Igen.", **who)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "x" * 5001}, "long_text"),
        ({"due_on": date(2020, 1, 1)}, "dates_contradict"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    walk: Walk, change: dict[str, object], code: str
) -> None:
    case = acts.ordered(walk)
    said = {"text": "Följ upp.", "owner": walk.people.officer, "due_on": None, **change}
    with refused(code, Invalid):
        desk.follow_directive(
            case_id=case.pk, point=3, actor=walk.people.secretary, on=walk.on, **said
        )


@pytest.mark.django_db
def test_an_undecided_point_orders_nothing(walk: Walk) -> None:
    case = walk.proposed()
    facts = {"text": "Följ upp.", "owner": walk.people.officer, "due_on": None}
    with refused("not_decided", NotNow):
        desk.follow_directive(
            case_id=case.pk, point=1, actor=walk.people.secretary, on=walk.on, **facts
        )


@pytest.mark.django_db
def test_a_concluded_task_takes_no_more(walk: Walk) -> None:
    row = acts.followed(walk, acts.ordered(walk))
    who = {"directive_id": row.pk, "on": walk.on}
    desk.conclude_directive(evidence="Avtalet.", actor=walk.people.secretary, **who)
    with refused("closed", NotNow):
        desk.report_directive(text="Mer.", actor=walk.people.officer, **who)
    with refused("closed", NotNow):
        desk.conclude_directive(evidence="Igen.", actor=walk.people.secretary, **who)


def listed(walk: Walk) -> Directive:
    """A directive on the list, with the pages' clock at the walk's day."""
    row = acts.followed(walk, acts.ordered(walk))
    the_clock_follows(walk)
    return row


@pytest.mark.django_db
def test_a_task_is_given_to_somebody_else_with_another_day(walk: Walk) -> None:
    row = listed(walk)
    secretary, other = signed_in(walk.people.secretary), walk.people.coordinator
    day = walk.on + timedelta(days=20)
    said = {"owner": other.pk, "due_on": day.isoformat(), "reason": "Har slutat."}
    url = reverse("directive_change", args=[row.pk])
    assert secretary.post(url, said).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.due_on, row.status) == (other, day, "open")
    assert Question.objects.get(kind="directive").person == other  # within thirty days of the day
    assert secretary.post(url, {**said, "owner": walk.people.officer.pk}).status_code == 302
    assert Question.objects.get(kind="directive").person == walk.people.officer
    told = see(walk.people.auditor, "case_history", row.case_id)
    assert "Uppdrag fick annan ansvarig eller dag" in told and "Har slutat." in told
    before = list(Directive.objects.values())
    again = secretary.post(url, {**said, "owner": walk.people.officer.pk})
    assert again.status_code == 422
    assert "Välj en annan ansvarig eller en annan dag." in again.content.decode()
    assert secretary.post(url, {**said, "reason": ""}).status_code == 422
    early = secretary.post(url, {**said, "due_on": "2020-01-01"})
    assert "ligger före beslutet" in early.content.decode()
    assert list(Directive.objects.values()) == before


@pytest.mark.django_db
def test_a_task_that_is_not_to_be_carried_out_is_taken_off_the_list(walk: Walk) -> None:
    row = listed(walk)
    secretary, url = signed_in(walk.people.secretary), reverse("directive_lapse", args=[row.pk])
    before = everything()
    assert secretary.post(url, {"reason": " "}).status_code == 422
    assert everything() == before
    assert secretary.post(url, {"reason": "KS § 4 har återtagit det."}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.closed_on) == ("lapsed", walk.on)
    assert "<dt>Avskrivet</dt>" in see(walk.people.officer, "directive", row.pk)
    assert "Avskrivet" in see(walk.people.officer, "directive_list")
    assert "Uppdrag avskrevs" in see(walk.people.auditor, "case_history", row.case_id)
    html = see(walk.people.secretary, "directive_account", row.body_id, walk.on.year)
    assert "Avskrivna under året" in html and "Avskrivet" in html
    with refused("closed", NotNow):
        who = {"actor": walk.people.secretary, "on": walk.on, "case_id": row.case_id}
        desk.lapse_directive(directive_id=row.pk, reason="Igen.", **who)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["directive_change", "directive_lapse"])
def test_only_the_bodys_secretary_changes_a_task(walk: Walk, name: str) -> None:
    row = listed(walk)
    said = {"owner": walk.people.coordinator.pk, "due_on": "", "reason": "Skäl."}
    for person in (walk.people.officer, walk.people.coordinator, walk.people.auditor):
        answer = signed_in(person).post(reverse(name, args=[row.pk]), said)
        assert answer.status_code == 403
        assert "Ändra ansvarig" not in see(person, "directive", row.pk)
    unchanged = Directive.objects.get()
    assert (unchanged.owner_id, unchanged.status) == (row.owner_id, "open")


@pytest.mark.django_db
def test_the_list_tells_of_an_owner_who_has_left(walk: Walk) -> None:
    row = listed(walk)
    page = see(walk.people.secretary, "directive_list")
    assert "inget uppdrag i kommunen längre" not in page
    Appointment.objects.filter(person=row.owner_id).update(ends=walk.on - timedelta(days=1))
    for page in (("directive_list",), ("directive", row.pk)):
        assert "har inget uppdrag i kommunen längre." in see(walk.people.secretary, *page)


@pytest.mark.django_db
def test_a_task_of_an_annulled_point_says_so(walk: Walk) -> None:
    case = acts.ordered(walk)
    row = acts.followed(walk, case)
    item = MinuteItem.objects.get(outcomes__point=row.point, meeting__body=row.body_id)
    who = {"actor": walk.people.registrar, "on": walk.on, "case_id": case.pk}
    appeal = flows.run(
        lifecycle_desk.register_appeal,
        item_id=item.pk,
        received_on=walk.on,
        appellant="N.N.",
        court_number="",
        **who,
    )
    the_clock_follows(walk)
    assert "upphävd" not in see(walk.people.secretary, "directive_list")
    said = {"outcome": "annulled", "day": walk.on, "points": (), "note": "", "seen": 0}
    flows.run(lifecycle_desk.record_appeal_step, appeal_id=appeal.pk, **said, **who)
    for page in (("directive_list",), ("directive", row.pk)):
        html = see(walk.people.secretary, *page)
        assert f"Punkt {row.point.number} är upphävd av förvaltningsrätten." in html


@pytest.mark.django_db
def test_an_order_in_a_case_whose_agreement_is_signed_says_so(walk: Walk) -> None:
    case = acts.ordered(walk)
    the_clock_follows(walk)
    assert "undertecknades" not in see(walk.people.secretary, "directive_follow", case.pk, 3)
    agreement = walk.in_force(case)
    the_clock_follows(walk)
    html = see(walk.people.secretary, "directive_follow", case.pk, 3)
    last = agreement.signatures.latest("signed_on").signed_on
    assert f"Avtalet undertecknades {long_date(last)}." in html

"""The yearly account of what a body ordered: sorted as it stood, settled once, frozen with its PDF and told."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pytest_django import Settings

from approvals import operations as desk
from approvals.models import Directive, DirectiveAccount
from approvals.rules.accounts import Report, Task, account_of, content_of
from cases.documents import render_account
from cases.rules.content import canonical
from cases.rules.errors import NotAllowed, NotNow
from history.models import Event
from history.proof import facts_of
from lifecycle.proof import verify_everything
from organisation.web.clock import today
from tests.lifecycle import acts
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk
from tests.snapshot import refused

LAST = date(2026, 12, 31)


def task(given: str, **facts: object) -> Task:
    """A task given on a day, by default open, without reports."""
    said = {"due_on": None, "reports": (), "closed_on": None, "evidence": "", **facts}
    day = date.fromisoformat(given)
    return Task(text=given, decision="Avtal, KS-2026/1, punkt 3", given_on=day, owner="Eva", **said)  # type: ignore[arg-type]


def test_each_task_stands_where_it_stood_on_the_last_day() -> None:
    tasks = [
        task("2026-03-01", due_on=date(2026, 10, 1)),
        task("2025-02-01"),
        task("2026-05-01"),
        task("2026-04-01", due_on=date(2027, 1, 31)),
        task("2025-06-01", closed_on=date(2026, 6, 1), evidence="Rapport."),
        task("2025-07-01", closed_on=date(2025, 12, 1), evidence="Rapport."),  # the year before
        task("2026-08-01", closed_on=date(2027, 1, 10), evidence="Rapport."),  # open at the turn
        task("2027-01-05"),
    ]
    account = account_of("kommunfullmäktige", 2026, tasks, date(2027, 2, 1))
    assert account.as_of == LAST
    assert [t.text for t in account.late] == ["2025-02-01", "2026-03-01"]
    assert [t.text for t in account.open] == ["2026-04-01", "2026-05-01", "2026-08-01"]
    assert [t.text for t in account.done] == ["2025-06-01"]
    assert content_of(account, "Huddinge kommun")["groups"][1]["tasks"][2]["closed_on"] is None


def test_a_year_under_way_is_told_as_it_stands_and_reports_move_the_day() -> None:
    reports = (Report(date(2026, 3, 1), "Pågår.", "Eva"), Report(date(2026, 11, 1), "Mer.", "Eva"))
    told = task("2025-02-01", reports=reports)
    account = account_of("styrelsen", 2026, [told], date(2026, 10, 1))
    assert account.as_of == date(2026, 10, 1) and account.open == (told,)
    row = content_of(account, "Huddinge kommun")["groups"][1]["tasks"][0]
    assert (row["due"], row["report"]["text"]) == ("2027-03-01", "Pågår.")
    assert account_of("styrelsen", 2026, [], LAST).is_empty


def test_the_same_content_gives_the_same_bytes_with_its_words() -> None:
    late = task("2026-03-01", due_on=date(2026, 10, 1))
    account = account_of("kommunfullmäktige", 2026, [late], LAST)
    content = canonical(content_of(account, "Huddinge kommun"))
    pdf = render_account(content)
    assert pdf == render_account(content)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.docinfo["/Title"] == "Redovisning av uppdrag 2026: kommunfullmäktige"
        assert "/StructTreeRoot" in opened.Root and opened.Root.Lang == "sv"


# Settled ----------------------------------------------------------------------------------------------


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from the day the pages read."""
    settings.DEMO = True
    return Walk(people, on=today())


def settle(walk: Walk, year: int | None = None, **changes: object) -> DirectiveAccount:
    """Settle the board's account, as its secretary."""
    facts = {"body_id": walk.people.board.pk, "year": year or walk.on.year, "on": walk.on}
    return desk.settle_account(**{**facts, "actor": walk.people.secretary, **changes})


@pytest.mark.django_db
def test_an_account_is_settled_once_and_stays_as_it_was(walk: Walk) -> None:
    row = acts.followed(walk, acts.ordered(walk))
    account = settle(walk)
    assert row.text in account.content and bytes(account.file.data).startswith(b"%PDF-1.7")
    told = facts_of(Event.objects.get(kind="account_settled"))["facts"]
    assert told["sha256"] == account.file.sha256
    with refused("settled", NotNow):
        settle(walk)
    Directive.objects.filter(pk=row.pk).update(text="Något annat.")
    account.refresh_from_db()
    assert "Något annat." not in account.content
    for change in (
        lambda: DirectiveAccount.objects.update(year=2001),
        lambda: DirectiveAccount.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
    assert verify_everything().findings == []


@pytest.mark.django_db
def test_an_account_that_cannot_be_settled_is_refused(walk: Walk) -> None:
    with refused("nothing", NotNow):
        settle(walk)
    acts.followed(walk, acts.ordered(walk))
    with refused("not_begun", NotNow):
        settle(walk, walk.on.year + 1)
    for person in walk.people.all():
        if person != walk.people.secretary:
            with refused("not_allowed", NotAllowed):
                settle(walk, actor=person)


@pytest.mark.django_db
def test_the_page_shows_the_account_settles_it_and_gives_the_pdf(walk: Walk) -> None:
    row = acts.followed(walk, acts.ordered(walk))
    Directive.objects.filter(pk=row.pk).update(due_on=walk.on - timedelta(days=1))
    the_clock_follows(walk)
    secretary, place = walk.people.secretary, (walk.people.board.pk, walk.on.year)
    assert "Inte fastställd" in see(secretary, "directive_list")
    walk.on = date(walk.on.year + 1, 1, 20)
    the_clock_follows(walk)
    assert reverse("directive_account", args=place) in see(secretary, "directive_list")
    page = see(secretary, "directive_account", *place)
    assert row.text in page and "Fastställ redovisningen" in page
    assert page.index("Försenade") < page.index(row.text) < page.index("Pågående")
    assert "<button" not in see(walk.people.auditor, "directive_account", *place).split("<main")[1]
    pdf = reverse("directive_account_pdf", args=place)
    assert signed_in(secretary).get(pdf).status_code == 404
    url = reverse("directive_account", args=place)
    assert signed_in(secretary).post(url).status_code == 302
    assert signed_in(secretary).post(url).status_code == 409
    answer = signed_in(walk.people.auditor).get(pdf)
    account = DirectiveAccount.objects.select_related("file").get()
    assert answer.content == bytes(account.file.data)
    assert account.file.sha256 in see(secretary, "directive_account", *place)
    assert signed_in(walk.people.outsider).get(pdf).status_code == 403
    assert (
        signed_in(secretary).get(reverse("directive_account", args=(place[0], 1))).status_code
        == 404
    )

"""What everybody may read without signing in, and the secretary's review before it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.models import Meeting
from lifecycle.models import Publication
from lifecycle.publications import material_of
from organisation.web.clock import today
from tests.lifecycle.publishing import (
    PERSONAL,
    SECRET,
    decided_by_council,
    published,
    taken_down,
    with_personal_data,
)
from tests.pages.answers import see, signed_in, the_clock_follows
from tests.people import People, Walk
from tests.snapshot import everything

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[2] / "docs" / "public.md"


@pytest.fixture
def walk(people: People, settings: Any) -> Walk:
    """A walk from today; the pages' clock follows it."""
    settings.DEMO = True
    return Walk(people, on=today())


def address(meeting: Meeting, form: str = "/") -> str:
    """Where the public reads the meeting."""
    return f"/offentligt/{meeting.body.short_name.lower()}/{meeting.date.isoformat()}{form}"


def chosen(meeting: Meeting, **changes: str) -> dict[str, str]:
    """What a reviewer who leaves everything shown sends; a change is named without the item's key."""
    said: dict[str, Any] = {"seen": material_of(meeting).seen}
    for key, choice in material_of(meeting).choices().items():
        said |= {f"{key}-is_public": "on", f"{key}-flagged": list(choice.words)}
        said |= {f"{key}-{name}": value for name, value in changes.items()}
    return {k: v for k, v in said.items() if v}


def test_everybody_reads_what_is_published_and_a_proxy_may_keep_it(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    row = published(walk, meeting)
    for client in (Client(), signed_in(walk.people.outsider), signed_in(walk.people.secretary)):
        for form, kept, sha256 in (
            ("/", row.html, row.html_sha256),
            (".json", row.json, row.json_sha256),
        ):
            path = address(meeting, form)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path)
            assert answer.content.decode() == kept
            assert len(queries) == 1
            assert answer["ETag"] == f'"{sha256}"'
            assert answer["Cache-Control"] == "public, max-age=60"
            assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
            assert "script-src 'self'" in answer["Content-Security-Policy"]
            again = client.get(address(meeting, form), headers={"If-None-Match": answer["ETag"]})
            assert (again.status_code, again.content) == (304, b"")
            assert client.head(address(meeting, form)).status_code == 200
    html = row.html
    assert "<script" not in html and "style=" not in html and "Lena Wikström" not in html
    assert '<html lang="sv">' in html and html.count("<h1>") == 1


def test_the_lists_name_what_is_public_with_as_many_queries_however_much_it_is(walk: Walk) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(path).status_code == 200
        return len(queries)

    assert "Inget är publicerat än." in Client().get("/offentligt/").content.decode()
    first = decided_by_council(walk)
    published(walk, first)
    paths = ("/offentligt/", "/offentligt/kf/", "/offentligt/lista.json")
    before = [asked(path) for path in paths]
    board = with_personal_data(walk)
    published(walk, board)
    second = decided_by_council(walk)
    published(walk, second)
    assert [asked(path) for path in paths] == before == [1, 1, 1]
    listed = Client().get("/offentligt/").content.decode()
    for meeting in (first, second, board):
        assert address(meeting) in listed
    assert address(board) not in Client().get("/offentligt/kf/").content.decode()
    rows = Client().get("/offentligt/lista.json").json()["meetings"]
    assert {row["address"] for row in rows} == {address(m, ".json") for m in (first, second, board)}
    for row in rows:
        assert Client().get(row["address"]).json()["body"] == row["body"]


def test_only_what_is_published_now_has_an_address(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    for path in (address(meeting), address(meeting, ".json"), "/offentligt/kf/"):
        assert Client().get(path).status_code == 404
    published(walk, meeting)
    taken_down(walk, meeting)
    for path in (address(meeting), address(meeting, ".json")):
        answer = Client().get(path)
        assert answer.status_code == 410 and "ETag" not in answer
        html = answer.content.decode()
        assert "kommunen har tagit bort dem från webben" in html
        assert "Fel uppgift" not in html and "Karolinska" not in html
    assert address(meeting) not in Client().get("/offentligt/").content.decode()
    assert Client().get("/offentligt/lista.json").json()["meetings"] == []
    published(walk, meeting)
    answer = Client().get(address(meeting, ".json"))
    assert (answer.status_code, answer.json()["edition"]) == (200, 2)


@pytest.mark.parametrize(
    "path",
    [
        "/offentligt/xx/",
        "/offentligt/kf/2026-02-30/",
        "/offentligt/kf/20260518/",
        "/offentligt/kf/2026-W20-1.json",
        "/offentligt/kf/i-gar/",
        "/offentligt/" + "k" * 300 + "/2026-05-18/",
    ],
)
def test_other_addresses_are_plainly_missing(walk: Walk, path: str) -> None:
    answer = signed_in(walk.people.secretary).get(path)
    assert answer.status_code == 404
    assert "Inget är publicerat på den här adressen." in answer.content.decode()
    assert "Lena Wikström" not in answer.content.decode()


def test_the_shape_is_the_documented_one(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    said = json.loads(published(walk, meeting).json)
    documented = re.findall(r"^\| `(\w+)` \|", DOCS.read_text(), re.MULTILINE)
    listed = Client().get("/offentligt/lista.json").json()
    item = said["items"][0]
    kept = {*said, *item, *item["points"][0], *listed, *listed["meetings"][0]}
    inner = {"yes_means", "no_means", "yes", "no", "abstained", "day", "text"}
    assert kept | inner == set(documented)
    assert said["version"] == listed["version"] == 1


# The review --------------------------------------------------------------------------------------------------


def test_the_secretary_reviews_and_publishes(walk: Walk) -> None:
    meeting = with_personal_data(walk)
    the_clock_follows(walk)
    secretary, url = signed_in(walk.people.secretary), reverse("meeting_public", args=[meeting.pk])
    assert url in see(walk.people.secretary, "meeting", meeting.pk)
    html = secretary.get(url).content.decode()
    for text in (
        PERSONAL,
        "rut.alm@example.se",
        "(e-postadress)",
        "Maria Lindqvist (namn på en person)",
    ):
        assert text in html
    assert "Rut Alm ([uppgift borttagen], [uppgift borttagen]) får ersättning." in html
    before = everything()
    shown = secretary.post(url, chosen(meeting, words="Rut Alm") | {"show": "1"})
    assert shown.status_code == 200 and "Den är inte publicerad än." in shown.content.decode()
    assert "[uppgift borttagen] ([uppgift borttagen]" in shown.content.decode()
    assert everything() == before
    answer = secretary.post(url, chosen(meeting, words="Rut Alm"))
    assert answer.headers["Location"] == url
    public = Client().get(address(meeting)).content.decode()
    assert PERSONAL not in public and "Rut Alm" not in public and "får ersättning" in public
    html = secretary.get(url).content.decode()
    assert address(meeting) in html and "Utgåva 1" in html
    assert "publicerades för allmänheten" in see(walk.people.auditor, "organisation_history")


def test_what_is_refused_is_said_at_the_field_and_kept(walk: Walk) -> None:
    meeting = with_personal_data(walk, is_marked=True)
    the_clock_follows(walk)
    secretary, url = signed_in(walk.people.secretary), reverse("meeting_public", args=[meeting.pk])
    page = secretary.get(url).content.decode()
    assert "Sekretessmarkerad bilaga i ärendet" in page and "Publiceras inte" in page
    before = everything()
    for changes, sentence in (
        ({}, "Skriv varför paragrafen ändå kan publiceras."),
        (
            {"words": "Någon helt annan", "reason": "Går bra."},
            "Orden ”Någon helt annan” finns inte",
        ),
        ({"reason": "x" * 501}, "Skriv högst 500 tecken."),
    ):
        answer = secretary.post(url, chosen(meeting, **changes))
        html = answer.content.decode()
        assert answer.status_code == 422 and sentence in html
        assert all(value in html for value in changes.values())
        shown = secretary.post(url, chosen(meeting, **changes) | {"show": "1"})
        assert shown.status_code == 422 and sentence in shown.content.decode()
        assert f"{PERSONAL}, rut.alm" not in shown.content.decode()
    assert {k: v for k, v in everything().items() if "history" not in k} == {
        k: v for k, v in before.items() if "history" not in k
    }
    assert not Publication.objects.exists()
    assert secretary.post(url, chosen(meeting, reason="Bara bilagan.")).status_code == 302
    for form in ("/", ".json"):
        assert SECRET not in Client().get(address(meeting, form)).content.decode()


def test_the_next_review_begins_with_what_was_chosen(walk: Walk) -> None:
    meeting = with_personal_data(walk, is_marked=True)
    the_clock_follows(walk)
    secretary, url = signed_in(walk.people.secretary), reverse("meeting_public", args=[meeting.pk])
    said = chosen(meeting, words="Rut Alm", reason="Bara bilagan är hemlig.")
    assert secretary.post(url, said).status_code == 302
    again = secretary.post(url, said | {"seen": material_of(meeting).seen})
    assert again.status_code == 409 and "visar redan detta" in again.content.decode()
    html = secretary.get(url).content.decode()
    assert "Bara bilagan är hemlig." in html and "\nRut Alm</textarea>" in html
    (choice,) = material_of(meeting).choices().values()
    assert choice.is_public and set(choice.words) >= {PERSONAL, "Rut Alm", "rut.alm@example.se"}


def test_somebody_else_was_first(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    the_clock_follows(walk)
    secretary, url = signed_in(walk.people.secretary), reverse("meeting_public", args=[meeting.pk])
    said = chosen(meeting, words="Avtalet")
    published(walk, meeting)
    answer = secretary.post(url, said)
    assert answer.status_code == 409
    assert "har publicerat utgåva 1 sedan du öppnade sidan" in answer.content.decode()
    assert Publication.objects.count() == 1


def test_before_the_minutes_are_approved_the_page_says_so(walk: Walk) -> None:
    case = walk.decided()
    meeting = case.minute_items.get(meeting__body=walk.people.council).meeting
    the_clock_follows(walk)
    secretary, url = signed_in(walk.people.secretary), reverse("meeting_public", args=[meeting.pk])
    assert url not in see(walk.people.secretary, "meeting", meeting.pk)
    html = secretary.get(url).content.decode()
    assert "Protokollet är inte justerat." in html and 'name="publish"' not in html
    answer = secretary.post(url, chosen(meeting))
    assert answer.status_code == 409 and not Publication.objects.exists()


def test_taking_down(walk: Walk) -> None:
    meeting = decided_by_council(walk)
    published(walk, meeting)
    the_clock_follows(walk)
    secretary = signed_in(walk.people.secretary)
    url = reverse("meeting_unpublish", args=[meeting.pk])
    answer = secretary.post(url, {"reason": " "})
    assert answer.status_code == 422 and "Skriv varför sidan tas bort." in answer.content.decode()
    assert Client().get(address(meeting)).status_code == 200
    assert secretary.post(url, {"reason": "Fel person."}).status_code == 302
    assert Client().get(address(meeting)).status_code == 410
    html = secretary.get(reverse("meeting_public", args=[meeting.pk])).content.decode()
    assert "Fel person." in html and "Utgåva 1 är borttagen." in html
    old = reverse("meeting_public_edition", args=[meeting.pk, 1, "html"])
    assert "Avtalet i bilaga 1" in signed_in(walk.people.auditor).get(old).content.decode()
    assert signed_in(walk.people.auditor).get(old.replace("html", "xml")).status_code == 404


def test_the_auditor_reads_the_review_and_others_do_not(walk: Walk) -> None:
    meeting = with_personal_data(walk)
    published(walk, meeting)
    the_clock_follows(walk)
    url = reverse("meeting_public", args=[meeting.pk])
    html = signed_in(walk.people.auditor).get(url).content.decode()
    assert f"Borttaget: {PERSONAL}" in html and "<form" not in html.split("<main")[1]
    for person in (walk.people.officer, walk.people.head, walk.people.outsider):
        assert signed_in(person).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_a_renamed_body_keeps_its_address(walk: Walk) -> None:
    first = decided_by_council(walk)
    published(walk, first)
    body = walk.people.council
    type(body).objects.filter(pk=body.pk).update(short_name="FUM")
    second = decided_by_council(walk)
    row = published(walk, second)
    assert row.body_code == "kf"
    other = walk.people.board
    type(other).objects.filter(pk=other.pk).update(short_name="KF")
    third = with_personal_data(walk)
    assert published(walk, third).body_code == f"kf-{other.pk}"

"""An outsider and the auditor try every address of the product: neither changes anything, one reads nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import expect
from pytest_django import Settings

from cases.models import Case
from history.models import Event
from lifecycle.models import Question
from organisation.models import Person
from organisation.web.clock import today
from tests.journeys.hands import Hands
from tests.journeys.scenes import SCENES, Scene
from tests.lifecycle import publishing
from tests.pages.answers import the_clock_follows
from tests.people import People, Walk
from tests.snapshot import everything

OUTSIDER, AUDITOR = "Nadja Holm", "Gunnar Åström"
COUNTERPARTY = "Karolinska"

# What is not in SCENES, and why: these change nothing but one's own way in.
ONES_OWN = {
    "account_login",
    "account_logout",
    "account_signup",  # closed: tried below
    "account_inactive",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
}
DEMO_ONLY = {"demo_persons", "demo_clock"}  # mounted with DEMO=1; tests/pages/test_demo.py
# Open to everybody without signing in, on purpose; they show what was published and take nothing: tried below.
PUBLIC = {"public_list", "public_list_json", "public_body", "public_meeting", "public_meeting_json"}
# Pages that open for everybody with a role, each showing what that person may read.
OPEN_LISTS = {
    "inbox",
    "directive_list",
    "case_list",
    "agreement_register",
    "meeting_list",
    "meeting",
    "meeting_agenda",
    "meeting_delegated",
    "delegated_list",
    "delegated_csv",
}
# An officer opens cases for her own unit; that touches nobody else's.
HER_OWN = {"case_new"}
CALENDAR = {"meeting_year", "body_list", "body"}  # everybody with a role; no case stands on it
# Pages to read, which the auditor shall be able to: everything that is no form for somebody else.
READ = OPEN_LISTS | CALENDAR | {
    "agreement", "agreement_history", "agreement_review", "case", "case_attachment_file",
    "case_attachments", "case_bundle", "case_close", "case_countersign", "case_dispatch", "case_extract", "case_extracts", "case_receipt", "case_give_notice",
    "directive", "directive_account", "directive_account_pdf", "case_history", "case_pdf", "case_plan", "case_preview", "case_preview_image", "case_versions",
    "case_review", "case_settle", "case_sign", "case_word", "case_papers", "paper", "paper_pdf", "paper_word",
    "organisation_history", "summons_file", "delegated", "delegated_appeals", "item_appeals", "case_annulment", "meeting_public", "meeting_public_edition",
}  # fmt: skip


@pytest.fixture
def walk(people: People, settings: Settings) -> Walk:
    """A walk from today; the pages' clock follows it."""
    settings.DEMO = True
    return Walk(people, on=today())


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of every address below."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names_of(one.url_patterns)
        else:
            assert one.name, one
            yield one.name


def test_every_address_is_tried() -> None:
    found = set(names_of(get_resolver().url_patterns)) - DEMO_ONLY
    assert found == set(SCENES) | ONES_OWN | PUBLIC


# Trying to change something ------------------------------------------------------------------------------


Browser = tuple[
    Client, str
]  # where somebody is signed in, and the token a form of theirs would carry


def browser_of(person: Person) -> Browser:
    """Signing in is written on the person, so it is done before anything is compared."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="config.sign_in.SignInBackend")
    client.get("/")
    return client, client.cookies["csrftoken"].value


def written() -> dict[str, Any]:
    """Everything but the book's tables, and the book's events apart from the refusals it notes."""
    rows = {k: v for k, v in everything().items() if not k.startswith("history")}
    return {
        **rows,
        "told": list(Event.objects.exclude(kind="refused").values_list("pk", flat=True)),
    }


def sent(browser: Browser, name: str, scene: Scene) -> HttpResponse:
    """The answer to what the right person would send."""
    client, token = browser
    said = scene.send() if scene.send else {}
    return client.post(reverse(name, args=scene.args), {**said, "csrfmiddlewaretoken": token})


@pytest.mark.parametrize("name", sorted(SCENES))
def test_neither_does_what_the_right_person_then_does(name: str, walk: Walk) -> None:
    scene = SCENES[name](walk)
    the_clock_follows(walk)
    outsider = browser_of(walk.people.outsider)
    auditor = browser_of(walk.people.auditor)
    right = browser_of(getattr(walk.people, scene.by))
    _the_outsider_reads_nothing_of_it(name, scene, outsider[0], right[0])
    _the_auditor_reads_and_is_offered_nothing(name, scene, auditor[0])
    before = written()
    _who_may_is_asked_before_a_word_is_read(name, scene, auditor)
    for browser in [auditor] if name in HER_OWN else [auditor, outsider]:
        answer = sent(browser, name, scene)
        assert answer.status_code in ((403, 404) if scene.send else (403, 404, 405))
        assert written() == before, "somebody who may not wrote something"
    if scene.send:
        assert sent((right[0], "x" * 32), name, scene).status_code == 403
        assert written() == before, "a form without its token wrote something"
        answer = sent(right, name, scene)  # else what the others sent was not worth refusing
        assert answer.status_code in (302, 202), answer.content.decode()[-3000:]
        assert written() != before


def _who_may_is_asked_before_a_word_is_read(name: str, scene: Scene, auditor: Browser) -> None:
    client, token = auditor
    empty = client.post(reverse(name, args=scene.args), {"csrfmiddlewaretoken": token})
    assert empty.status_code in (403, 404, 405), "what was sent was judged before who sent it"


def test_nobody_signs_themselves_up(walk: Walk) -> None:
    client = Client()
    said = {"email": "ny@example.se", "password1": "ett långt lösenord 9", "name": "Ny"}
    before = written()
    client.post(reverse("account_signup"), said)
    assert written() == before


def test_what_is_open_to_everybody_is_only_what_was_published_and_takes_nothing(walk: Walk) -> None:
    meeting = publishing.decided_by_council(walk)
    the_clock_follows(walk)
    client = Client(enforce_csrf_checks=True)
    one = ("kf", meeting.date.isoformat())
    args = {"public_body": one[:1], "public_meeting": one, "public_meeting_json": one}
    addresses = {name: reverse(name, args=args.get(name, ())) for name in PUBLIC}
    for address in addresses.values():
        answer = client.get(address)
        assert answer.status_code in (200, 404) and COUNTERPARTY not in answer.content.decode()
    publishing.published(walk, meeting)
    before = written()
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 200 and not answer.cookies
        assert (COUNTERPARTY in answer.content.decode()) is name.startswith("public_meeting")
        assert client.post(address).status_code in (403, 405)
    assert written() == before


# Reading -------------------------------------------------------------------------------------------------


def _the_outsider_reads_nothing_of_it(
    name: str, scene: Scene, outsider: Client, right: Client
) -> None:
    """Closed or not there; what is open to everybody, and where such a page leads back to, shows nothing of it."""
    address = reverse(name, args=scene.args)
    answer = outsider.get(address, follow=True)
    assert COUNTERPARTY not in answer.content.decode()
    if name in OPEN_LISTS:
        assert COUNTERPARTY in right.get(address).content.decode()
    elif name not in HER_OWN | CALENDAR:
        to_a_list = answer.redirect_chain and name.startswith("meeting_")
        assert to_a_list or answer.status_code in (403, 404, 405), answer.status_code


def _the_auditor_reads_and_is_offered_nothing(name: str, scene: Scene, auditor: Client) -> None:
    """Neither here nor on the pages of the case and its agreement, as they look at this stage; no link is closed."""
    address = reverse(name, args=scene.args)
    status = auditor.get(address).status_code
    assert status in ((200,) if name in READ else (302, 403, 405)), status
    pages = {address, *_pages_around()}
    links = {link for path in pages for link in _links_of_what_is_only_read(auditor, path)}
    for link in links - pages:
        assert auditor.get(link).status_code in (200, 302), link


_LOOKED_AT: set[tuple[str, ...]] = (
    set()
)  # many scenes come to the same stage: its pages are tried once


def _pages_around() -> list[str]:
    """The pages of the latest case and its agreement, at a stage that no scene before has come to."""
    row = Case.objects.select_related("agreement").order_by("pk").last()
    if row is None:
        return []
    stands = (row.kind, row.stage, row.mark, str(row.version), row.agreement.state)
    if stands in _LOOKED_AT:
        return []
    _LOOKED_AT.add(stands)
    of_case = (
        "case",
        "case_pdf",
        "case_attachments",
        "case_history",
        "case_dispatch",
        "case_close",
    )
    of_agreement = ("agreement", "agreement_history")
    return [reverse(n, args=[row.pk]) for n in of_case] + [
        reverse(n, args=[row.agreement_id]) for n in of_agreement
    ]


class Page(HTMLParser):
    """What a page's own part lets one do: forms that post, buttons outside searches, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside = False
        self.search = False
        self.acts: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, buttons and links between <main> and </main>."""
        said = dict(attrs)
        if tag == "main":
            self.inside = True
        if not self.inside:
            return
        if tag == "form":
            self.search = said.get("method") == "get"
        if tag in ("form", "button") and not self.search:
            self.acts.append(self.get_starttag_text() or tag)
        if tag == "a":
            self.links.append(said.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        """Leave the form, or the page's own part."""
        if tag == "main":
            self.inside = False
        if tag == "form":
            self.search = False


def _links_of_what_is_only_read(client: Client, path: str) -> list[str]:
    """A page that opens has no form or button that changes anything; return where it leads."""
    answer = client.get(path)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return []
    page = Page(answer.content.decode())
    assert not page.acts, (path, page.acts)
    return [link.partition("#")[0] for link in page.links if link.startswith("/")]


# As it looks ---------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_outsider_finds_no_trace_in_the_browser(hands: Hands, town: Walk) -> None:
    row = town.submitted()
    hands.step_in(OUTSIDER)
    for path in ("/", "/arenden/", "/avtal/", "/sammantraden/", f"/avtal/?q={COUNTERPARTY}"):
        hands.open(path)
        expect(hands.main).not_to_contain_text(row.title)
        expect(hands.main.get_by_role("link", name=COUNTERPARTY)).to_have_count(0)
    around = ("", "historik/", "granska/", "skriv/", "bilagor/", "tjansteutlatande.pdf")
    paths = [f"/arenden/{row.pk}/{part}" for part in around] + [f"/avtal/{row.agreement_id}/"]
    for path in paths:
        with hands.refused(404):
            hands.open(path)
            hands.headed("Sidan finns inte")
            hands.misses(COUNTERPARTY)
    _posts_are_refused(hands, row, 404)


@pytest.mark.browser
def test_the_auditor_reads_all_and_changes_nothing_in_the_browser(hands: Hands, town: Walk) -> None:
    row = town.submitted()
    hands.step_in(AUDITOR)
    hands.open("/arenden/")
    listed = hands.main.get_by_role("row").filter(has_text=row.registry_number)
    listed.get_by_role("link", name=row.title).click()
    hands.headed(row.title)
    hands.sees(f"Nästa steg: {town.people.head.name} granskar version 1")
    for part in ("", "bilagor/", "granska/", "historik/"):
        hands.open(f"/arenden/{row.pk}/{part}")
        expect(hands.main.locator("form:not([method=get])")).to_have_count(0)
    for part in ("skriv/", "skicka/", "aterkalla/"):
        with hands.refused(403):
            hands.open(f"/arenden/{row.pk}/{part}")
            hands.headed("Det får du inte göra")
    _posts_are_refused(hands, row, 403)


def _posts_are_refused(hands: Hands, row: Case, status: int) -> None:
    """A form made by hand, with the browser's own cookies and token, is refused and changes nothing."""
    cookies = {c["name"]: c["value"] for c in hands.page.context.cookies()}
    task = Question.objects.get(case=row, kind="approve").task
    said = {"task": str(task), "step": "1", "decision": "approve", "reason": "För att."}
    before = written()
    for part in ("granska/", "aterkalla/"):
        answer = hands.page.request.post(
            f"/arenden/{row.pk}/{part}",
            form={**said, "csrfmiddlewaretoken": cookies["csrftoken"]},
        )
        assert answer.status == status, (part, answer.status)
    assert written() == before

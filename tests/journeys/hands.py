"""The small movements every journey is made of: step in as somebody, take a task, fill in, press, move the clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Response, expect

from config.postgres import BASE_DIR
from lifecycle.demo.people import Organisation, make_organisation
from organisation.models import Person
from tests.people import SINCE, Walk

SAMPLE = BASE_DIR / "docs" / "exempel" / "tjansteutlatande_exempel.txt"
PATIENCE = 20_000  # milliseconds: a machine that is busy with other tests is slow, not wrong
expect.set_options(timeout=PATIENCE)


@dataclass
class Hands:
    """A person at the keyboard, who also watches what the browser complains about."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", self._broke)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors in the console, breaches of the content policy among them; statuses are heard below."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _broke(self, error: Error) -> None:
        self.complaints.append(f"{self.page.url}: {error.message}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.request.method} {response.url}: {response.status}")

    def content(self) -> None:
        """Nothing has been complained about so far, and the page is a page of ours."""
        assert not self.complaints, self.complaints
        expect(self.page).to_have_title(re.compile(" – Avtalsgång$"))
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """Expect that a page inside answers with this status."""
        self.expected = {status}
        yield
        self.content()
        self.expected = set()

    # Going somewhere ---------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)
        self.content()

    def step_in(self, name: str) -> None:
        """Become somebody, through the demonstration's door."""
        self.open("/demo/")
        self.page.get_by_role("button", name=f"Gå in som {name}").click()
        banner = self.page.get_by_role("banner")
        expect(banner.get_by_role("button", name=name)).to_be_visible()
        self.content()

    def take(self, button: str, about: str) -> None:
        """Take up a task from the inbox by its button and what it is about."""
        self.open("/")
        name = re.compile(f"^{button}: .*{_spaced(about)}")
        self.page.get_by_role("link", name=name).click()
        self.content()

    def follow(self, link: str, **how: Any) -> None:
        """Click on a link in the page's own part."""
        self.main.get_by_role("link", name=link, **how).click()
        self.content()

    def press(self, button: str, **how: Any) -> None:
        """Press a button; the page that comes is looked at."""
        self.main.get_by_role("button", name=button, **how).click()
        self.content()

    def move_clock(self, day: date) -> None:
        """Move the demonstration's clock to a day, as anybody signed in can."""
        self.open("/demo/klocka/")
        self.write("Ny dag", day.isoformat())
        self.press("Flytta klockan")
        self.told("Nu är det")

    # Reading and writing -----------------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        """What the page is about, without the frame."""
        return self.page.get_by_role("main")

    def write(self, label: str, text: str) -> None:
        """Fill in a field by its label."""
        self.main.get_by_label(label).fill(text)

    def told(self, sentence: str) -> None:
        """The page says in its message what has happened."""
        expect(self.page.get_by_role("status").filter(has_text=sentence)).to_be_visible()

    def sees(self, *words: str) -> None:
        """The words stand on the page; hard and soft spaces count as the same."""
        for one in words:
            expect(self.main).to_contain_text(re.compile(_spaced(one)))

    def misses(self, *words: str) -> None:
        """The words stand nowhere on the page, the frame included."""
        for one in words:
            expect(self.page.locator("body")).not_to_contain_text(re.compile(_spaced(one)))

    def headed(self, heading: str, level: int = 1) -> None:
        """The page, or a part of it, has this heading."""
        name = re.compile(_spaced(heading))
        expect(self.page.get_by_role("heading", level=level, name=name)).to_be_visible()


def _spaced(words: str) -> str:
    """A pattern for the words, whatever spaces are between them; a slash would end it in the browser."""
    return r"\s+".join(re.escape(word).replace("/", ".") for word in words.split())


def cast_of(there: Organisation) -> Any:
    """The demonstration's people in the parts of tests.people.People, for a Walk."""
    people = there.people
    return SimpleNamespace(
        office=there.units["KSF"],
        department=there.units["SOA"],
        council=there.bodies["KF"],
        board=there.bodies["KS"],
        officer=people["Jonas Ekdahl"],
        head=people["Karin Sandell"],
        director=people["Maria Lindqvist"],
        secretary=people["Lena Wikström"],
        signatory=people["Anders Hallberg"],
        registrar=people["Sofia Brandt"],
        auditor=people["Gunnar Åström"],
        outsider=people["Nadja Holm"],
        system=Person.objects.get(is_system=True),
    )


def walk_among_demo_people(today: date) -> Walk:
    """Load the demonstration's organisation, without its agreements, and a walk among its people."""
    there = make_organisation(since=SINCE, today=today, password="")
    return Walk(cast_of(there), on=today)

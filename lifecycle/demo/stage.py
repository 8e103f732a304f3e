"""Plays the demonstration's stories day by day: each tells on which day it goes on, and what is done then."""

from __future__ import annotations

import heapq
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import count
from typing import Any, Final

import pikepdf

from approvals import operations as desk
from approvals.models import Meeting
from approvals.rules.decisions import Outcome
from cases import operations as drafting
from cases.models import Case
from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.points import DecisionPoint
from lifecycle import flows, jobs, operations
from lifecycle.demo.people import Organisation
from lifecycle.demo.texts import CaseText
from lifecycle.models import Question
from lifecycle.operations.deciding import PointAnswer, points_handled
from lifecycle.operations.opening import AgreementFacts
from lifecycle.rules.calendars import MeetingDay
from lifecycle.rules.dates import previous_working_day
from lifecycle.rules.statutory_time import legal_force_day
from organisation.models import Person

Story = Iterator[date]
SECRETARY: Final = "Lena Wikström"
REGISTRAR: Final = "Sofia Brandt"
DIRECTOR: Final = "Maria Lindqvist"
PRESENT: Final = {"KF": 58, "KS": 15, "KSAU": 7, "GAN": 13, "SN": 13}
MINUTES_AFTER: Final = 6  # days from the meeting to the approval of its minutes
HOUR: Final = time(13)
HALL: Final = "Sessionssalen, kommunalhuset"
OPENING: Final = "Upprop\nVal av justerare\nGodkännande av dagordningen"
CLOSING: Final = "Delgivningar\nAnmälan av delegationsbeslut"


@dataclass(frozen=True, slots=True)
class Office:
    """Who prepares a case: the unit, its case officer, and the head who approves."""

    unit: str
    officer: str
    head: str
    head_title: str


@dataclass
class Stage:
    """The day it is, everyone there is, and the stories waiting for their next day."""

    there: Organisation
    calendar: list[MeetingDay]
    today: date
    on: date
    meetings: dict[tuple[str, date], Meeting] = field(default_factory=dict)
    _waiting: list[tuple[date, int, Story]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    # Days --------------------------------------------------------------------------------------------

    def begin(self, story: Story) -> None:
        """Take up a story; it waits for the first day it names."""
        day = next(story, None)
        if day is not None:
            heapq.heappush(self._waiting, (max(day, self.on), next(self._order), story))

    def play(self) -> None:
        """Let every story go on, in the order of the days, until today."""
        while self._waiting and self._waiting[0][0] <= self.today:
            self.on, _, story = heapq.heappop(self._waiting)
            self.begin(story)

    def last(self, body: str, by: date) -> MeetingDay:
        """The body's last meeting up to and including a day."""
        return [m for m in self.calendar if m.body == body and m.day <= by][-1]

    def following(self, body: str, after: date) -> MeetingDay:
        """The body's first meeting after a day."""
        return next(m for m in self.calendar if m.body == body and m.day > after)

    def who(self, name: str) -> dict[str, Any]:
        """What every operation is told: the actor, and the day."""
        return {"actor": self.there.people[name], "on": self.on}

    def person(self, name: str) -> Person:
        """A person by name."""
        return self.there.people[name]

    # The drafting desk ---------------------------------------------------------------------------------

    def open_case(self, text: CaseText, office: Office, recipient: str) -> Case:
        """Open the case as its officer."""
        facts = AgreementFacts(
            text.agreement, text.kind, text.counterparty, text.organisation_number, text.purpose
        )
        return flows.open_with(
            operations.open_case,
            agreement=facts,
            recipient=self.there.bodies[recipient],
            unit=self.there.units[office.unit],
            draft=self.draft(text, office),
            **self.who(office.officer),
        )

    def draft(self, text: CaseText, office: Office) -> Draft:
        """The text as a draft."""
        bodies = self.there.bodies
        return Draft(
            title=text.title,
            sections=tuple(DraftSection(1, heading, body) for heading, body in text.sections),
            points=tuple(
                DecisionPoint(
                    number,
                    bodies[p.body].pk,
                    bodies[p.proposing].pk if p.proposing else None,
                    p.text,
                    p.depends_on,
                )
                for number, p in enumerate(text.points, start=1)
            ),
            signers=(
                DraftSigner(DIRECTOR, "kommundirektör"),
                DraftSigner(office.head, office.head_title),
            ),
            recipients=text.recipients,
        )

    def attach(self, case: Case, text: CaseText, office: Office) -> None:
        """Add the attachments, and the registry number where no series of our own gave one."""
        for title in text.attachments:
            drafting.add_attachment(
                case_id=case.pk,
                title=title,
                filename=f"{title.lower().replace(',', '').replace(' ', '_')}.pdf",
                data=a_pdf(title, text),
                number=None,
                **self.who(office.officer),
            )
        if not case.registry_number:
            number = f"{case.recipient_body.short_name}-{self.on.year}/{case.pk}"
            drafting.set_registry_number(
                case_id=case.pk, registry_number=number, **self.who(REGISTRAR)
            )

    def answer(self, case: Case, kind: str, operation: Any, name: str, /, **facts: Any) -> Any:
        """Answer the case's open question of a kind, as the web does."""
        question = Question.objects.filter(case=case, kind=kind).earliest("pk")
        return flows.perform(question.task, operation, case_id=case.pk, **self.who(name), **facts)

    def render(self, case: Case) -> None:
        """Do what the worker would do after the last approval, on that day and not on a later one."""
        jobs.render_officer_report(case.pk, again(case).version, self.on.isoformat())

    # The meeting ---------------------------------------------------------------------------------------

    def meeting(self, planned: MeetingDay) -> Meeting:
        """The meeting as a row, scheduled when it is first asked for."""
        key = (planned.body, planned.day)
        if key not in self.meetings:
            is_first = planned.body not in {body for body, _ in self.meetings}
            made = desk.schedule_meeting(
                body=self.there.bodies[planned.body],
                date=planned.day,
                stop_date=planned.stop,
                **self.who(SECRETARY),
            )
            self.meetings[key] = self._described(made, is_first)
        return self.meetings[key]

    def _described(self, meeting: Meeting, is_first: bool) -> Meeting:
        """With an hour and a place; the body's first also gives it the standing items of its agendas."""
        facts = {"meeting_id": meeting.pk, **self.who(SECRETARY)}
        if is_first:
            desk.set_standing_items(opening=OPENING, closing=CLOSING, as_default=True, **facts)
        return desk.set_time_and_place(starts_at=HOUR, place=HALL, **facts)

    def place(self, case: Case, planned: MeetingDay) -> int:
        """Put the case on the meeting's agenda; return the item's key."""
        meeting = self.meeting(planned)
        item = flows.run(
            desk.place_on_agenda, case_id=case.pk, meeting_id=meeting.pk, **self.who(SECRETARY)
        )
        return item.pk

    def adopt(self, case: Case, item: int, planned: MeetingDay) -> None:
        """Record that the body adopted everything it handled."""
        meeting = self.held(planned)
        points = points_handled(again(case), meeting.body_id)
        answers = {p.number: PointAnswer(Outcome.APPROVED) for p in points}
        self.answer(
            case, "decide", operations.record_item, SECRETARY, item_id=item, answers=answers
        )

    def held(self, planned: MeetingDay) -> Meeting:
        """The meeting with its attendance noted; its minutes follow by themselves."""
        meeting = self.meeting(planned)
        if meeting.present_count is None:
            meeting = desk.record_attendance(
                meeting_id=meeting.pk, present_count=PRESENT[planned.body], **self.who(SECRETARY)
            )
            self.meetings[planned.body, planned.day] = meeting
            self.begin(self._minutes(meeting))
        return meeting

    def _minutes(self, meeting: Meeting) -> Story:
        """Minutes approved, notice up the next day, and down when nobody can appeal any more."""
        approved = max(
            meeting.date, previous_working_day(meeting.date + timedelta(days=MINUTES_AFTER))
        )
        yield approved
        facts = {"meeting_id": meeting.pk}
        flows.keep_minutes(
            desk.approve_minutes, approved_on=approved, **facts, **self.who(SECRETARY)
        )
        posted = previous_working_day(approved + timedelta(days=1))
        yield posted
        flows.keep_minutes(desk.post_notice, posted_on=posted, **facts, **self.who(SECRETARY))
        removed = legal_force_day(posted).value
        yield removed
        flows.keep_minutes(desk.remove_notice, removed_on=removed, **facts, **self.who(SECRETARY))


def again(case: Case) -> Case:
    """The case read anew."""
    return Case.objects.select_related("agreement", "recipient_body").get(pk=case.pk)


def a_pdf(title: str, text: CaseText) -> bytes:
    """A real PDF of one page that says what it would have been."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    lines = (title, text.agreement, "Huddinge kommun", text.counterparty, "Påhittat exempel.")
    shown = b"".join(
        b"1 0 0 1 72 %d Tm (%s) Tj\n" % (760 - 26 * place, _escaped(line))
        for place, line in enumerate(lines)
    )
    page.Contents = pdf.make_stream(b"BT /F1 13 Tf\n" + shown + b"ET")
    pdf.docinfo["/Title"] = title
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _escaped(line: str) -> bytes:
    text = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return text.encode("cp1252", "replace")

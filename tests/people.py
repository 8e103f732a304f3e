"""The same few people in every test, and how to walk a case to any point of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pikepdf

from approvals import operations as desk
from approvals.models import Meeting, MinuteItem
from approvals.queries import approvals_of
from approvals.rules.decisions import Outcome
from cases import operations as drafting
from cases.models import Agreement, Case
from cases.rules.content import canonical
from cases.rules.draft import Draft, DraftSection, DraftSigner
from cases.rules.points import DecisionPoint
from lifecycle import flows, operations
from lifecycle.models import Question
from lifecycle.operations.deciding import PointAnswer
from lifecycle.operations.opening import AgreementFacts
from lifecycle.rules.notice_base import Rule
from lifecycle.rules.notice_year import YearAfter
from organisation.models import Appointment, Body, Person, Role, Unit

DAY = date(2026, 5, 4)  # a Monday, when every walk starts
SINCE = date(2020, 1, 1)


@dataclass
class People:
    """Who takes part; each holds one role, the outsider a role in another administration."""

    def __post_init__(self) -> None:
        self.office = Unit.objects.create(
            name="Kommunstyrelsens förvaltning", kind=Unit.Kind.ADMINISTRATION
        )
        self.department = Unit.objects.create(
            name="Service och administration", kind=Unit.Kind.DEPARTMENT, parent=self.office
        )
        self.elsewhere = Unit.objects.create(
            name="Socialförvaltningen", kind=Unit.Kind.ADMINISTRATION
        )
        self.council = _body("Kommunfullmäktige", "KF", Body.Kind.COUNCIL)
        self.board = _body("Kommunstyrelsen", "KS", Body.Kind.EXECUTIVE_BOARD)
        self.committee = _body("Socialnämnden", "SN", Body.Kind.COMMITTEE)
        self.officer = _person("Jonas Ekdahl", Role.CASE_OFFICER, "utredare", self.department)
        self.head = _person(
            "Karin Sandell", Role.DEPARTMENT_HEAD, "avdelningschef", self.department
        )
        self.director = _person("Maria Lindqvist", Role.MUNICIPAL_DIRECTOR, "kommundirektör")
        self.secretary = _person("Lena Wikström", Role.COMMITTEE_SECRETARY, "nämndsekreterare")
        self.signatory = _person("Anders Hallberg", Role.SIGNATORY, "kommunstyrelsens ordförande")
        self.registrar = _person("Sofia Brandt", Role.REGISTRAR, "registrator")
        self.coordinator = _person("Eva Norling", Role.COORDINATOR, "koordinator")
        self.auditor = _person("Gunnar Åström", Role.AUDITOR, "förtroendevald revisor")
        self.administrator = _person("Ylva Öberg", Role.ADMINISTRATOR, "systemförvaltare")
        self.outsider = _person("Nadja Holm", Role.CASE_OFFICER, "utredare", self.elsewhere)

    @cached_property
    def system(self) -> Person:
        """The product itself."""
        return Person.objects.get(is_system=True)

    def all(self) -> list[Person]:
        """Everyone who can sign in."""
        return [
            self.officer,
            self.head,
            self.director,
            self.secretary,
            self.signatory,
            self.registrar,
            self.coordinator,
            self.auditor,
            self.administrator,
            self.outsider,
        ]


def _body(name: str, short: str, kind: str) -> Body:
    return Body.objects.create(name=name, short_name=short, kind=kind)


def _person(name: str, role: str, title: str, unit: Unit | None = None) -> Person:
    email = name.lower().replace(" ", ".").translate(str.maketrans("åäö", "aao")) + "@example.se"
    person = Person.objects.create(name=name, email=email)
    Appointment.objects.create(person=person, role=role, title=title, unit=unit, starts=SINCE)
    return person


def a_pdf(text: str = "Avtal") -> bytes:
    """A small real PDF of one page; different text gives different bytes."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    page.Contents = pdf.make_stream(f"% {text}".encode())
    out = __import__("io").BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


@dataclass
class Walk:
    """Takes a case step by step through the operations, as the right people, on the right days."""

    people: People
    on: date = DAY

    def draft(self) -> Draft:
        """A KI-shaped draft: two points for the council, one of the board's own that hangs on them."""
        p = self.people
        return Draft(
            title="Avtal om samverkan med Karolinska Institutet",
            sections=(
                DraftSection(1, "Sammanfattning", "Avtalet finns i bilaga 1."),
                DraftSection(1, "Bakgrund", "Samarbetet har pågått länge."),
            ),
            points=(
                DecisionPoint(1, p.council.pk, p.board.pk, "Avtalet i bilaga 1 godkänns."),
                DecisionPoint(2, p.council.pk, p.board.pk, "Styrelsen ansvarar för samarbetet."),
                DecisionPoint(
                    3, p.board.pk, None, "Kommundirektören får i uppdrag att underteckna.", (1, 2)
                ),
            ),
            signers=(
                DraftSigner("Maria Lindqvist", "kommundirektör"),
                DraftSigner("Karin Sandell", "avdelningschef"),
            ),
            recipients=("Karolinska Institutet", "Samtliga nämnder"),
        )

    def opened(self, **changes: Any) -> Case:
        """A case just opened by the officer."""
        p = self.people
        facts = {
            "agreement": AgreementFacts(
                "Samverkan med Karolinska Institutet",
                "cooperation_agreement",
                "Karolinska Institutet",
            ),
            "recipient": p.board,
            "unit": p.department,
            "draft": self.draft(),
            **changes,
        }
        return flows.open_with(operations.open_case, actor=p.officer, on=self.on, **facts)

    def ready(self, **changes: Any) -> Case:
        """A draft with its attachment and registry number: ready to be submitted."""
        case = self.opened(**changes)
        drafting.add_attachment(
            case_id=case.pk,
            title="Samverkansavtal",
            filename="avtal.pdf",
            data=a_pdf(),
            number=None,
            actor=self.people.officer,
            on=self.on,
        )
        drafting.set_registry_number(
            case_id=case.pk,
            registry_number=f"KS-2026/{case.pk}",
            actor=self.people.officer,
            on=self.on,
        )
        return self.again(case)

    def submitted(self, case: Case | None = None) -> Case:
        """In approval, waiting for the head of the department."""
        case = case or self.ready()
        self.answer(case, "write", operations.submit, self.people.officer)
        return self.again(case)

    def approved(self, case: Case | None = None) -> Case:
        """Approved by both and dated: at the board."""
        case = case or self.submitted()
        self.answer(case, "approve", operations.approve, self.people.head, step=1)
        self.answer(case, "approve", operations.approve, self.people.director, step=2)
        given = [a.as_dict() for a in approvals_of(case.pk, case.version)]
        flows.run(
            operations.freeze_document,
            case_id=case.pk,
            version=case.version,
            approvals=canonical({"approvals": given}),
            pdf=a_pdf(f"tjänsteutlåtande {case.pk} {case.version}"),
            actor=self.people.system,
            on=self.on,
        )
        return self.again(case)

    def meeting(self, body: Body, days: int = 7) -> Meeting:
        """A meeting of the body so many days on, held today: the walk's day moves there."""
        self.on += timedelta(days=days)
        meeting = desk.schedule_meeting(
            body=body, date=self.on, stop_date=None, actor=self.people.secretary, on=self.on
        )
        return desk.record_attendance(
            meeting_id=meeting.pk, present_count=39, actor=self.people.secretary, on=self.on
        )

    def ahead(self, body: Body, case: Case | None = None) -> Meeting:
        """A meeting of the body three weeks on, with the case on its agenda; the walk's day stays."""
        who = {"actor": self.people.secretary, "on": self.on}
        day = self.on + timedelta(days=21)
        meeting = desk.schedule_meeting(body=body, date=day, stop_date=None, **who)
        if case is not None:
            desk.place_on_agenda(case_id=case.pk, meeting_id=meeting.pk, **who)
        return meeting

    def on_agenda(self, case: Case, body: Body) -> MinuteItem:
        """The case on the agenda of a meeting of the body that is held today."""
        meeting = self.meeting(body)
        return desk.place_on_agenda(
            case_id=case.pk, meeting_id=meeting.pk, actor=self.people.secretary, on=self.on
        )

    def record(self, item: MinuteItem, answers: dict[int, str], **facts: Any) -> Case:
        """Record outcomes by point number; changed points get a wording."""
        said = {
            n: PointAnswer(Outcome(o), "En ändrad lydelse." if o == "changed" else "")
            for n, o in answers.items()
        }
        facts = {"item_id": item.pk, "answers": said, **facts}
        self.answer(item.case, "decide", operations.record_item, self.people.secretary, **facts)
        return self.again(item.case)

    def proposed(self, case: Case | None = None) -> Case:
        """At the council, after the board has adopted everything."""
        case = case or self.approved()
        item = self.on_agenda(case, self.people.board)
        return self.record(item, {p.number: "approved" for p in case.points.filter(decision="")})

    def decided(self, case: Case | None = None) -> Case:
        """In execution, adopted by the council as written; nothing justerat yet."""
        case = case or self.proposed()
        item = self.on_agenda(case, self.people.council)
        points = case.points.filter(decision="", body=self.people.council)
        return self.record(item, {p.number: "approved" for p in points})

    def minutes(self, case: Case) -> Case:
        """Every meeting that decided the case has its minutes approved and its notice up, today."""
        for item in MinuteItem.objects.filter(case=case).exclude(number=None):
            facts = {"meeting_id": item.meeting_id, "actor": self.people.secretary, "on": self.on}
            if item.meeting.minutes_approved_on is None:
                flows.keep_minutes(desk.approve_minutes, approved_on=self.on, **facts)
                flows.keep_minutes(desk.post_notice, posted_on=self.on, **facts)
        return self.again(case)

    def in_force(self, case: Case | None = None) -> Agreement:
        """Signed by both: an agreement in force with rule B1, its case still in execution."""
        case = self.minutes(case or self.decided())
        self.answer(case, "sign", operations.sign, self.people.signatory)
        party = case.agreement.parties.get(is_ours=False)
        self.answer(
            case,
            "countersign",
            operations.register_signature,
            self.people.officer,
            party_id=party.pk,
            name="Rut Alm",
            title="rektor",
            signed_on=self.on,
        )
        flows.run(
            operations.edit_agreement,
            agreement_id=case.agreement_id,
            facts={"term": "open_ended"},
            actor=self.people.officer,
            on=self.on,
        )
        return self.reading(case.agreement, YearAfter())

    def reading(self, agreement: Agreement, rule: Rule) -> Agreement:
        """The agreement with its notice clause read as the rule."""
        return flows.run(
            operations.read_clause,
            agreement_id=agreement.pk,
            rule=rule,
            clause="Avtalet upphör vid det årsskifte som infaller året efter uppsägningen.",
            reason="",
            actor=self.people.officer,
            on=self.on,
        )

    def termination(self, agreement: Agreement) -> Case:
        """A case to give notice of the agreement, ready to be submitted."""
        p = self.people
        case = flows.open_with(
            operations.open_termination,
            agreement_id=agreement.pk,
            title="Uppsägning av samverkansavtalet",
            recipient=p.board,
            actor=p.officer,
            on=self.on,
        )
        facts = {"actor": p.officer, "on": self.on, "case_id": case.pk}
        drafting.edit_draft(draft=self.draft(), seen=0, **facts)
        drafting.add_attachment(
            title="Brev", filename="b.pdf", data=a_pdf("b"), number=None, **facts
        )
        drafting.set_registry_number(registry_number=f"KS-2026/{case.pk}u", **facts)
        return self.again(case)

    def closed(self, case: Case) -> Case:
        """Dispatched to everyone and closed."""
        for recipient in case.recipients.filter(dispatched_on=None):
            flows.run(
                operations.dispatch,
                case_id=case.pk,
                recipient_id=recipient.pk,
                how="e-post",
                dispatched_on=self.on,
                actor=self.people.registrar,
                on=self.on,
            )
        self.answer(case, "close", operations.close_case, self.people.officer)
        return self.again(case)

    def answer(self, case: Case, kind: str, operation: Any, actor: Person, **facts: Any) -> Any:
        """Answer the case's open question of a kind through its task, as the web does."""
        task = Question.objects.get(case=case, kind=kind).task
        return flows.perform(task, operation, case_id=case.pk, actor=actor, on=self.on, **facts)

    def again(self, case: Case) -> Case:
        """The case read anew."""
        return Case.objects.get(pk=case.pk)

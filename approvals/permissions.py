"""May this person do this, on this day? The one place that answers and raises; what may be read is scoped beside it.

Sources of a right: dated appointments (role × unit or body, empty = all), and dated grants to read one
case. Barred, whatever the role: approving a version one has edited, or in the name of somebody who has.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from approvals.mandates import Mandate, Standing, standing
from approvals.models import Directive, Meeting
from approvals.rules.schemes import DELEGATES
from approvals.scopes import BEFORE_A_BODY, grant_reading, visible_to
from cases.models import Agreement, Case
from cases.rules.errors import NotAllowed
from history.actor import By
from organisation.models import Body, Person, Role, Unit

__all__ = [
    "VERBS",
    "Answer",
    "Standing",
    "allows",
    "grant_reading",
    "require",
    "standing",
    "visible_to",
]


class ApprovalStep(Protocol):
    """A step of a route, as the rule of approving looks at it."""

    @property
    def role(self) -> str:
        """The role that may answer."""

    @property
    def unit_id(self) -> int | None:
        """The unit it is for; None for a role that covers all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes with the mandate it rests on, or no with a sentence."""

    by: By | None
    sentence: str = ""

    def __bool__(self) -> bool:
        return self.by is not None


# The rules -------------------------------------------------------------------------------------------
# A rule answers with the mandates a verb may rest on; none means no.

Rule = Callable[[Standing, Any, dict[str, Any]], list[Mandate]]


def _covers(mandate: Mandate, subject: Any) -> bool:
    """Tell whether the mandate reaches the subject's unit, or that unit's administration."""
    if mandate.unit is None:
        return True
    if isinstance(subject, Case):
        # the unit's own row is read only for a mandate in another unit: it may be the administration
        return mandate.unit == subject.unit_id or mandate.unit == subject.unit.parent_id
    if isinstance(subject, Agreement):
        return mandate.unit in (subject.owner_unit_id, subject.owner_unit.parent_id)
    return isinstance(subject, Unit) and mandate.unit in (subject.pk, subject.parent_id)


def _in_unit(*roles: str) -> Rule:
    """Holders of these roles whose unit covers the subject's."""

    def rule(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
        return [m for m in who.holding(*roles) if _covers(m, subject)]

    return rule


def _anywhere(*roles: str) -> Rule:
    """Holders of these roles, wherever they hold them."""

    def rule(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
        return who.holding(*roles)

    return rule


def _for_body(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
    """The secretaries of the body the subject belongs to."""
    body = (
        subject.body_id if isinstance(subject, Meeting | Directive) else facts.get("body", subject)
    )
    key = body.pk if isinstance(body, Body) else body
    return [m for m in who.holding(Role.COMMITTEE_SECRETARY) if m.body in (None, key)]


def _for_body_or(*roles: str) -> Rule:
    """The secretaries of the body, or holders of these roles."""

    def rule(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
        return _for_body(who, subject, facts) + who.holding(*roles)

    return rule


def _in_step(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
    """Holders of the step's role (for the case's unit, where the step has one) with four eyes kept:
    neither they nor whoever they stand in for edited the version.
    """
    step: ApprovalStep = facts["step"]
    editors: Collection[int] = facts["editors"]
    if who.person in editors:
        return []
    return [
        m
        for m in who.holding(step.role)
        if (step.unit_id is None or _covers(m, subject)) and m.stands_in_for not in editors
    ]


def _responsible_or(*roles: str) -> Rule:
    """Holders of these roles for the agreement's unit, or whoever is responsible for the agreement."""

    def rule(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
        found = [m for m in who.holding(*roles) if _covers(m, subject)]
        if who.person == subject.responsible_id:
            found += [m for m in who.mandates if m.role != Role.AUDITOR]
        return found

    return rule


def _owner_or(*roles: str) -> Rule:
    """Whoever is to carry out the directive, or holders of these roles."""

    def rule(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
        mine = subject is not None and who.person == subject.owner_id
        own = [m for m in who.mandates if m.role != Role.AUDITOR] if mine else []
        return own + who.holding(*roles)

    return rule


def _delegate_or(*roles: str) -> Rule:
    """Whoever holds a post the scheme names, for what they decided themselves; the body's secretary, or these roles."""

    def rule(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
        mine = facts.get("decided_by") in (None, who.person)
        own = who.holding(*DELEGATES) if mine else []
        of_body = (
            _for_body(who, subject, facts) if subject else who.holding(Role.COMMITTEE_SECRETARY)
        )
        return own + of_body + who.holding(*roles)

    return rule


def _secret(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
    """Those who prepare, decide, register or audit the case: their work needs the secret file.

    A reading grant and a view over all agreements are not such work (OSL 8:2 parts even the branches of one
    authority); whoever audits may read any document at any time (KL 12:9, OSL 10:17).
    """
    found = [m for m in who.holding(*_PREPARE) if _covers(m, subject)]
    if who.person == subject.case_officer_id:
        found += who.holding(Role.CASE_OFFICER)
    if subject.stage not in BEFORE_A_BODY:
        found += who.holding(Role.COMMITTEE_SECRETARY, Role.SIGNATORY)
    return found + who.holding(Role.REGISTRAR, Role.MUNICIPAL_DIRECTOR, Role.AUDITOR)


def _nobody(who: Standing, subject: Any, facts: dict[str, Any]) -> list[Mandate]:
    return []


_PREPARE: Final = (Role.CASE_OFFICER, Role.DEPARTMENT_HEAD, Role.DIRECTOR)
_EDITORS = _in_unit(Role.CASE_OFFICER)
_SECRETARY = "Det gör organets nämndsekreterare."
_OFFICER = "Det gör en handläggare på den enhet som har ärendet."

VERBS: Final[dict[str, tuple[Rule, str]]] = {
    "open_case": (_EDITORS, "Ett ärende öppnas av en handläggare på enheten."),
    "edit_draft": (_EDITORS, _OFFICER),
    "preview": (
        _in_unit(
            Role.CASE_OFFICER, Role.DEPARTMENT_HEAD, Role.DIRECTOR, Role.MUNICIPAL_DIRECTOR
        ),
        "Det gör de som skriver eller granskar ärendet.",
    ),
    "set_registry_number": (
        _in_unit(Role.REGISTRAR, Role.CASE_OFFICER),
        "Det gör registratorn eller en handläggare på enheten.",
    ),
    "mark_secrecy": (
        _in_unit(Role.REGISTRAR, Role.CASE_OFFICER),
        "Det gör registratorn eller en handläggare på enheten.",
    ),
    "read_secret_attachment": (
        _secret,
        "Bilagan är sekretessmarkerad. Den öppnas av dem som bereder, beslutar, registrerar eller granskar ärendet.",
    ),
    "bundle_attachments": (
        _in_unit(*_PREPARE, Role.MUNICIPAL_DIRECTOR, Role.REGISTRAR, Role.COMMITTEE_SECRETARY, Role.SIGNATORY),
        "Det gör de som bereder, beslutar eller registrerar ärendet.",
    ),
    "submit": (_EDITORS, _OFFICER),
    "withdraw_case": (
        _in_unit(Role.CASE_OFFICER, Role.DEPARTMENT_HEAD),
        "Det gör enhetens handläggare eller avdelningschef.",
    ),
    "share_case": (_EDITORS, _OFFICER),
    "approve": (_in_step, ""),
    "return_to_author": (_in_step, ""),
    "comment": (
        _in_unit(*_PREPARE, Role.MUNICIPAL_DIRECTOR),
        "Det gör de som skriver eller granskar ärendet.",
    ),
    "hand_on_steps": (_nobody, "Det gör systemet när någon har lämnat sitt uppdrag."),
    "freeze_document": (_nobody, "Det gör systemet när dokumentet är framställt."),
    "schedule_meeting": (_for_body, _SECRETARY),
    "lay_pattern": (
        _for_body_or(Role.ADMINISTRATOR),
        "Det gör organets nämndsekreterare eller en administratör.",
    ),
    "place_on_agenda": (_for_body, _SECRETARY),
    "issue_summons": (_for_body, _SECRETARY),
    "record_item": (_for_body, _SECRETARY),
    "reopen_item": (_for_body, _SECRETARY),
    "record_minutes": (_for_body, _SECRETARY),
    "record_appeal": (
        _for_body_or(Role.REGISTRAR),
        "Det gör organets nämndsekreterare eller registratorn.",
    ),
    "answer_annulment": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "publish_minutes": (_for_body, _SECRETARY),
    "read_publication": (
        _for_body_or(Role.REGISTRAR, Role.AUDITOR),
        "Det gör organets nämndsekreterare, registratorer och revisorer.",
    ),
    "settle_condition": (_for_body, _SECRETARY),
    "follow_directive": (_for_body, _SECRETARY),
    "conclude_directive": (_for_body, _SECRETARY),
    "settle_account": (_for_body, _SECRETARY),
    "read_account": (
        _anywhere(Role.COMMITTEE_SECRETARY, Role.COORDINATOR, Role.REGISTRAR, Role.MUNICIPAL_DIRECTOR, Role.AUDITOR),
        "Det gör nämndsekreterare, koordinatorer, registratorer, kommundirektören och revisorer.",
    ),
    "record_delegated_decision": (
        _delegate_or(Role.REGISTRAR),
        "Det gör den som har beslutat på delegation, registratorn eller organets nämndsekreterare.",
    ),
    "report_directive": (_owner_or(Role.COORDINATOR), "Det gör den som har uppdraget eller koordinatorn."),
    "sign": (_anywhere(Role.SIGNATORY), "Det gör den som är utsedd till undertecknare."),
    "register_signature": (
        _in_unit(Role.CASE_OFFICER, Role.REGISTRAR),
        "Det gör enhetens handläggare eller registratorn.",
    ),
    "abandon_agreement": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "dispatch": (
        _anywhere(Role.REGISTRAR, Role.COMMITTEE_SECRETARY),
        "Det gör registratorn eller nämndsekreteraren.",
    ),
    "close_case": (
        _in_unit(Role.REGISTRAR, Role.CASE_OFFICER),
        "Det gör registratorn eller enhetens handläggare.",
    ),
    "edit_agreement": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "bring_into_force": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "open_review": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "conclude_review": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "give_notice": (_anywhere(Role.SIGNATORY), "Det gör den som är utsedd till undertecknare."),
    "receive_notice": (_anywhere(Role.REGISTRAR), "En inkommen uppsägning registreras av registratorn."),
    "acknowledge_notice": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "revoke_notice": (_anywhere(Role.REGISTRAR), "Det gör registratorn."),
    "end_agreement": (_responsible_or(Role.COORDINATOR), "Det gör avtalsansvarig eller koordinatorn."),
    "administer": (_anywhere(Role.ADMINISTRATOR), "Det gör en administratör."),
    "read_organisation_history": (
        _anywhere(Role.ADMINISTRATOR, Role.AUDITOR, Role.COORDINATOR),
        "Det gör administratörer, koordinatorer och revisorer.",
    ),
}  # fmt: skip
# What the product may do by itself, when a day comes or a job is done.
SYSTEM_VERBS: Final = {
    "freeze_document",
    "hand_on_steps",
    "bring_into_force",
    "open_review",
    "end_agreement",
}


def allows(
    person: Person, verb: str, subject: Any, on: date, who: Standing | None = None, **facts: Any
) -> Answer:
    """Answer whether `person` may do `verb` to `subject` on the day `on`; a no carries its sentence.

    `who` spares the query when the standing is already read. An unknown verb raises KeyError.
    """
    rule, sentence = VERBS[verb]
    who = who or standing(person, on)
    if who.is_system:
        by = who.by() if verb in SYSTEM_VERBS else None
        return Answer(by, sentence or "Det gör en person, inte systemet.")
    mandates = rule(who, subject, facts)
    if mandates:
        return Answer(who.by(mandates[0]))
    return Answer(None, sentence or _why_not_in_step(who, facts))


def require(person: Person, verb: str, subject: Any, on: date, **facts: Any) -> By:
    """Return what history shall freeze about the actor, or raise NotAllowed with the sentence."""
    answer = allows(person, verb, subject, on, **facts)
    if answer.by is None:
        raise NotAllowed("not_allowed", answer.sentence)
    return answer.by


def _why_not_in_step(who: Standing, facts: dict[str, Any]) -> str:
    step: ApprovalStep = facts["step"]
    if who.person in facts["editors"]:
        return "Du har själv ändrat i den här versionen. Någon annan behöver granska den."
    if any(m.stands_in_for in facts["editors"] for m in who.holding(step.role)):
        return "Den du ersätter har ändrat i den här versionen. Någon annan behöver granska den."
    return f"Det gör {Role(step.role).label} för enheten."

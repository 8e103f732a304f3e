"""The route a version takes, the approvals given, the bodies' meetings and what they decided per point."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from guardian.models import UserObjectPermissionBase

from approvals.agenda_models import Summons
from approvals.appeal_models import Appeal as Appeal
from approvals.appeal_models import AppealStep as AppealStep
from approvals.appeal_models import SetDay as SetDay
from approvals.delegation_models import DelegatedDecision as DelegatedDecision
from cases.models import Case, Point, StoredFile
from organisation.models import Body, Person, Unit


class RouteStep(models.Model):
    """One step of the route, frozen at submission with the reason it is there."""

    class Kind(models.TextChoices):
        APPROVAL = "approval", "godkännande"
        BODY = "body", "sammanträde"

    case = models.ForeignKey(Case, models.CASCADE, related_name="route")
    version = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    role = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    asked = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=250)

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "version", "position"], name="route_steps_have_an_order"
            ),
            models.CheckConstraint(
                name="a_step_asks_a_role_or_a_body",
                condition=Q(kind="approval", body__isnull=True) & ~Q(role="")
                | Q(kind="body", body__isnull=False, role=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Steg {self.position}"


class Approval(models.Model):
    """What somebody answered in an approval step; one answer per step, ever."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "godkänd"
        RETURNED = "returned", "återlämnad"

    step = models.OneToOneField(RouteStep, models.PROTECT, related_name="approval")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    comment = models.TextField(blank=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_return_says_why", condition=~Q(outcome="returned") | ~Q(comment="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.outcome}"


class Meeting(models.Model):
    """A body's meeting (sammanträde) and the dates that follow from its minutes."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    date = models.DateField("sammanträdesdag")
    starts_at = models.TimeField("klockslag", null=True, blank=True)
    place = models.CharField("plats", max_length=120, blank=True)
    opening = models.TextField("stående punkter före ärendena", blank=True)
    closing = models.TextField("stående punkter efter ärendena", blank=True)
    stop_date = models.DateField("stoppdag för handlingar", null=True, blank=True)
    present_count = models.PositiveSmallIntegerField("antal närvarande", null=True, blank=True)
    minutes_approved_on = models.DateField("protokollet justerat", null=True, blank=True)
    minutes_approved_by = models.CharField("justerat av", max_length=250, blank=True)
    notice_posted_on = models.DateField("anslag satt upp", null=True, blank=True)
    notice_removed_on = models.DateField("anslag taget ner", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["date", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "date"], name="one_meeting_per_body_and_day"),
            models.CheckConstraint(
                name="minutes_are_approved_after_the_meeting",
                condition=Q(minutes_approved_on__isnull=True)
                | Q(minutes_approved_on__gte=F("date")),
            ),
            models.CheckConstraint(
                name="the_notice_comes_after_the_approval_of_minutes",
                condition=Q(notice_posted_on__isnull=True)
                | Q(notice_posted_on__gte=F("minutes_approved_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name} {self.date}"


class MinuteItem(models.Model):
    """A case on a meeting's agenda; becomes a § when its outcome is recorded.

    A § approved at once (omedelbar justering) has its own dates; else the meeting's apply. `position` is the
    order among the cases; the number on the agenda is counted by approvals.rules.agendas. A case placed after
    the stop date or the summons says who let it in, and why (extra ärende).
    """

    class Result(models.TextChoices):
        WAITING = "", "inte behandlat"
        ONWARD = "onward", "beslutat"
        REFERRED_BACK = "referred_back", "återremitterat"
        TABLED = "tabled", "bordlagt"
        REJECTED = "rejected", "avslaget"
        OFF_AGENDA = "off_agenda", "utgick"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="minute_items")
    step = models.ForeignKey(RouteStep, models.PROTECT, related_name="items")
    version = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    summons = models.ForeignKey(
        Summons, models.PROTECT, null=True, blank=True, related_name="items"
    )
    let_in_by = models.CharField("insläppt av", max_length=120, blank=True)
    late_reason = models.TextField("skäl till extra ärende", blank=True)
    number = models.PositiveIntegerField("paragraf", null=True, blank=True)
    series_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    series_year = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=16, choices=Result.choices, default="", blank=True)
    motivation = models.TextField("motivering", blank=True)
    proceedings = models.JSONField(
        default=dict, blank=True, help_text="approvals.rules.proceedings as plain values"
    )
    minutes_approved_on = models.DateField("paragrafen justerad", null=True, blank=True)
    minutes_approved_by = models.CharField("justerad av", max_length=250, blank=True)
    notice_posted_on = models.DateField("anslag satt upp", null=True, blank=True)
    notice_removed_on = models.DateField("anslag taget ner", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series_body", "series_year", "number"],
                name="a_paragraph_number_is_used_once_per_body_and_year",
            ),
            models.UniqueConstraint(
                fields=["meeting", "case"], name="a_case_stands_once_on_an_agenda"
            ),
            models.CheckConstraint(
                name="a_decided_item_has_a_paragraph",
                condition=Q(result__in=["", "off_agenda"]) | Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="a_late_item_says_who_let_it_in_and_why",
                condition=Q(let_in_by="", late_reason="") | (~Q(let_in_by="") & ~Q(late_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"§ {self.number}" if self.number else f"ärende {self.position}"

    @property
    def is_late(self) -> bool:
        """True for an extra ärende."""
        return bool(self.late_reason)

    @property
    def decides(self) -> bool:
        """False when the matter only waits or goes back: such a decision cannot be appealed (KL 13:2)."""
        return self.result in (self.Result.ONWARD, self.Result.REJECTED)


class PointOutcome(models.Model):
    """What a meeting did with one point: proposed and decided wording stay side by side."""

    item = models.ForeignKey(MinuteItem, models.PROTECT, related_name="outcomes")
    point = models.ForeignKey(Point, models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=16)
    proposed_text = models.TextField()
    decided_text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["point__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "point"], name="one_outcome_per_point_and_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.point}: {self.outcome}"


class Directive(models.Model):
    """A task a body gave in a decided point (uppdrag), followed until there is evidence that it was done."""

    class Status(models.TextChoices):
        OPEN = "open", "pågår"
        DONE = "done", "verkställt"
        LAPSED = "lapsed", "avskrivet"
        NONE = "none", "inget uppdrag att följa"

    case = models.ForeignKey(Case, models.PROTECT, related_name="directives")
    point = models.OneToOneField(Point, models.PROTECT, related_name="directive")
    body = models.ForeignKey(Body, models.PROTECT, related_name="directives")
    given_on = models.DateField("beslutat")
    text = models.TextField("uppdrag")
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="directives", verbose_name="ansvarig"
    )
    due_on = models.DateField("klart senast", null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    closing = models.TextField("underlag", blank=True)

    class Meta:
        ordering: ClassVar = [F("due_on").asc(nulls_last=True), "given_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_open_directive_has_an_owner",
                condition=~Q(status="open") | Q(owner__isnull=False, closed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="a_closed_directive_says_why",
                condition=Q(status="open") | (Q(closed_on__isnull=False) & ~Q(closing="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Uppdrag i punkt {self.point_id}"


class DirectiveReport(models.Model):
    """What the owner tells about a directive, at least once a year."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="reports")
    reported_on = models.DateField("rapporterat")
    text = models.TextField("rapport")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        ordering: ClassVar = ["-reported_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.reported_on}"


class DirectiveAccount(models.Model):
    """What became of a body's directives in a year (redovisning av uppdrag), frozen when it is settled."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="accounts")
    year = models.PositiveSmallIntegerField("år")
    as_of = models.DateField("läget")
    content = models.TextField(help_text="canonical JSON")
    content_hash = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    settled_on = models.DateField("fastställd")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        ordering: ClassVar = ["-year", "body"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "year"], name="one_account_per_body_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.year}"


class CaseGrant(UserObjectPermissionBase):
    """Reading one case by exception, with who gave it and until when; asked by our own query only."""

    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants")
    source = models.CharField(max_length=200)
    ends_on = models.DateField("till och med")

    def __str__(self) -> str:
        return f"{self.user} till och med {self.ends_on}"

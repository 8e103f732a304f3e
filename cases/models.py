"""Agreements, their parties, the cases that decide about them, and the cases' texts, version by version."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from lifecycle.rules.states import AGREEMENT_STATES, CASE_STAGES
from organisation.models import Body, Person, Unit, swedish_sort_key


class Agreement(models.Model):
    """An agreement from the day it is proposed; `state` and `phase` are written by lifecycle.operations only."""

    class Kind(models.TextChoices):
        STRATEGIC_PARTNERSHIP = "strategic_partnership", "avtal om strategiskt partnerskap"
        COOPERATION = "cooperation_agreement", "samverkansavtal"
        LETTER_OF_INTENT = "letter_of_intent", "avsiktsförklaring"
        ACCORD = "accord", "överenskommelse"
        IOP = "iop", "idéburet offentligt partnerskap"
        AMENDMENT = "amendment_agreement", "tilläggsavtal"
        OTHER = "other", "annat avtal"

    class Term(models.TextChoices):
        OPEN_ENDED = "open_ended", "tills vidare"
        FIXED = "fixed", "tidsbestämt"
        UNKNOWN = "unknown", "okänt"

    title = models.CharField("benämning", max_length=250)
    sort_key = models.CharField(max_length=200, editable=False)
    kind = models.CharField("avtalstyp", max_length=30, choices=Kind.choices)
    purpose = models.TextField("syfte", blank=True)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="förvaltas av")
    responsible = models.ForeignKey(Person, models.PROTECT, verbose_name="avtalsansvarig")
    term = models.CharField("avtalstid", max_length=12, choices=Term.choices, default="unknown")
    starts_on = models.DateField("gäller från och med", null=True, blank=True)
    ends_on = models.DateField("gäller till och med", null=True, blank=True)
    notice_rule = models.CharField("uppsägningsregel", max_length=8, default="unknown")
    notice_terms = models.TextField("regelns värden", blank=True, default="")
    notice_reason = models.TextField("skäl för läsningen", blank=True, default="")
    notice_read_by = models.CharField("läst av", max_length=250, blank=True, default="")
    notice_read_on = models.DateField("läst den", null=True, blank=True)
    notice_limit = models.DateField("säg upp senast", null=True, blank=True)
    notice_clause = models.TextField("uppsägningsklausul, ordagrant", blank=True)
    state = models.CharField(max_length=12, default="proposed")
    phase = models.CharField(max_length=16, default="draft")
    last_day = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    registered_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="agreement_in_register_order"),
            models.Index(fields=["owner_unit", "sort_key", "id"], name="agreement_of_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agreement_state_is_known", condition=Q(state__in=list(AGREEMENT_STATES))
            ),
            models.CheckConstraint(
                name="an_ended_agreement_has_last_day_and_reason",
                condition=~Q(state="ended") | (Q(last_day__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="an_agreement_ends_after_it_starts",
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="a_fixed_term_has_an_end_day",
                condition=~Q(term="fixed") | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = swedish_sort_key(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Party(models.Model):
    """A party to an agreement; exactly one of them is ours."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    name = models.CharField("part", max_length=200)
    organisation_number = models.CharField("organisationsnummer", max_length=11, blank=True)
    is_ours = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(is_ours=True), name="one_party_is_ours"
            ),
            models.UniqueConstraint(
                fields=["agreement", "name"], name="a_party_is_named_once_per_agreement"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """How the municipality decides something about an agreement; `stage` is lifecycle.operations' to write."""

    class Kind(models.TextChoices):
        ENTER = "enter", "ingå avtal"
        TERMINATE = "terminate", "säga upp avtal"

    class Mark(models.TextChoices):
        NONE = "", ""
        RETURNED = "returned", "Återlämnat"
        REFERRED_BACK = "referred_back", "Återremitterat"
        TABLED = "tabled", "Bordlagt"
        RENDERING = "rendering", "Dokumentet tas fram"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="cases")
    kind = models.CharField("ärendet gäller", max_length=12, choices=Kind.choices)
    registry_number = models.CharField("diarienummer", max_length=40, unique=True, null=True)
    title = models.CharField("rubrik", max_length=250)
    recipient_body = models.ForeignKey(Body, models.PROTECT, verbose_name="mottagare")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="handläggs av")
    case_officer = models.ForeignKey(Person, models.PROTECT, verbose_name="handläggare")
    stage = models.CharField(max_length=12, default="draft")
    mark = models.CharField(max_length=16, choices=Mark.choices, default="", blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(default=0)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    edit_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "id"], name="case_of_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="case_stage_is_known", condition=Q(stage__in=list(CASE_STAGES))
            ),
            models.CheckConstraint(
                name="a_finished_case_has_a_closing_day",
                condition=Q(stage__in=["closed", "rejected", "withdrawn"], closed_on__isnull=False)
                | (~Q(stage__in=["closed", "rejected", "withdrawn"]) & Q(closed_on__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=~Q(stage__in=["closed", "rejected", "withdrawn"]),
                name="one_open_case_per_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """True until the case is closed, rejected or withdrawn."""
        return self.closed_on is None


class Section(models.Model):
    """A headed piece of the draft text, in the markup of cases.rules.markup."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField("rubrik", max_length=200)
    text = models.TextField("text", blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "position"],
                name="sections_have_different_places",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="section_level_1_to_3", condition=Q(level__range=(1, 3))),
        ]

    def __str__(self) -> str:
        return self.heading


class Point(models.Model):
    """A decision point: the same row from proposed wording to outcome, across versions.

    `body` decides it; `proposing_body` puts it when another body decides. Once `decision` is set the
    point is locked: a later version cannot change it.
    """

    class Decision(models.TextChoices):
        OPEN = "", "inte beslutad"
        ADOPTED = "adopted", "beslutad enligt förslaget"
        CHANGED = "changed", "beslutad med ändring"
        REJECTED = "rejected", "avslagen"
        NOTED = "noted", "noterad"

    class Condition(models.TextChoices):
        NONE = "", ""
        PENDING = "pending", "väntar på annat beslut"
        FULFILLED = "fulfilled", "villkoret är uppfyllt"
        VOID = "void", "har förfallit"
        REEVALUATE = "reevaluate", "ska prövas på nytt"

    case = models.ForeignKey(Case, models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField("nummer")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="beslutas av")
    proposing_body = models.ForeignKey(
        Body, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="föreslås av"
    )
    text = models.TextField("förslag")
    depends_on = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="dependants",
        blank=True,
        verbose_name="under förutsättning av",
    )
    decision = models.CharField(max_length=10, choices=Decision.choices, default="", blank=True)
    decided_text = models.TextField(blank=True)
    condition = models.CharField(max_length=12, choices=Condition.choices, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="points_are_numbered_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="a_decided_point_has_its_wording",
                condition=Q(decision__in=["", "rejected"]) | ~Q(decided_text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Punkt {self.number}"


class ExpectedSigner(models.Model):
    """Somebody the draft expects to stand in the signature block; the approvals decide who really does."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="signers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"


class StoredFile(models.Model):
    """Bytes kept in the database under their own SHA-256: what was acknowledged is kept with the row."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text="bytes")
    pages = models.PositiveIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=80)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A numbered attachment (bilaga) of the draft; imported ones wait for their file."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    title = models.CharField("titel", max_length=200)
    filename = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="attachments_are_numbered_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"Bilaga {self.number}. {self.title}"


class Recipient(models.Model):
    """Who the decision is sent to, and when it was (expediering)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recipients")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("mottagare", max_length=200)
    dispatched_on = models.DateField("expedierat", null=True, blank=True)
    dispatched_how = models.CharField("hur", max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class CaseVersion(models.Model):
    """What was submitted: canonical JSON, frozen, with its SHA-256. Rows are never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="one_content_per_version")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class VersionEditor(models.Model):
    """A person who edited a version of a case: the fact that bars them from approving it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="editors")
    version = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "version", "person"], name="an_editor_is_named_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} i version {self.version}"


class Document(models.Model):
    """The dated tjänsteutlåtande of a version: its bytes, frozen at the last approval."""

    version = models.OneToOneField(CaseVersion, models.PROTECT, related_name="document")
    dated = models.DateField("daterad")
    approvals = models.TextField(help_text="canonical JSON of the signature block's facts")
    file = models.ForeignKey(StoredFile, models.PROTECT)

    def __str__(self) -> str:
        return f"Tjänsteutlåtande {self.dated}"


class Preview(models.Model):
    """How a draft would look as PDF; made by the worker on request, and no record of anything."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="preview")
    content_hash = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, models.PROTECT)

    def __str__(self) -> str:
        return f"Förhandsvisning av {self.case}"

"""Signatures, reviews and notices of an agreement, how a decision is sent out, and the questions put to people."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from viewflow.workflow.models import Process

from approvals.models import Meeting, MinuteItem
from cases.models import Agreement, Case, Party, Recipient, StoredFile
from lifecycle.publication_models import Publication as Publication
from lifecycle.publication_models import PublicationRemoval as PublicationRemoval
from organisation.models import Body, Person, Role, Unit

# a case's questions are its agreement's too; a meeting's are about no case in particular
_ABOUT_ONE_THING = Q(agreement__isnull=False, meeting__isnull=True) | Q(
    agreement__isnull=True, case__isnull=True, meeting__isnull=False
)


class Work(Process):
    """viewflow's process for one strand of questions, tied by real keys to what it is about."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, related_name="work")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="work")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="work")

    class Meta:
        verbose_name = "arbetsflöde"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="work_is_about_an_agreement_or_a_meeting", condition=_ABOUT_ONE_THING
            )
        ]


class Question(models.Model):
    """An open question in somebody's inbox; the row goes when it is answered (history keeps the answer).

    Asked of a person, or of everyone who holds `role` in `unit` or `body`.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, related_name="questions")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="questions")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, related_name="questions")
    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="questions")
    role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True)
    due_on = models.DateField(null=True)
    due_because = models.CharField(max_length=120, blank=True)
    asked_on = models.DateField()
    task = models.BigIntegerField(unique=True, help_text="viewflow's task")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "due_on"], name="question_to_person"),
            models.Index(fields=["role", "due_on"], name="question_to_role"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_question_asks_a_person_or_a_role",
                condition=Q(person__isnull=False, role="") | (Q(person__isnull=True) & ~Q(role="")),
            ),
            models.CheckConstraint(
                name="a_question_is_about_an_agreement_or_a_meeting", condition=_ABOUT_ONE_THING
            ),
            models.UniqueConstraint(
                fields=["agreement", "case", "meeting", "kind", "key"],
                nulls_distinct=False,
                name="a_question_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}".strip()


class Signature(models.Model):
    """A party's signature on the agreement; ours is by a signatory whose mandate held that day."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    party = models.OneToOneField(Party, models.PROTECT, related_name="signature")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)
    signed_on = models.DateField("undertecknat")
    deviation = models.TextField("motivering till avsteg", blank=True)

    class Meta:
        ordering: ClassVar = ["party__position"]

    def __str__(self) -> str:
        return f"{self.name} {self.signed_on}"


class Review(models.Model):
    """The annual review (årlig uppföljning) of an agreement; open until it is concluded."""

    class Conclusion(models.TextChoices):
        OPEN = "", "pågår"
        CONTINUE = "continue", "fortsätt som hittills"
        CHANGE = "change", "ändra avtalet"
        END = "end", "avsluta avtalet"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField("år")
    opened_on = models.DateField()
    due_on = models.DateField()
    results = models.TextField("resultat", blank=True)
    priorities = models.TextField("prioriteringar nästa år", blank=True)
    conclusion = models.CharField(max_length=10, choices=Conclusion.choices, default="", blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    concluded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "year"], name="one_review_a_year"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(conclusion=""),
                name="one_open_review_per_agreement",
            ),
            models.CheckConstraint(
                name="a_concluded_review_has_day_and_results",
                condition=Q(conclusion="", concluded_on__isnull=True)
                | (~Q(conclusion="") & Q(concluded_on__isnull=False) & ~Q(results="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Årlig uppföljning {self.year}"


class Notice(models.Model):
    """A notice of termination (uppsägning): who gave it, when it was received, and the end day it leads to."""

    class GivenBy(models.TextChoices):
        US = "us", "kommunen"
        COUNTERPARTY = "counterparty", "motparten"

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notices")
    given_by = models.CharField(max_length=12, choices=GivenBy.choices)
    received_on = models.DateField("mottagen")
    reference = models.CharField("hur den kom", max_length=200, blank=True)
    last_day = models.DateField("sista dag")
    rule = models.CharField(max_length=8)
    count = models.TextField("så räknades dagen")
    registered_on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)
    acknowledged_on = models.DateField("tagit del", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(revoked_on__isnull=True),
                name="one_standing_notice_per_agreement",
            ),
            models.CheckConstraint(
                name="the_last_day_is_not_before_the_notice",
                condition=Q(last_day__gte=F("received_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Uppsägning mottagen {self.received_on}"


class MinutesExtract(models.Model):
    """An extract of minutes (protokollsutdrag): what one § says, frozen as canonical JSON when it was asked for.

    A § whose minutes say more than they did, such as when its notice is up, gets another edition.
    """

    item = models.ForeignKey(MinuteItem, models.PROTECT, related_name="extracts")
    edition = models.PositiveSmallIntegerField("utgåva")
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    ordered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ordered_on = models.DateField("beställt")

    class Meta:
        ordering: ClassVar = ["item", "edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "edition"], name="extracts_of_a_paragraph_have_an_order"
            )
        ]

    def __str__(self) -> str:
        return f"Protokollsutdrag {self.item}, utgåva {self.edition}"


class ExtractCopy(models.Model):
    """The extract as the PDF one recipient gets; the recipient's name stays although the list may change."""

    extract = models.ForeignKey(MinutesExtract, models.PROTECT, related_name="copies")
    recipient = models.CharField("mottagare", max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["extract", "recipient"], name="one_copy_per_extract_and_recipient"
            )
        ]

    def __str__(self) -> str:
        return f"{self.extract} till {self.recipient}"


class Receipt(models.Model):
    """What shows that a recipient has got the decision; asked for when it was sent, open until it has come.

    One that will not come says why instead of a day.
    """

    recipient = models.OneToOneField(Recipient, models.CASCADE, related_name="receipt")
    received_on = models.DateField("mottaget", null=True, blank=True)
    kind = models.CharField("kvitto", max_length=80, blank=True)
    missing_because = models.CharField("därför saknas kvitto", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_receipt_that_came_says_what_it_is",
                condition=Q(received_on__isnull=True, kind="")
                | (Q(received_on__isnull=False, missing_because="") & ~Q(kind="")),
            )
        ]

    def __str__(self) -> str:
        return f"Kvitto från {self.recipient}"

    @property
    def is_open(self) -> bool:
        """Whether it is still waited for."""
        return self.received_on is None and not self.missing_because

"""What the case officer writes: rows that change until a version is frozen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.cases import Case
from cases.models.files import StoredFile
from organisation.models import Body


class Section(models.Model):
    """A headed piece of the draft text, in the markup of cases.rules.markup."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    heading = models.CharField("rubrik", max_length=200)
    text = models.TextField("text", blank=True)
    key = models.CharField(max_length=24, blank=True, default="")  # which it is, save after save

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
    key = models.CharField(max_length=24, blank=True, default="")  # which wording it is
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


class Attachment(models.Model):
    """A numbered attachment (bilaga) of the draft; imported ones wait for their file."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    title = models.CharField("titel", max_length=200)
    filename = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)
    # A secrecy marking (OSL 5:5) warns; it is no decision. It keeps the file from those who need not read it.
    secrecy_provision = models.CharField("sekretess enligt", max_length=120, blank=True)
    secrecy_reason = models.CharField("skäl för sekretess", max_length=500, blank=True)
    secrecy_marked_on = models.DateField("sekretessmarkerad", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="attachments_are_numbered_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="a_secrecy_marking_has_provision_and_day",
                condition=Q(secrecy_provision="", secrecy_marked_on=None)
                | (~Q(secrecy_provision="") & Q(secrecy_marked_on__isnull=False)),
            ),
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

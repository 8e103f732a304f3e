"""What reviewers say about places in a submitted version, and what is answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.cases import Case
from organisation.models import Person


class SectionComment(models.Model):
    """A comment on a section, a point or the whole of a version; it follows the place into the next draft.

    `number` is the section's or point's number in that version (0 for the whole), `place` what it was called,
    and `key` which row of the draft it is, however it is renamed or moved later.
    """

    class Part(models.TextChoices):
        WHOLE = "hela", "hela utlåtandet"
        POINT = "punkt", "beslutspunkt"
        SECTION = "avsnitt", "avsnitt"

    case = models.ForeignKey(Case, models.CASCADE, related_name="comments")
    version = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=8, choices=Part.choices)
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    key = models.CharField(max_length=24, blank=True)
    text = models.TextField("kommentar")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    made_on = models.DateField()
    resolved_on = models.DateField("åtgärdad", null=True, blank=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="a_resolved_comment_has_day_and_person",
                condition=Q(resolved_on=None, resolved_by=None)
                | Q(resolved_on__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} om {self.place}"


class CommentAnswer(models.Model):
    """An answer to a comment."""

    comment = models.ForeignKey(SectionComment, models.CASCADE, related_name="answers")
    text = models.TextField("svar")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="an_answer_says_something", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.name} svarar"

"""Documents written beside the tjänsteutlåtande: an agreement draft, remisser and covering letters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from cases.models.cases import Case
from cases.models.files import StoredFile
from cases.rules.papers import KIND_NAMES
from organisation.models import Person


class Paper(models.Model):
    """What is being written, as JSON (cases/rules/papers.py), and the PDF the worker made of it last.

    The PDF is no record: `made_of` is the hash of the content it shows.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    kind = models.CharField("slag", max_length=20, choices=list(KIND_NAMES.items()))
    title = models.CharField("rubrik", max_length=200)
    written = models.TextField()
    edit_count = models.PositiveIntegerField(default=1)
    told_on = models.DateField(null=True)
    told_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_of = models.CharField(max_length=64, blank=True, default="")
    pdf = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_kind_is_known", condition=Q(kind__in=list(KIND_NAMES))
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind="agreement_draft"),
                name="one_agreement_draft_per_case",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """A paper as it was settled: the content, and the PDF that was seen. Rows are never changed."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    settled_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "number"], name="papers_are_settled_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.paper}, version {self.number}"

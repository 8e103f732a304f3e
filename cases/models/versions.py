"""What was submitted, who had written in it, and the documents made of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cases.models.cases import Case
from cases.models.files import StoredFile
from organisation.models import Person


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
    told_on = models.DateField(
        null=True, help_text="the latest day the book tells of their writing"
    )

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
    """How a draft would look as PDF; made by the worker while it is written, and no record of anything."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="preview")
    content_hash = models.CharField(max_length=64)
    pdf = models.BinaryField()
    image = models.BinaryField(help_text="the first page as PNG")
    pages = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"Förhandsvisning av {self.case}"

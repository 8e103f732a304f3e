"""What a body's agendas begin and end with, and the summonses (kallelser) made of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cases.models import StoredFile
from organisation.models import Body, Person


class AgendaDefaults(models.Model):
    """The standing items a body's new meetings get, one a line: before the cases, and after them."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="agenda_defaults")
    opening = models.TextField("före ärendena", blank=True)
    closing = models.TextField("efter ärendena", blank=True)

    def __str__(self) -> str:
        return f"Stående punkter för {self.body}"


class SummonsDraft(models.Model):
    """What the worker made last of a meeting's agenda; no record of anything. `content` tells of what it was made."""

    meeting = models.OneToOneField(
        "approvals.Meeting", models.CASCADE, related_name="summons_draft"
    )
    content = models.TextField()
    pdf = models.BinaryField(help_text="the summons alone, PDF/A")
    bundle = models.BinaryField(help_text="the summons with the documents behind it")

    def __str__(self) -> str:
        return f"Utkast till kallelse, {self.meeting}"


class Summons(models.Model):
    """A summons as it was issued: its content and the files that were seen. Rows are never changed."""

    meeting = models.ForeignKey("approvals.Meeting", models.PROTECT, related_name="summonses")
    number = models.PositiveSmallIntegerField()
    name = models.CharField("benämning", max_length=40)
    content = models.TextField(help_text="canonical JSON, approvals.rules.summonses")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    bundle = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_on = models.DateField("utfärdad")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="summonses_are_issued_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.name

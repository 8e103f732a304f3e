"""How documents are set, as the municipality's administrators have changed it over time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from organisation.models import Person


class DocumentTemplate(models.Model):
    """A template under its key; at most one is in use. One of the ready ones has a row only once it is touched."""

    key = models.SlugField(max_length=40, unique=True)
    is_in_use = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_in_use"], condition=Q(is_in_use=True), name="one_template_is_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.key


class TemplateVersion(models.Model):
    """A template's settings from one change to the next: canonical JSON. Rows are never changed."""

    template = models.ForeignKey(DocumentTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    settings = models.TextField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["template", "number"], name="one_setting_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.template}, version {self.number}"

"""The municipality's own wordings of the library's clauses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from organisation.models import Person


class ClauseVersion(models.Model):
    """A wording from one change to the next. Rows are never changed; the newest is the one that is offered."""

    clause = models.SlugField(max_length=40)
    variant = models.SlugField(max_length=60)
    number = models.PositiveSmallIntegerField()
    name = models.CharField("namn", max_length=120)
    text = models.TextField("lydelse")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clause", "variant", "number"], name="one_wording_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clause}, {self.variant}, version {self.number}"

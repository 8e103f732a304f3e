"""All attachments of a case in one PDF."""

from __future__ import annotations

from django.db import models

from cases.models.cases import Case


class AttachmentBundle(models.Model):
    """Made by the worker on request, and no record of anything: `key` tells of which attachments it was made."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="bundle")
    key = models.CharField(max_length=64)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"Bilagorna till {self.case}"

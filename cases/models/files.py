"""Bytes under their own hash."""

from __future__ import annotations

from django.db import models

from cases.intake.kinds import NAMES


class StoredFile(models.Model):
    """Bytes kept in the database under their own SHA-256: what was acknowledged is kept with the row."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text="bytes")
    pages = models.PositiveIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=80)
    data = models.BinaryField()

    @property
    def kind(self) -> str:
        """What a reader calls such a file."""
        return NAMES.get(self.content_type, "fil")

    def __str__(self) -> str:
        return self.sha256[:12]

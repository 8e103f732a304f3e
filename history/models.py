"""Events in their chains, the bodies they commit to, and the head of each chain. Written by history.journal only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """A line in the book: `hash = SHA-256(prev ‖ header ‖ SHA-256(salt ‖ body))`, one chain per subject.

    The columns beside `header` repeat it for questions; `verify` compares them. No foreign keys:
    the book outlives what it tells about.
    """

    subject_kind = models.CharField(max_length=12)
    subject_id = models.BigIntegerField()
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    actor_id = models.BigIntegerField()
    legal_day = models.DateField()
    recorded_at = models.DateTimeField()
    header = models.TextField()
    commitment = models.BinaryField(max_length=32)
    prev = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "history_event"
        ordering: ClassVar = ["subject_kind", "subject_id", "sequence"]
        indexes: ClassVar = [models.Index(fields=["recorded_at"], name="event_by_time")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "sequence"], name="a_chain_has_no_double_link"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} #{self.sequence} {self.kind}"


class EventBody(models.Model):
    """What an event says (canonical JSON, may hold names) and the salt that hides it once disposed of."""

    event = models.OneToOneField(
        Event, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="said"
    )
    salt = models.BinaryField(max_length=16)
    body = models.TextField()

    class Meta:
        db_table = "history_body"

    def __str__(self) -> str:
        return f"body of {self.event_id}"


class Head(models.Model):
    """The last link of each chain: locked while one is added, so a chain has neither gap nor fork."""

    subject_kind = models.CharField(max_length=12)
    subject_id = models.BigIntegerField()
    sequence = models.PositiveIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "history_head"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="one_head_per_chain"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id} at {self.sequence}"

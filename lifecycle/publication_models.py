"""What has been published of a meeting's minutes, edition by edition, and that it was taken down again.

An edition is never changed; that it was taken down is a row beside it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from approvals.models import Meeting
from organisation.models import Person


class Publication(models.Model):
    """An edition of what the public reads of a meeting: the bytes that are served, with their checksums.

    `body_code` is the body's part of the address; it stays though the body is renamed. `review` is what the
    reviewer chose for each §, with reasons and words taken out: it is kept inside the house. `source_hash` is
    that of the minutes as they were reviewed.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="publications")
    edition = models.PositiveSmallIntegerField("utgåva")
    body_code = models.SlugField("organ i adressen", max_length=40)
    json = models.TextField()
    json_sha256 = models.CharField(max_length=64)
    html = models.TextField()
    html_sha256 = models.CharField(max_length=64)
    review = models.TextField(help_text="canonical JSON")
    review_sha256 = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64)
    published_on = models.DateField("publicerad")
    published_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        ordering: ClassVar = ["meeting", "edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "edition"], name="one_publication_per_meeting_and_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, utgåva {self.edition}"

    @property
    def is_taken_down(self) -> bool:
        """True when the public can no longer read it."""
        return hasattr(self, "removal")


class PublicationRemoval(models.Model):
    """That what was published of a meeting was taken down (avpublicerat), and why; the reason is kept inside the house."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="removal")
    reason = models.TextField("skäl")
    removed_on = models.DateField("borttagen")
    name = models.CharField("namn", max_length=120)
    title = models.CharField("titel", max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="a_removal_says_why", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.publication} borttagen"

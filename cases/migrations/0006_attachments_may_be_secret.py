"""An attachment may carry a secrecy marking: provision, reason and day."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0005_how_a_notice_clause_is_read")]

    operations: ClassVar = [
        migrations.AddField(
            "attachment",
            "secrecy_provision",
            models.CharField("sekretess enligt", max_length=120, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "attachment",
            "secrecy_reason",
            models.CharField("skäl för sekretess", max_length=500, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "attachment",
            "secrecy_marked_on",
            models.DateField("sekretessmarkerad", null=True, blank=True),
        ),
        migrations.AddConstraint(
            "attachment",
            models.CheckConstraint(
                name="a_secrecy_marking_has_provision_and_day",
                condition=Q(secrecy_provision="", secrecy_marked_on=None)
                | (~Q(secrecy_provision="") & Q(secrecy_marked_on__isnull=False)),
            ),
        ),
    ]

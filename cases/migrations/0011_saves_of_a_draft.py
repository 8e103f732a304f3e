"""Sections and points have keys that last while a draft is written, and each save of a draft is kept a while."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0010_a_preview_holds_its_own_bytes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            "section", "key", models.CharField(blank=True, default="", max_length=24)
        ),
        migrations.AddField(
            "point", "key", models.CharField(blank=True, default="", max_length=24)
        ),
        migrations.RunSQL(
            "UPDATE cases_section SET key = '0.' || position", migrations.RunSQL.noop
        ),
        migrations.RunSQL("UPDATE cases_point SET key = '0.' || number", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="DraftSave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("page", models.CharField(blank=True, max_length=40)),
                ("is_aside", models.BooleanField(default=False)),
                (
                    "renumbered",
                    models.BooleanField(
                        default=False, help_text="the attachments were numbered anew just before"
                    ),
                ),
                ("saved_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        help_text="the database's clock; no rule asks for it",
                    ),
                ),
                ("content", models.TextField(help_text="JSON of the draft, see cases.rules.kept")),
                (
                    "changes",
                    models.JSONField(
                        default=list, help_text="what this save changed: kind, key, name"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saves",
                        to="cases.case",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "number"], name="save_of_case")],
            },
        ),
    ]

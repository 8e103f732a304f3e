"""What reviewers say about places in a version, and what is answered."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PERSON = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT
CASCADE = django.db.models.deletion.CASCADE


def _key() -> tuple[str, models.Field]:
    key = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return ("id", key)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0012_papers_beside_the_report"),
        migrations.swappable_dependency(PERSON),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="SectionComment",
            fields=[
                _key(),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("hela", "hela utlåtandet"),
                            ("punkt", "beslutspunkt"),
                            ("avsnitt", "avsnitt"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("place", models.CharField(max_length=200)),
                ("key", models.CharField(blank=True, max_length=24)),
                ("text", models.TextField(verbose_name="kommentar")),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120)),
                ("made_on", models.DateField()),
                (
                    "resolved_on",
                    models.DateField(blank=True, null=True, verbose_name="åtgärdad"),
                ),
                ("author", models.ForeignKey(PERSON, on_delete=PROTECT, related_name="+")),
                (
                    "case",
                    models.ForeignKey("cases.case", on_delete=CASCADE, related_name="comments"),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        PERSON, blank=True, null=True, on_delete=PROTECT, related_name="+"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="CommentAnswer",
            fields=[
                _key(),
                ("text", models.TextField(verbose_name="svar")),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120)),
                ("made_on", models.DateField()),
                ("author", models.ForeignKey(PERSON, on_delete=PROTECT, related_name="+")),
                (
                    "comment",
                    models.ForeignKey(
                        "cases.sectioncomment", on_delete=CASCADE, related_name="answers"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="sectioncomment",
            constraint=models.CheckConstraint(
                name="a_comment_says_something", condition=~Q(text="")
            ),
        ),
        migrations.AddConstraint(
            model_name="sectioncomment",
            constraint=models.CheckConstraint(
                name="a_resolved_comment_has_day_and_person",
                condition=Q(resolved_on=None, resolved_by=None)
                | Q(resolved_on__isnull=False, resolved_by__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            model_name="commentanswer",
            constraint=models.CheckConstraint(
                name="an_answer_says_something", condition=~Q(text="")
            ),
        ),
    ]

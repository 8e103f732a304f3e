"""Agreement drafts, remisser and covering letters are written in the case; what is settled stays as it was."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("agreement_draft", "Avtalsutkast"),
    ("consultation", "Remiss"),
    ("covering_letter", "Följebrev"),
]
FREEZE = """
CREATE TRIGGER cases_paperversion_frozen BEFORE UPDATE OR DELETE ON cases_paperversion
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""
PERSON = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT


def _key() -> tuple[str, models.Field]:
    key = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return ("id", key)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0011_saves_of_a_draft"),
        migrations.swappable_dependency(PERSON),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            "Paper",
            fields=[
                _key(),
                ("kind", models.CharField("slag", max_length=20, choices=KINDS)),
                ("title", models.CharField("rubrik", max_length=200)),
                ("written", models.TextField()),
                ("edit_count", models.PositiveIntegerField(default=1)),
                ("told_on", models.DateField(null=True)),
                ("made_of", models.CharField(max_length=64, blank=True, default="")),
                ("pdf", models.BinaryField(default=b"")),
                (
                    "case",
                    models.ForeignKey(
                        "cases.case", django.db.models.deletion.CASCADE, related_name="papers"
                    ),
                ),
                ("told_by", models.ForeignKey(PERSON, PROTECT, null=True, related_name="+")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        name="paper_kind_is_known",
                        condition=Q(kind__in=[key for key, _ in KINDS]),
                    ),
                    models.UniqueConstraint(
                        fields=["case"],
                        condition=Q(kind="agreement_draft"),
                        name="one_agreement_draft_per_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "PaperVersion",
            fields=[
                _key(),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.TextField()),
                ("settled_on", models.DateField()),
                ("file", models.ForeignKey("cases.storedfile", PROTECT, related_name="+")),
                ("paper", models.ForeignKey("cases.paper", PROTECT, related_name="versions")),
                ("settled_by", models.ForeignKey(PERSON, PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["paper", "number"], name="papers_are_settled_in_order"
                    )
                ],
            },
        ),
        migrations.RunSQL(FREEZE, "DROP TRIGGER cases_paperversion_frozen ON cases_paperversion"),
    ]

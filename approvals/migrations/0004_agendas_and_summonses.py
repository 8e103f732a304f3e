"""An agenda has an order, standing items and late items; the summons made of it is kept as it was issued."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

PROTECT = django.db.models.deletion.PROTECT
CASCADE = django.db.models.deletion.CASCADE
FREEZE = """
CREATE TRIGGER approvals_summons_frozen BEFORE UPDATE OR DELETE ON approvals_summons
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""


def _key() -> tuple[str, models.Field]:
    key = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return ("id", key)


DEFAULTS = [
    _key(),
    ("opening", models.TextField(blank=True, verbose_name="före ärendena")),
    ("closing", models.TextField(blank=True, verbose_name="efter ärendena")),
    (
        "body",
        models.OneToOneField("organisation.body", CASCADE, related_name="agenda_defaults"),
    ),
]
DRAFT = [
    _key(),
    ("content", models.TextField()),
    ("pdf", models.BinaryField(help_text="the summons alone, PDF/A")),
    ("bundle", models.BinaryField(help_text="the summons with the documents behind it")),
    (
        "meeting",
        models.OneToOneField("approvals.meeting", CASCADE, related_name="summons_draft"),
    ),
]
SUMMONS = [
    _key(),
    ("number", models.PositiveSmallIntegerField()),
    ("name", models.CharField(max_length=40, verbose_name="benämning")),
    ("content", models.TextField(help_text="canonical JSON, approvals.rules.summonses")),
    ("issued_on", models.DateField(verbose_name="utfärdad")),
    ("bundle", models.ForeignKey("cases.storedfile", PROTECT, related_name="+")),
    ("file", models.ForeignKey("cases.storedfile", PROTECT, related_name="+")),
    ("issued_by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
    ("meeting", models.ForeignKey("approvals.meeting", PROTECT, related_name="summonses")),
]
OF_MEETINGS = {
    "starts_at": models.TimeField(blank=True, null=True, verbose_name="klockslag"),
    "place": models.CharField(blank=True, default="", max_length=120, verbose_name="plats"),
    "opening": models.TextField(
        blank=True, default="", verbose_name="stående punkter före ärendena"
    ),
    "closing": models.TextField(
        blank=True, default="", verbose_name="stående punkter efter ärendena"
    ),
}
OF_ITEMS = {
    "let_in_by": models.CharField(
        blank=True, default="", max_length=120, verbose_name="insläppt av"
    ),
    "late_reason": models.TextField(blank=True, default="", verbose_name="skäl till extra ärende"),
}


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("approvals", "0003_directives_are_followed"),
        ("cases", "0012_papers_beside_the_report"),
        ("organisation", "0005_bodies_in_place_keep_the_pattern_of_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        *(
            migrations.AddField("meeting", name, field, preserve_default=name == "starts_at")
            for name, field in OF_MEETINGS.items()
        ),
        *(
            migrations.AddField("minuteitem", name, field, preserve_default=False)
            for name, field in OF_ITEMS.items()
        ),
        migrations.AddConstraint(
            "minuteitem",
            models.CheckConstraint(
                name="a_late_item_says_who_let_it_in_and_why",
                condition=Q(let_in_by="", late_reason="") | (~Q(let_in_by="") & ~Q(late_reason="")),
            ),
        ),
        migrations.CreateModel("AgendaDefaults", fields=DEFAULTS),
        migrations.CreateModel("SummonsDraft", fields=DRAFT),
        migrations.CreateModel(
            "Summons",
            fields=SUMMONS,
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["meeting", "number"], name="summonses_are_issued_in_order"
                    )
                ],
            },
        ),
        migrations.AddField(
            "minuteitem",
            "summons",
            models.ForeignKey(
                "approvals.summons", PROTECT, blank=True, null=True, related_name="items"
            ),
        ),
        migrations.RunSQL(FREEZE, "DROP TRIGGER approvals_summons_frozen ON approvals_summons"),
    ]

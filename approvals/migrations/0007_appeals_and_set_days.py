"""Appeals and what became of them, and days set otherwise than counted: rows that are never changed."""

import django.db.models.deletion
from django.db import migrations, models

FROZEN = ("appeal", "appealstep", "setday")
FREEZE = "".join(
    f"""
CREATE TRIGGER approvals_{table}_frozen BEFORE UPDATE OR DELETE ON approvals_{table}
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""
    for table in FROZEN
)
THAW = "".join(f"DROP TRIGGER approvals_{table}_frozen ON approvals_{table};" for table in FROZEN)


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0006_decisions_by_delegation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField(verbose_name="kom in")),
                ("appellant", models.CharField(max_length=120, verbose_name="vem som överklagar")),
                (
                    "court_number",
                    models.CharField(blank=True, max_length=40, verbose_name="målnummer"),
                ),
                ("recorded_on", models.DateField(verbose_name="antecknat")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="approvals.minuteitem",
                    ),
                ),
            ],
            options={
                "ordering": ["received_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AppealStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.CharField(max_length=16)),
                ("day", models.DateField(verbose_name="dag")),
                (
                    "points",
                    models.JSONField(blank=True, default=list, verbose_name="punkter som upphävs"),
                ),
                ("note", models.TextField(blank=True, verbose_name="anteckning")),
                ("recorded_on", models.DateField(verbose_name="antecknat")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="approvals.appeal",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SetDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("last_appeal", "sista dag att överklaga"),
                            ("legal_force", "laga kraft"),
                        ],
                        max_length=12,
                    ),
                ),
                ("day", models.DateField(verbose_name="dag")),
                ("reason", models.TextField(verbose_name="skäl")),
                ("recorded_on", models.DateField(verbose_name="antecknat")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="approvals.minuteitem",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_days",
                        to="approvals.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]

"""The yearly account of a body's directives, frozen from the start and carrying its own true hash."""

import django.db.models.deletion
from django.db import migrations, models

SQL = """
CREATE TRIGGER approvals_directiveaccount_frozen BEFORE UPDATE OR DELETE ON approvals_directiveaccount
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
ALTER TABLE approvals_directiveaccount ADD CONSTRAINT an_account_carries_its_own_hash
    CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0004_agendas_and_summonses"),
        ("cases", "0002_frozen_rows_stay_frozen"),
        ("organisation", "0005_bodies_in_place_keep_the_pattern_of_before"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectiveAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("as_of", models.DateField(verbose_name="läget")),
                ("content", models.TextField(help_text="canonical JSON")),
                ("content_hash", models.CharField(max_length=64)),
                ("settled_on", models.DateField(verbose_name="fastställd")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="organisation.body",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "body"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("body", "year"), name="one_account_per_body_and_year"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            SQL, "DROP TRIGGER approvals_directiveaccount_frozen ON approvals_directiveaccount"
        ),
    ]

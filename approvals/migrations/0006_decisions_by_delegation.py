"""Decisions by delegation, never changed; and what becomes of each: reported, announced or withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN = ("delegateddecision", "delegationwithdrawal", "delegationreport")
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
        ("approvals", "0005_accounts_of_directives"),
        ("cases", "0014_clauses_of_ones_own"),
        ("organisation", "0005_bodies_in_place_keep_the_pattern_of_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DelegatedDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                (
                    "scheme_number",
                    models.CharField(max_length=20, verbose_name="nummer i delegationsordningen"),
                ),
                ("scheme_name", models.CharField(max_length=250)),
                ("is_reported", models.BooleanField(verbose_name="anmäls till organet")),
                ("is_announced", models.BooleanField(verbose_name="anslås för sig")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("strategic_partnership", "avtal om strategiskt partnerskap"),
                            ("cooperation_agreement", "samverkansavtal"),
                            ("letter_of_intent", "avsiktsförklaring"),
                            ("accord", "överenskommelse"),
                            ("iop", "idéburet offentligt partnerskap"),
                            ("amendment_agreement", "tilläggsavtal"),
                            ("other", "annat avtal"),
                        ],
                        max_length=30,
                        verbose_name="avtalstyp",
                    ),
                ),
                ("value", models.PositiveBigIntegerField(verbose_name="belopp i kronor")),
                ("text", models.TextField(verbose_name="beslut")),
                ("decided_on", models.DateField(verbose_name="beslutat")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                ("on_behalf_of", models.CharField(blank=True, max_length=120)),
                ("recorded_on", models.DateField(verbose_name="antecknat")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegated_decisions",
                        to="organisation.body",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegated_decisions",
                        to="cases.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegated_decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.unit",
                        verbose_name="enhet",
                    ),
                ),
            ],
            options={
                "ordering": ["-decided_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DelegationNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("posted_on", models.DateField(verbose_name="anslag satt upp")),
                (
                    "removed_on",
                    models.DateField(blank=True, null=True, verbose_name="anslag taget ner"),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notice",
                        to="approvals.delegateddecision",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DelegationReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paragraph", models.PositiveIntegerField(verbose_name="paragraf")),
                ("recorded_on", models.DateField(verbose_name="antecknat")),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report",
                        to="approvals.delegateddecision",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegation_reports",
                        to="approvals.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["decision"],
            },
        ),
        migrations.CreateModel(
            name="DelegationWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="skäl")),
                ("withdrawn_on", models.DateField(verbose_name="återkallat")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("title", models.CharField(max_length=120, verbose_name="titel")),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="approvals.delegateddecision",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="delegateddecision",
            constraint=models.UniqueConstraint(
                fields=("body", "year", "number"),
                name="a_delegated_decision_has_a_number_of_its_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegateddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_reported", True), ("is_announced", True), _connector="OR"),
                name="a_delegated_decision_is_reported_or_announced",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegateddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="a_delegated_decision_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegationnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("removed_on__isnull", True),
                    ("removed_on__gte", models.F("posted_on")),
                    _connector="OR",
                ),
                name="a_delegation_notice_comes_down_after_it_went_up",
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]

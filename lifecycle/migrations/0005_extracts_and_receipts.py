"""Extracts of minutes are frozen with a copy for each recipient, and a dispatched decision may wait for its receipt."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FREEZE = """
CREATE TRIGGER lifecycle_minutesextract_frozen BEFORE UPDATE OR DELETE ON lifecycle_minutesextract
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER lifecycle_extractcopy_frozen BEFORE UPDATE OR DELETE ON lifecycle_extractcopy
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
ALTER TABLE lifecycle_minutesextract ADD CONSTRAINT an_extract_carries_its_own_hash
    CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
"""
THAW = """
DROP TRIGGER lifecycle_minutesextract_frozen ON lifecycle_minutesextract;
DROP TRIGGER lifecycle_extractcopy_frozen ON lifecycle_extractcopy;
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
        ("approvals", "0003_directives_are_followed"),
        ("cases", "0012_papers_beside_the_report"),
        ("lifecycle", "0004_a_received_notice_is_acknowledged"),
        migrations.swappable_dependency(PERSON),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            "MinutesExtract",
            fields=[
                _key(),
                ("edition", models.PositiveSmallIntegerField("utgåva")),
                ("content", models.TextField()),
                ("content_hash", models.CharField(max_length=64)),
                ("ordered_on", models.DateField("beställt")),
                (
                    "item",
                    models.ForeignKey("approvals.minuteitem", PROTECT, related_name="extracts"),
                ),
                ("ordered_by", models.ForeignKey(PERSON, PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["item", "edition"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["item", "edition"], name="extracts_of_a_paragraph_have_an_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "ExtractCopy",
            fields=[
                _key(),
                ("recipient", models.CharField("mottagare", max_length=200)),
                (
                    "extract",
                    models.ForeignKey("lifecycle.minutesextract", PROTECT, related_name="copies"),
                ),
                ("file", models.ForeignKey("cases.storedfile", PROTECT, related_name="+")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["extract", "recipient"], name="one_copy_per_extract_and_recipient"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Receipt",
            fields=[
                _key(),
                ("received_on", models.DateField("mottaget", null=True, blank=True)),
                ("kind", models.CharField("kvitto", max_length=80, blank=True)),
                (
                    "missing_because",
                    models.CharField("därför saknas kvitto", max_length=200, blank=True),
                ),
                (
                    "recipient",
                    models.OneToOneField(
                        "cases.recipient",
                        django.db.models.deletion.CASCADE,
                        related_name="receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="a_receipt_that_came_says_what_it_is",
                        condition=Q(received_on__isnull=True, kind="")
                        | (Q(received_on__isnull=False, missing_because="") & ~Q(kind="")),
                    )
                ],
            },
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]

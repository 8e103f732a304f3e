"""What is published of minutes: editions that never change, each with its own true hashes, and removals beside them."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FREEZE = """
CREATE TRIGGER lifecycle_publication_frozen BEFORE UPDATE OR DELETE ON lifecycle_publication
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER lifecycle_publicationremoval_frozen BEFORE UPDATE OR DELETE ON lifecycle_publicationremoval
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
ALTER TABLE lifecycle_publication ADD CONSTRAINT a_publication_carries_its_own_hashes
    CHECK (json_sha256 = encode(sha256(convert_to(json, 'UTF8')), 'hex')
       AND html_sha256 = encode(sha256(convert_to(html, 'UTF8')), 'hex')
       AND review_sha256 = encode(sha256(convert_to(review, 'UTF8')), 'hex'));
"""
THAW = """
DROP TRIGGER lifecycle_publication_frozen ON lifecycle_publication;
DROP TRIGGER lifecycle_publicationremoval_frozen ON lifecycle_publicationremoval;
"""
PERSON = settings.AUTH_USER_MODEL
PROTECT = django.db.models.deletion.PROTECT


def _key() -> tuple[str, models.Field]:
    key = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return ("id", key)


def _who() -> list[tuple[str, models.Field]]:
    return [
        ("name", models.CharField(max_length=120, verbose_name="namn")),
        ("title", models.CharField(max_length=120, verbose_name="titel")),
    ]


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("approvals", "0006_decisions_by_delegation"),
        ("lifecycle", "0005_extracts_and_receipts"),
        migrations.swappable_dependency(PERSON),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                _key(),
                ("edition", models.PositiveSmallIntegerField(verbose_name="utgåva")),
                ("body_code", models.SlugField(max_length=40, verbose_name="organ i adressen")),
                ("json", models.TextField()),
                ("json_sha256", models.CharField(max_length=64)),
                ("html", models.TextField()),
                ("html_sha256", models.CharField(max_length=64)),
                ("review", models.TextField(help_text="canonical JSON")),
                ("review_sha256", models.CharField(max_length=64)),
                ("source_hash", models.CharField(max_length=64)),
                ("published_on", models.DateField(verbose_name="publicerad")),
                *_who(),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="publications", to="approvals.meeting"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to=PERSON),
                ),
            ],
            options={"ordering": ["meeting", "edition"]},
        ),
        migrations.CreateModel(
            name="PublicationRemoval",
            fields=[
                _key(),
                ("reason", models.TextField(verbose_name="skäl")),
                ("removed_on", models.DateField(verbose_name="borttagen")),
                *_who(),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="removal", to="lifecycle.publication"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                fields=("meeting", "edition"), name="one_publication_per_meeting_and_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationremoval",
            constraint=models.CheckConstraint(condition=~Q(reason=""), name="a_removal_says_why"),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]

"""How documents are set becomes data: templates, and a version for every change of one, which stays as it was."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FREEZE = """
CREATE TRIGGER cases_templateversion_frozen BEFORE UPDATE OR DELETE ON cases_templateversion
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0006_attachments_may_be_secret"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            "DocumentTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("is_in_use", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["is_in_use"],
                        condition=Q(is_in_use=True),
                        name="one_template_is_in_use",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("settings", models.TextField()),
                ("made_on", models.DateField()),
                (
                    "made_by",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        django.db.models.deletion.PROTECT,
                        related_name="+",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        "cases.documenttemplate",
                        django.db.models.deletion.PROTECT,
                        related_name="versions",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["template", "number"], name="one_setting_per_version"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            FREEZE, "DROP TRIGGER cases_templateversion_frozen ON cases_templateversion"
        ),
    ]

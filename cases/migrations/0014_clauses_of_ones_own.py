"""Municipalities word clauses themselves: a version for every change, which stays as it was."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FREEZE = """
CREATE TRIGGER cases_clauseversion_frozen BEFORE UPDATE OR DELETE ON cases_clauseversion
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0013_comments_on_versions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            "ClauseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("clause", models.SlugField(max_length=40)),
                ("variant", models.SlugField(max_length=60)),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField("namn", max_length=120)),
                ("text", models.TextField("lydelse")),
                ("made_on", models.DateField()),
                (
                    "made_by",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        django.db.models.deletion.PROTECT,
                        related_name="+",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["clause", "variant", "number"], name="one_wording_per_version"
                    )
                ],
            },
        ),
        migrations.RunSQL(FREEZE, "DROP TRIGGER cases_clauseversion_frozen ON cases_clauseversion"),
    ]

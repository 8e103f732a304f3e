"""All attachments of a case in one PDF, made on request."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0007_document_templates")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="AttachmentBundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("data", models.BinaryField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bundle",
                        to="cases.case",
                    ),
                ),
            ],
        ),
    ]

"""The day the book last told that a person wrote in a version: text saved by itself is told once a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0008_attachments_in_one_file")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="versioneditor",
            name="told_on",
            field=models.DateField(
                help_text="the latest day the book tells of their writing", null=True
            ),
        ),
    ]

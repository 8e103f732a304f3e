"""A preview, made anew while somebody writes, leaves no files behind; those there are can be made again."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0009_the_day_an_editor_was_told")]

    operations: ClassVar = [
        migrations.RunSQL("DELETE FROM cases_preview", migrations.RunSQL.noop),
        migrations.RemoveField("preview", "file"),
        migrations.AddField(
            "preview", "pdf", models.BinaryField(default=b""), preserve_default=False
        ),
        migrations.AddField(
            "preview",
            "image",
            models.BinaryField(default=b"", help_text="the first page as PNG"),
            preserve_default=False,
        ),
        migrations.AddField(
            "preview",
            "pages",
            models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
    ]

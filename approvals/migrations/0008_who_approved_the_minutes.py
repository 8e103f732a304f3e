"""Who approved the minutes, or a § by itself (justering)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0007_appeals_and_set_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="minutes_approved_by",
            field=models.CharField(blank=True, max_length=250, verbose_name="justerat av"),
        ),
        migrations.AddField(
            model_name="minuteitem",
            name="minutes_approved_by",
            field=models.CharField(blank=True, max_length=250, verbose_name="justerad av"),
        ),
    ]

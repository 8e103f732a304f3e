from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_routes_meetings_and_outcomes")]

    operations = [
        migrations.AddField(
            model_name="minuteitem",
            name="proceedings",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="approvals.rules.proceedings as plain values",
            ),
        ),
    ]

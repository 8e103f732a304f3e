from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_how_a_notice_came")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="acknowledged_on",
            field=models.DateField(blank=True, null=True, verbose_name="tagit del"),
        ),
    ]

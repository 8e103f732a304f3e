from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0002_a_meeting_asks_too")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="reference",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="hur den kom"
            ),
            preserve_default=False,
        ),
    ]

"""The product itself, as the actor of what happens because a day came or a job was done."""

from django.db import migrations


def add_system(apps, schema_editor):
    apps.get_model("organisation", "Person").objects.create(
        email="system@avtalsgang.invalid",
        name="Avtalsgång",
        sort_key="avtalsg{ng",
        is_system=True,
        is_active=True,
        password="!",  # noqa: S106 (unusable on purpose)
    )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_an_auditor_holds_no_other_role")]

    operations = [migrations.RunPython(add_system, migrations.RunPython.noop)]

"""The council, the board and its working committee keep the year the product laid before patterns were rows."""

from django.db import migrations

ROUNDS = [[2, 2], [3, 2], [4, 2], [5, 2], [6, 2], [9, 1], [10, 3], [11, 2], [11, -1], [12, 2]]
AHEAD = (("KS", "KF"), ("KSAU", "KS"))


def lay(apps, schema_editor):
    Body = apps.get_model("organisation", "Body")
    Pattern = apps.get_model("organisation", "MeetingPattern")
    bodies = {
        body.short_name: body for body in Body.objects.filter(short_name__in=("KF", "KS", "KSAU"))
    }
    if "KF" not in bodies:
        return
    july = {"closed_months": [7], "call_days": 7}
    Pattern.objects.create(
        body=bodies["KF"], kind="months", weekday=0, rounds=ROUNDS, announcement_days=7, **july
    )
    for name, of in AHEAD:
        if name in bodies and of in bodies:
            Pattern.objects.create(
                body=bodies[name],
                kind="ahead",
                ahead_of=bodies[of],
                days_ahead=12,
                stop_days=14,
                **july,
            )


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_bodies_lay_their_years")]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]

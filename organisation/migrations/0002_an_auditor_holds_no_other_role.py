"""An auditor's appointment may not overlap another one of the same person (KL 4:5 for elected auditors)."""

from django.db import migrations

# The range of an auditor's row covers every id, another row's only its own: so an auditor's row meets
# every other of the same person and days, while two ordinary rows never meet.
SQL = """
ALTER TABLE organisation_appointment ADD CONSTRAINT an_auditor_holds_no_other_role EXCLUDE USING gist (
    int8range(person_id, person_id, '[]') WITH &&,
    daterange(starts, ends, '[]') WITH &&,
    int8range(CASE WHEN role = 'auditor' THEN 0 ELSE id END,
              CASE WHEN role = 'auditor' THEN 9223372036854775806 ELSE id END, '[]') WITH &&
)
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_people_units_bodies_and_appointments")]

    operations = [
        migrations.RunSQL(
            SQL,
            "ALTER TABLE organisation_appointment DROP CONSTRAINT an_auditor_holds_no_other_role",
        )
    ]

"""Submitted content, dated documents and stored bytes cannot be changed, and carry their own true hash."""

from django.db import migrations

SQL = """
CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER cases_caseversion_frozen BEFORE UPDATE OR DELETE ON cases_caseversion
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_document_frozen BEFORE UPDATE OR DELETE ON cases_document
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
CREATE TRIGGER cases_storedfile_frozen BEFORE UPDATE ON cases_storedfile
    FOR EACH ROW EXECUTE FUNCTION cases_refuse_change();
ALTER TABLE cases_caseversion ADD CONSTRAINT a_version_carries_its_own_hash
    CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
ALTER TABLE cases_storedfile ADD CONSTRAINT a_file_carries_its_own_hash
    CHECK (sha256 = encode(sha256(data), 'hex'));
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_agreements_cases_and_drafts")]

    operations = [migrations.RunSQL(SQL)]

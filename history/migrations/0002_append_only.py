"""The book can only be added to: triggers against the owner's own hand, REVOKE against the application's."""

from django.db import migrations

WALLS = """
CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'history is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION history_continue_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head history_head%ROWTYPE;
BEGIN
    SELECT * INTO head FROM history_head
    WHERE subject_kind = NEW.subject_kind AND subject_id = NEW.subject_id;
    IF head.sequence IS NULL OR NEW.sequence <> head.sequence + 1 OR NEW.prev <> head.hash THEN
        RAISE EXCEPTION 'event % of % % does not continue its chain',
            NEW.sequence, NEW.subject_kind, NEW.subject_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.hash <> sha256(NEW.prev || convert_to(NEW.header, 'UTF8') || NEW.commitment) THEN
        RAISE EXCEPTION 'event % of % % has a wrong hash',
            NEW.sequence, NEW.subject_kind, NEW.subject_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION history_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.sequence <> OLD.sequence + 1
       OR NEW.subject_kind <> OLD.subject_kind OR NEW.subject_id <> OLD.subject_id THEN
        RAISE EXCEPTION 'the head of a chain only moves forward'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER history_event_append_only BEFORE UPDATE OR DELETE ON history_event
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER history_event_no_truncate BEFORE TRUNCATE ON history_event
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();
CREATE TRIGGER history_event_continues_its_chain BEFORE INSERT ON history_event
    FOR EACH ROW EXECUTE FUNCTION history_continue_chain();
CREATE TRIGGER history_body_append_only BEFORE UPDATE OR DELETE ON history_body
    FOR EACH ROW EXECUTE FUNCTION history_refuse();
CREATE TRIGGER history_body_no_truncate BEFORE TRUNCATE ON history_body
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();
CREATE TRIGGER history_head_moves_forward BEFORE UPDATE OR DELETE ON history_head
    FOR EACH ROW EXECUTE FUNCTION history_head_forward();
CREATE TRIGGER history_head_no_truncate BEFORE TRUNCATE ON history_head
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse();
"""

# Every role but the owner keeps INSERT and SELECT only; the head may also be moved forward.
GRANTS = """
DO $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT DISTINCT g.grantee, g.table_name, g.privilege_type
        FROM information_schema.role_table_grants g
        WHERE g.table_name IN ('history_event', 'history_body', 'history_head')
          AND g.table_schema = current_schema() AND g.grantee <> current_user
          AND g.privilege_type NOT IN ('SELECT', 'INSERT')
          AND NOT (g.table_name = 'history_head' AND g.privilege_type = 'UPDATE')
    LOOP
        EXECUTE format('REVOKE %s ON %I FROM %s', held.privilege_type, held.table_name,
                       CASE held.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(held.grantee) END);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0001_the_book")]

    # No way back: history that exists is never rewritten, nor its walls taken down by a migration.
    operations = [migrations.RunSQL(WALLS), migrations.RunSQL(GRANTS)]

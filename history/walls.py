"""Whether the database's own walls around what is frozen stand as the migrations built them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from django.db import connection

BEFORE_CHANGE: Final = 27  # pg_trigger.tgtype: each row, before UPDATE or DELETE
BEFORE_INSERT: Final = 7
BEFORE_UPDATE: Final = 19
BEFORE_TRUNCATE: Final = 34

# Each table's triggers: what they run, and when.
Walls: TypeAlias = Mapping[str, Mapping[str, tuple[str, int]]]

WALLS: Final[Walls] = {
    "history_event": {
        "history_event_append_only": ("history_refuse", BEFORE_CHANGE),
        "history_event_no_truncate": ("history_refuse", BEFORE_TRUNCATE),
        "history_event_continues_its_chain": ("history_continue_chain", BEFORE_INSERT),
    },
    "history_body": {
        "history_body_append_only": ("history_refuse", BEFORE_CHANGE),
        "history_body_no_truncate": ("history_refuse", BEFORE_TRUNCATE),
    },
    "history_head": {
        "history_head_moves_forward": ("history_head_forward", BEFORE_CHANGE),
        "history_head_no_truncate": ("history_refuse", BEFORE_TRUNCATE),
    },
}
# What the triggers run, by the SHA-256 of its text: a function that is emptied refuses nothing.
FUNCTIONS: Final = {
    "history_refuse": "d55637815d0cb11dabd3475b75619de38416a569dc4e25b64a007ab9e64b675c",
    "history_continue_chain": "6ed6f174093fcc85d7cb429dd1926a06cc7267f3a63b594a6ce4f0a07e34aafb",
    "history_head_forward": "636c4ef9210dfabcb2e19012f81ac6ebae22ee8b30db8101c2ffe3cc24c52cb7",
}
# without a condition (WHEN) and for every column: such a trigger would let some changes through
_TRIGGERS: Final = """
    SELECT c.relname, t.tgname, p.proname, t.tgtype,
           encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex'),
           t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr::text = ''
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relname = ANY(%s) AND NOT t.tgisinternal ORDER BY 1, 2
"""
_RULES: Final = "SELECT tablename, rulename FROM pg_rules WHERE tablename = ANY(%s)"
_HIDING: Final = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity"
_GRANTS: Final = """
    SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
    FROM pg_class c
    CROSS JOIN LATERAL aclexplode(c.relacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relname = ANY(%s) AND a.grantee <> c.relowner
      AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
      AND NOT (c.relname = 'history_head' AND a.privilege_type = 'UPDATE')
"""
_COLUMN_GRANTS: Final = """
    SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type
    FROM pg_class c
    JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
    CROSS JOIN LATERAL aclexplode(t.attacl) a
    LEFT JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relname = ANY(%s) AND a.grantee <> c.relowner AND a.privilege_type = 'UPDATE'
"""
# who may act as the tables' owner, or past every check
_MASTERS: Final = """
    SELECT r.rolname, o.rolname FROM pg_roles r
    JOIN (SELECT DISTINCT relowner FROM pg_class WHERE relname = ANY(%s)) t ON true
    JOIN pg_roles o ON o.oid = t.relowner
    WHERE r.rolname = current_user AND pg_has_role(r.oid, t.relowner, 'MEMBER')
"""


def missing_walls(
    walls: Walls, functions: Mapping[str, str], *, with_rights: bool = True
) -> Iterator[str]:
    """Yield a sentence for each wall that is down: a trigger, what it runs, a rule, a right, an owner.

    `walls` are each table's triggers, `functions` the hash of what they run. `with_rights` also finds
    roles that may do more with the tables than read and add.
    """
    tables = list(walls)
    yield from _triggers(walls, functions)
    for table, rule in _rows(_RULES, tables):
        yield f"{table} har en regel, {rule}, som kan ändra det som skrivs eller läses."
    for (table,) in _rows(_HIDING, tables):
        yield f"{table} döljer rader för den som läser."
    if with_rights:
        yield from _rights(tables)


def _triggers(walls: Walls, functions: Mapping[str, str]) -> Iterator[str]:
    found = {
        (table, name): (function, when, text, is_whole)
        for table, name, function, when, text, is_whole in _rows(_TRIGGERS, list(walls))
    }
    for table, triggers in walls.items():
        for name, (function, when) in triggers.items():
            standing = found.pop((table, name), None)
            if standing is None or not standing[3]:
                yield f"spärren {name} på {table} saknas eller är avslagen."
            elif standing != (function, when, functions[function], True):
                yield f"spärren {name} på {table} gör inte det som den ska."
    for table, name in found:
        yield f"{table} har en okänd utlösare, {name}."


def _rights(tables: list[str]) -> Iterator[str]:
    """Roles beside the owner that may do more than read and add."""
    for statement in (_GRANTS, _COLUMN_GRANTS):
        for table, role, privilege in _rows(statement, tables):
            yield f"rollen {role} har rätten {privilege} på {table}, som ingen ska ha."
    for role, owner in _rows(_MASTERS, tables):
        yield f"rollen {role} kan handla som {owner}, som äger historiken."


def _rows(statement: str, tables: list[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [tables])
        return list(cursor.fetchall())

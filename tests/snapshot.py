"""Proves that a refusal wrote nothing: every domain row before and after, compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from cases.rules.errors import Refusal

_DOMAIN = ("organisation", "cases", "approvals", "lifecycle", "history")


def everything() -> dict[str, str]:
    """A checksum of every domain table's rows, by table name."""
    tables = [
        m._meta.db_table for label in _DOMAIN for m in apps.get_app_config(label).get_models()
    ]
    tables += ["viewflow_task", "viewflow_process", "procrastinate_jobs"]
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM \"{table}\" t"
            )
            found[table] = cursor.fetchone()[0]
    return found


@contextmanager
def refused(code: str, kind: type[Refusal] = Refusal) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """Expect a refusal with this code, with a sentence, and that nothing was written."""
    before = everything()
    with pytest.raises(kind) as refusal:
        yield refusal
    assert refusal.value.code == code, refusal.value
    assert refusal.value.sentence.endswith(".")
    assert everything() == before, "something was written"

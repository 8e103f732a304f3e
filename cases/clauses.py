"""The clauses that are offered now: ours, and what the municipality's administrators have worded themselves."""

from __future__ import annotations

from cases.models import ClauseVersion
from cases.rules.clause_library import Clause, Variant, with_own


def newest_wordings() -> dict[tuple[str, str], ClauseVersion]:
    """Return the newest version of each of the municipality's wordings by clause and variant, oldest wording first."""
    rows = ClauseVersion.objects.select_related("made_by").order_by("pk")
    return {(row.clause, row.variant): row for row in rows}


def library() -> dict[str, Clause]:
    """Return the library as it is offered now (one query)."""
    newest = newest_wordings()
    return with_own(
        (key, Variant(row.variant, row.name, row.text)) for (key, _), row in newest.items()
    )

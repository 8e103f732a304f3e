"""What imports cannot show: state, history and the clock each have one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import modules

STATE = {"stage", "state", "phase"}
WRITES = {"update", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}


def _state_writes(tree: ast.Module) -> Iterator[int]:
    """Lines that set a stage, state or phase on something, or write one through the ORM."""
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr in STATE:
                yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in WRITES and {k.arg for k in node.keywords} & STATE:
                yield node.lineno
            if node.func.attr == "setattr":
                yield node.lineno


def test_only_lifecycle_operations_write_state() -> None:
    found = [
        f"{name}:{line}"
        for name, tree in modules().items()
        if not name.startswith("lifecycle.operations")
        for line in _state_writes(tree)
    ]
    assert found == []


def test_the_state_rule_sees_a_planted_write() -> None:
    planted = ast.parse("case.stage = 'closed'\nCase.objects.filter(pk=1).update(state='ended')")
    assert list(_state_writes(planted)) == [1, 2]


def test_only_the_journal_writes_history() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if name != "history.journal"
        for node in ast.walk(tree)
        if _writes_history(node)
    ]
    assert found == []


def _writes_history(node: ast.AST) -> bool:
    """A write on Event, EventBody or Head through the ORM, or SQL that names their tables with a verb."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value.lower()
        return any(
            f"{verb} history_" in text
            for verb in ("insert into", "update", "delete from", "truncate")
        )
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    source = ast.unparse(node.func)
    model = source.split(".")[0] in ("Event", "EventBody", "Head")
    return model and node.func.attr in {*WRITES, "delete", "save"}


CLOCKS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "timezone.now",
    "timezone.localdate",
    "time.time",
}
MAY_READ_THE_CLOCK = {"organisation.web.clock"}


def test_the_clock_is_read_in_one_place() -> None:
    found = [
        f"{name}:{node.lineno} {ast.unparse(node.func)}"
        for name, tree in modules().items()
        if name not in MAY_READ_THE_CLOCK and not name.startswith("config.")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]
    assert found == []


def test_only_outer_layers_ask_what_day_it_is() -> None:
    allowed = (".web", "lifecycle.jobs", "lifecycle.management", "config.")
    found = [
        name
        for name, tree in modules().items()
        if not any(part in name or name.startswith(part) for part in allowed)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "organisation.web.clock"
    ]
    assert found == []

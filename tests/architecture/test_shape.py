"""The shape of the code: layers, the signatures of operations, sizes and names."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import tomllib

import pytest

from tests.architecture.source import PACKAGES, ROOT, functions, modules, path_of

OPERATIONS = (
    "lifecycle.operations",
    "approvals.operations",
    "cases.operations",
    "organisation.operations",
)


def _layers() -> list[str]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in config["contracts"] if c["id"] == "layers")
    return [name.strip() for line in layers for name in re.split(r"[|:]", line)]


def test_every_module_has_a_layer() -> None:
    layers = _layers()
    free = {*PACKAGES, *(f"{p}.apps" for p in PACKAGES)}
    homeless = [
        name
        for name in modules()
        if name not in free and not any(name == a or name.startswith(a + ".") for a in layers)
    ]
    assert homeless == []


def _verbs() -> list[tuple[str, object]]:
    found = []
    for package in OPERATIONS:
        module = importlib.import_module(package)
        found += [(f"{package}.{name}", getattr(module, name)) for name in module.__all__]
    return found


@pytest.mark.parametrize(("name", "verb"), _verbs(), ids=lambda x: x if isinstance(x, str) else "")
def test_an_operation_is_keyword_only_with_actor_and_day(name: str, verb: object) -> None:
    signature = inspect.signature(verb)  # type: ignore[arg-type]
    kinds = {p.kind for p in signature.parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    assert {"actor", "on"} <= set(signature.parameters)


@pytest.mark.parametrize("package", OPERATIONS)
def test_an_operation_owns_its_transaction(package: str) -> None:
    verbs = set(importlib.import_module(package).__all__)
    atomic = {
        function.name
        for name, tree in modules().items()
        if name.startswith(package)
        for function in functions(tree)
        if any(ast.unparse(d) == "transaction.atomic" for d in function.decorator_list)
    }
    assert verbs <= atomic


def _body_lines(function: ast.FunctionDef) -> int:
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_files_and_functions_stay_small() -> None:
    long_files = [n for n in modules() if len(path_of(n).read_text().splitlines()) >= 400]
    long_functions = [
        f"{name}:{f.name} {_body_lines(f)}"
        for name, tree in modules().items()
        for f in functions(tree)
        if _body_lines(f) > 30
    ]
    assert long_files == []
    assert long_functions == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        n for n, t in modules().items() if not ast.get_docstring(t) and path_of(n).read_text()
    ]
    assert silent == []


def test_migrations_have_names() -> None:
    numbered = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).glob("migrations/0*.py")
        if re.search(r"_(auto|initial$)|^\d+$", path.stem)
    ]
    assert numbered == []


def test_no_drawer_for_odds_and_ends() -> None:
    odd = {"common", "core", "utils", "helpers", "services"}
    assert [n for n in modules() if odd & set(n.split("."))] == []

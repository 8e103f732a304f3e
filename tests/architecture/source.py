"""Reads the project's own source for the architecture tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("config", "organisation", "cases", "approvals", "lifecycle", "history")


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the product but migrations: dotted name → parsed source."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


def path_of(module: str) -> Path:
    """The file of a module."""
    path = ROOT / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Every function in a module, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node

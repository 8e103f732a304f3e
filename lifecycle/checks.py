"""System checks of the flows: a task without a permission could be completed by anyone who sees it."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register

from lifecycle.flows import FLOWS


@register()
def flows_are_guarded(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every task has a permission, and every flow locks its process row and waits for it."""
    errors = []
    for flow_class in FLOWS:
        if getattr(flow_class.lock_impl, "nowait", True):
            errors.append(
                Error(f"{flow_class.__name__} does not lock its process", id="lifecycle.E002")
            )
        for node in flow_class.instance.nodes():
            if getattr(node, "_owner_permission", "none needed") is None:
                errors.append(
                    Error(
                        f"{flow_class.__name__}.{node.name} has no permission", id="lifecycle.E001"
                    )
                )
    return errors

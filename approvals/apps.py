"""Who decides: routes, approvals, meetings, outcomes and permission."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "Beslut"

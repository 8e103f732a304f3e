"""Signing in: e-mail and password, nobody can sign themselves up, and rights come from one place."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from approvals import permissions
from organisation.models import Person
from organisation.web.clock import today


class ClosedAdapter(DefaultAccountAdapter):
    """People are registered by an administrator, never by themselves."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody may sign up."""
        return False


class SignInBackend(AuthenticationBackend):
    """The only backend that answers questions about rights: it asks approvals.permissions."""

    def has_perm(self, user_obj: Person, perm: str, obj: Any = None) -> bool:
        """`lifecycle.<verb>` asks permissions about that verb; everything else is no."""
        label, _, verb = perm.partition(".")
        if label != "lifecycle" or verb not in permissions.VERBS or obj is None:
            return False
        return bool(permissions.allows(user_obj, verb, obj, today()))

"""Addresses of the register, the agreement's page and verbs, and the history pages."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

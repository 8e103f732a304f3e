"""Addresses of the pages in approvals.web."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

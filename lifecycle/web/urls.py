"""Addresses of the pages in lifecycle.web."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

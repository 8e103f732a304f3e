"""Addresses of the pages in cases.web."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

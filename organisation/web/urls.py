"""Addresses of the pages in organisation.web."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

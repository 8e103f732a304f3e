"""Addresses that exist in the demonstration only."""

from __future__ import annotations

from django.urls import path

from config import demo

urlpatterns = [
    path("", demo.persons, name="demo_persons"),
    path("klocka/", demo.clock, name="demo_clock"),
]

"""Addresses of the people and their appointments."""

from __future__ import annotations

from django.urls import URLPattern, path

from organisation.web import people

urlpatterns: list[URLPattern] = [
    path("personer/", people.person_list, name="person_list"),
    path("personer/ny/", people.person_new, name="person_new"),
    path("personer/<id:pk>/", people.person, name="person"),
    path("personer/<id:pk>/uppdrag/", people.appoint, name="person_appoint"),
    path(
        "personer/<id:pk>/uppdrag/<id:appointment>/avsluta/",
        people.end_appointment,
        name="person_end_appointment",
    ),
]

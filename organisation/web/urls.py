"""Addresses of the people with their appointments, and of the bodies."""

from __future__ import annotations

from django.urls import URLPattern, path

from organisation.web import bodies, people

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
    path("organ/", bodies.body_list, name="body_list"),
    path("organ/nytt/", bodies.body_new, name="body_new"),
    path("organ/<id:pk>/", bodies.body, name="body"),
    path("organ/<id:pk>/andra/", bodies.body_edit, name="body_edit"),
    path("organ/<id:pk>/monster/", bodies.body_pattern, name="body_pattern"),
    path("organ/<id:pk>/upphor/", bodies.body_close, name="body_close"),
]

"""Answering as the pages' forms do: who is signed in, which question, and the day the pages read."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Case
from lifecycle.models import Question
from organisation.models import DemoClock, Person
from tests.people import Walk


def the_clock_follows(walk: Walk) -> None:
    """Let the pages read the day the walk has come to."""
    DemoClock.objects.update_or_create(pk=1, defaults={"moved_to": walk.on})


def signed_in(person: Person) -> Client:
    """A browser where the person has signed in."""
    client = Client()
    client.force_login(person, backend="config.sign_in.SignInBackend")
    return client


def see(person: Person, url_name: str, *args: object) -> str:
    """The page as the person gets it."""
    response = signed_in(person).get(reverse(url_name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def post(
    person: Person, case: Case, kind: str, url_name: str, *args: Any, **said: Any
) -> HttpResponse:
    """Answer the case's open question of the kind, as the form would."""
    question = Question.objects.filter(case=case, kind=kind).first()
    data = {"task": question.task if question else 1, **said}
    return signed_in(person).post(reverse(url_name, args=[case.pk, *args]), data)

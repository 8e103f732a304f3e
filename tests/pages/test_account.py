"""The account pages beside signing in: a first password, and too many attempts, in our own words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.people import People

pytestmark = pytest.mark.django_db


def test_somebody_without_a_password_is_led_to_choose_one(people: People) -> None:
    people.officer.set_unusable_password()
    people.officer.save()
    client = Client()
    client.force_login(people.officer, backend="config.sign_in.SignInBackend")
    answer = client.get(reverse("account_change_password"))
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Välj lösenord" in page.content.decode()


def test_too_many_wrong_passwords_are_told_in_swedish_on_a_page_of_ours(
    people: People, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # the lock on the account, not the one on the pace
    client = Client()
    said = {"login": people.officer.email, "password": "fel lösenord"}
    answers = [client.post(reverse("account_login"), said) for _ in range(12)]
    assert answers[0].status_code == 200
    last = answers[-1]
    assert last.status_code == 429
    html = last.content.decode()
    assert 'lang="sv"' in html
    assert "För många försök" in html

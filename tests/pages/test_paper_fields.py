"""What a paper lacks and where it is filled in; what is filled in already, and who signs."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Paper
from cases.papers import written
from cases.rules.clause_library import PLACEHOLDERS
from cases.rules.papers import first_agreement_draft
from tests.lifecycle.papers import a_letter, write
from tests.pages.answers import signed_in
from tests.pages.test_papers import begun, posted
from tests.people import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def this_day(walk: Walk) -> None:
    """Walks start on the day the pages read."""
    walk.on = timezone.localdate()


def test_what_is_missing_leads_to_the_field_that_fills_it(walk: Walk) -> None:
    case = walk.opened()
    draft = first_agreement_draft("Samverkansavtal")
    paper, officer = write(walk, case, draft), signed_in(walk.people.officer)
    page = officer.get(reverse("paper", args=[case.pk, paper.pk]))
    missing = dict(page.context["missing"])
    assert missing["Hur avtalet sägs upp"] == reverse("paper_rule", args=[case.pk, paper.pk])
    for name, address in missing.items():
        assert f'href="{address}"' in page.content.decode(), name
        path, _, field = address.partition("#")
        shown = officer.get(path)
        assert shown.status_code == 200, name
        assert not field or f'id="{field}"' in shown.content.decode(), name
    auditor = signed_in(walk.people.auditor)
    text = auditor.get(reverse("paper", args=[case.pk, paper.pk])).content.decode()
    assert "Motpartens adress" in text and "#id_value" not in text


def test_what_a_letter_lacks_leads_to_a_field(walk: Walk) -> None:
    case, officer = walk.ready(), signed_in(walk.people.officer)
    everything_named = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    paper = write(walk, case, a_letter(walk, text=everything_named))
    page = officer.get(reverse("paper", args=[case.pk, paper.pk]))
    missing = dict(page.context["missing"])
    assert {"Syfte", "Motpartens adress"} <= set(missing)
    for name, address in missing.items():
        path, _, field = address.partition("#")
        shown = officer.get(path)
        assert shown.status_code == 200 and f'id="{field}"' in shown.content.decode(), name


def test_the_desk_shows_the_clauses_filled_in_and_who_signs(walk: Walk) -> None:
    case, paper = begun(walk)
    officer = signed_in(walk.people.officer)
    edit = reverse("paper_edit", args=[case.pk, paper.pk])
    text = officer.get(edit).content.decode()
    assert "Visa texten ifylld" in text and "mellan Huddinge kommun" in text
    for address in (edit, reverse("paper", args=[case.pk, paper.pk])):
        text = officer.get(address).content.decode()
        assert walk.people.signatory.name in text.partition("utsedda till undertecknare")[2]


def test_a_title_is_one_line_however_it_is_typed(walk: Walk) -> None:
    case, paper = begun(walk)
    edit = reverse("paper_edit", args=[case.pk, paper.pk])
    officer = signed_in(walk.people.officer)
    sent = posted(paper, title="Avtal om\r\nsamverkan", **{"clause-0-heading": "Par\nter"})
    assert officer.post(edit, sent).status_code == 302
    now = written(Paper.objects.get())
    assert (now.title, now.clauses[0].heading) == ("Avtal om samverkan", "Par ter")  # type: ignore[union-attr]

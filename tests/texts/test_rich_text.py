"""HTML of the rich text editor: what is written is read as the same text, and any HTML ends in words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.rules.markup import parse_markup
from cases.rules.markup_text import plain_text
from cases.rules.rich_html import html_of
from cases.rules.rich_text import Part, markup_of, parts_of

PIECES = st.sampled_from(
    [
        "ord", "Å ", " ", "**", "\n", "\n\n", "- ", "  - ", "1. ", "2. ", "| ", " |", "\\", "[länk](https://a.se/x?y=1&z)",
        "^[Not <b>]", "{bilaga 2}", "{Bilaga 3}", "<p>", "&amp;", "\u00a0", "]", "[", "^", '"', "'",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
@example("1. ett\n2. två\n- tre\n  - fyra\n7. sju")
@example("| a | b |\n| c |")
def test_what_the_editor_opens_and_gives_back_is_the_same_text(text: str) -> None:
    once = markup_of(html_of(parse_markup(text)))
    assert markup_of(html_of(parse_markup(once))) == once
    assert _letters(plain_text(once)) == _letters(plain_text(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ett stycke med **feta ord** och {bilaga 2}.\n\nEtt till^[Med en not].",
        "- ett\n  - under\n- **två**",
        "1. ett\n2. två\n  - under",
        "| År | Kostnad |\n| 2026 | 1 000 kr |\n| 2027 |  |",
        "Se [lagen](https://www.riksdagen.se/x?a=1&b=2).",
        "\\- inte en punkt",
        "2 \\* 3, a\\[1\\]",
    ],
)
def test_each_kind_of_text_comes_back_as_it_was(text: str) -> None:
    assert markup_of(html_of(parse_markup(text))) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p style='color:red' class=MsoNormal><o:p>Ett <span lang=SV><b>fett</b></span> ord</o:p></p>", "Ett **fett** ord"),
        ("<!--[if gte mso 9]><xml>skräp</xml><![endif]--><style>p{}</style><p>Ord</p><p>&nbsp;</p>", "Ord"),
        ("<p class=MsoListParagraphCxSpFirst><span>·<span>&nbsp; </span></span>Ett</p><p class=MsoListParagraph>2.&nbsp; Två</p>", "- Ett\n2. Två"),
        ("<script>alert(1)</script>Ord<img src=x onerror=alert(1)><svg><text>bild</text></svg>", "Ord"),
        ("<a href='javascript:alert(1)'>länk</a> <a href='data:text/html,x'>data</a>", "länk data"),
        ("<a href='https://a.se/x(1)'>länk</a>", "[länk](https://a.se/x%281%29)"),
        ("<div>ett<br>två<div>tre</div></div>", "ett\n\ntvå\n\ntre"),
        ("<ul><li><p>ett</p><p>mer</p><ul><li>två<ul><li>tre</li></ul></li></ul></li></ul>", "- ett mer\n  - två\n  - tre"),
        ("<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>", "| a b c | d |"),
        ("<p><span data-attachment='2'>bilaga 2</span> <span data-attachment='2'>annat</span></p>", "{bilaga 2} annat"),
        ("<p>**inte fett** {bilaga 2}</p>", "\\*\\*inte fett\\*\\* \\{bilaga 2}"),
    ],
)  # fmt: skip
def test_pasted_text_is_cleaned_to_words(html: str, text: str) -> None:
    assert markup_of(html) == text


def test_pasted_headings_begin_parts_of_their_own() -> None:
    found = parts_of("<p>Före</p><h2>Bakgrund <b>nu</b></h2><p>Text</p><h5>Djupt</h5>")
    assert found == (Part(0, "", "Före"), Part(2, "Bakgrund nu", "Text"), Part(3, "Djupt", ""))


def test_a_heading_too_long_goes_on_as_text() -> None:
    (_, found) = parts_of(f"<h1>{'a' * 200}slut</h1>")
    assert (len(found.heading), found.text) == (200, "slut")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "ord",
        "<ul><li>" * 3_000 + "ord",
        "<table><tr><td>" * 2_000 + "ord",
        "x" * 500_000 + "ord",
        "<b>" * 10_000 + "ord",
        "<p title='" + "a" * 100_000 + "'>ord",
        "\u202eord",
        "<span data-attachment='2'>" * 1000 + "ord",
    ],
)  # fmt: skip
def test_hostile_html_ends_in_words(html: str) -> None:
    assert "ord" in markup_of(html)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


@pytest.mark.parametrize(
    "tag", ["ul><li", "div", "b", "table><tr><td", "b></i", 'div a="</div>"', "b><!--</b>--"]
)
def test_what_lies_in_one_another_without_end_is_read_as_words(tag: str) -> None:
    assert markup_of(f"<{tag}>" * 20_000 + "hej" + "<p>då") == "hej då"


def test_hundreds_of_pieces_are_one_text() -> None:
    assert markup_of("<p>" + "<span>a </span>" * 8_000) == " ".join("a" * 8_000)
    row = markup_of("<table><tr>" + "<td>a</td>" * 9_000 + "</tr></table>")
    assert row.splitlines()[0].startswith("| a | a |")
    assert row.count("a") == 9_000

import datetime as dt
import re

import pytest

from claims.citation import Citation, one_line, tex

CITED = Citation(
    key="a-claim",
    title="Production of the “E-Cat” has begun.",
    site="Claims tracker",
    number=17,
    published_on=dt.date(2026, 3, 5),
    address="https://claims.example/claims/a-claim/editions/17/",
    digest="ab" * 32,
    withdrawn=False,
)
GONE = Citation(**{**CITED.__dict__, "withdrawn": True})


def test_plain_text_names_the_edition_and_its_digest() -> None:
    assert CITED.plain == (
        "Claims tracker. “Production of the “E-Cat” has begun.” Edition 17, 5 March 2026. "
        f"https://claims.example/claims/a-claim/editions/17/ (SHA-256 {'ab' * 32})"
    )
    assert "” (withdrawn) Edition 17" in GONE.plain


def test_bibtex() -> None:
    assert CITED.bibtex == (
        "@misc{a-claim-edition-17,\n"
        "  author = {{Claims tracker}},\n"
        "  title = {{Production of the ``E-Cat'' has begun.}},\n"
        "  year = {2026},\n"
        "  month = mar,\n"
        "  day = {5},\n"
        "  version = {17},\n"
        "  howpublished = {\\url{https://claims.example/claims/a-claim/editions/17/}},\n"
        "  url = {https://claims.example/claims/a-claim/editions/17/},\n"
        f"  note = {{Edition 17. SHA-256 {'ab' * 32}.}},\n"
        "}\n"
    )
    assert "Withdrawn.}" in GONE.bibtex


def test_csl_json() -> None:
    """The required keys of the CSL schema are `id` and `type`; it allows no others than its own."""
    assert CITED.csl == [
        {
            "id": "a-claim-edition-17",
            "type": "webpage",
            "title": "Production of the “E-Cat” has begun.",
            "author": [{"literal": "Claims tracker"}],
            "container-title": "Claims tracker",
            "publisher": "Claims tracker",
            "issued": {"date-parts": [[2026, 3, 5]]},
            "version": "17",
            "URL": "https://claims.example/claims/a-claim/editions/17/",
            "note": f"Edition 17. SHA-256 {'ab' * 32}.",
        }
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "50 % & #1_a$ {x} ^~\\",
            r"50 \% \& \#1\_a\$ \{x\} \textasciicircum{}\textasciitilde{}"
            r"\textbackslash{}",
        ),
        ("Zwölf Čapek", r"Zw{\"{o}}lf {\v{C}}apek"),
        ("naïve", r"na{\"{\i}}ve"),
        ("Straße Øre", r"Stra{\ss}e {\O}re"),
        ("Zwo\u0308lf", r"Zw{\"{o}}lf"),
        ("‘a’ – „b“ — …", r"`a' -- \quotedblbase{}b`` --- \ldots{}"),
        ("a\u00a0b", "a~b"),
        ("one\r\n two\x00\x0b", "one two"),
        ("Ленинград 北京", "Ленинград 北京"),
        ("plain", "plain"),
    ],
)
def test_tex_is_escaped(text: str, written: str) -> None:
    assert tex(text) == written


def test_no_title_can_leave_its_braces() -> None:
    for text in ("}}, note = {x", "\\}", "{", "a\\"):
        cited = Citation(**{**CITED.__dict__, "title": text})
        (title,) = re.findall(r"^  title = \{\{(.*)\}\},$", cited.bibtex, re.MULTILINE)
        bare = re.sub(r"\\textbackslash\{\}|\\[{}]", "", title)
        assert not set(bare) & set("{}\\"), text


def test_one_line() -> None:
    assert one_line(" a\n\tb\x00c ") == "a b c"

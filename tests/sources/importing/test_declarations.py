"""What pages declare about themselves, and what is believed."""

from typing import Any

import pytest

from sources.importing.layout import lay_out


def declared(html: str, url: str = "") -> dict[str, Any]:
    found, _ = lay_out(html.encode(), url)
    return {key: value for key, value in found.items() if value and key != "parts"}


def test_json_ld() -> None:
    html = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
    {"@type": "WebPage", "datePublished": "2016-01-01", "url": "https://pumps.example/"},
    {"@type": ["NewsArticle"], "headline": "Pumps  run", "datePublished": "2015-01-11T08:40:00Z",
     "url": "https://pumps.example/run", "inLanguage": "en-GB",
     "publisher": {"@type": "Organization", "name": "Pump News"}}]}</script>"""

    assert declared(html) == {
        "title": "Pumps run",
        "url": "https://pumps.example/run",
        "publisher": "Pump News",
        "language": "en-GB",
        "published_on": "2015-01-11",
        "remarks": [
            "The page gives several dates of publication, 2015-01-11, 2016-01-01: check the first."
        ],
    }


def test_meta_elements() -> None:
    html = """<title>Pumps | News</title><meta property="og:title" content="Pumps">
    <meta property="og:site_name" content="Pump News"><meta property="og:locale" content="de_AT">
    <meta property="og:url" content="https://pumps.example/run">
    <meta property="article:published_time" content="2015-01-11T08:40:00+01:00">"""

    assert declared(html) == {
        "title": "Pumps",
        "url": "https://pumps.example/run",
        "publisher": "Pump News",
        "language": "de-AT",
        "published_on": "2015-01-11",
    }


def test_microdata() -> None:
    html = """<html lang="en"><div itemprop="publisher"><b itemprop="name">Pump News</b></div>
    <h1>Pumps</h1><time itemprop="datePublished" datetime="2015-01">January 2015</time>"""

    assert declared(html) == {
        "title": "Pumps",
        "publisher": "Pump News",
        "language": "en",
        "published_on": "2015-01",
    }


def test_what_is_printed() -> None:
    html = "<h1>Pumps</h1><h2 class='date-header'>Sunday, January 11, 2015</h2><p>Words."

    assert declared(html) == {"title": "Pumps", "published_on": "2015-01-11"}


def test_the_dates_of_comments_are_not_that_of_the_page() -> None:
    html = """<p>Words.<ol><li class="comment"><time class="published" datetime="2015-01-11">
    </time><p>One.</p></li></ol>"""

    assert declared(html) == {}


@pytest.mark.parametrize(
    "html",
    [
        "<!-- saved from url=(0025)https://pumps.example/run -->\n<p>Words.",
        "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n"
        " url: https://pumps.example/run \n saved date: Sun Jan 11 2015\n--><p>Words.",
        '<link rel="canonical" href="https://pumps.example/run">',
    ],
)
def test_the_address(html: str) -> None:
    assert declared(html) == {"url": "https://pumps.example/run"}


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/run", "https://www.pumps.example/run"),
        ("https://pumps.example/run", "https://pumps.example/run"),
        ("https://other.example/run", "https://www.pumps.example/?p=1"),
        ("javascript:alert(1)", "https://www.pumps.example/?p=1"),
        ("http://[", "https://www.pumps.example/?p=1"),
    ],
)
def test_a_page_is_not_believed_to_be_one_of_another_site(href: str, url: str) -> None:
    html = f'<link rel="canonical" href="{href}">'

    assert declared(html, "https://www.pumps.example/?p=1") == {"url": url}


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="canonical" href="/run">',
        '<link rel="canonical" href="ftp://pumps.example/">',
        '<link rel="canonical" href="https://a:b@pumps.example/">',
        '<html lang="the language of Shakespeare">',
        f"<title>{'x' * 1001}</title>",
        '<meta name="date" content="recently">',
        '<script type="application/ld+json">{"@type": "Article", "headline"</script>',
        '<script type="application/ld+json">{"@type": "Article", "headline": 7}</script>',
        '<script type="application/ld+json">{"@type": "Person", "headline": "x"}</script>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        '<script type="application/ld+json"></script>',
    ],
)
def test_nonsense_is_nothing(html: str) -> None:
    assert declared(html) == {}

"""Dates and moments in German, with the same uncertainty as in English and in German order."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from sources.dates import NotEDTF, date_object, in_words
from sources.templatetags.record import day, moment, since, when

TABLE = [
    ("2011-12-09", "9. Dezember 2011"),
    ("2014-03", "März 2014"),
    ("2014", "2014"),
    ("2014-01~", "Januar 2014, ungefähr"),
    ("2014-01?", "Januar 2014, unsicher"),
    ("2014-01%", "Januar 2014, ungefähr, unsicher"),
    ("2011-12-10?", "10. Dezember 2011, unsicher"),
    ("2014-21", "Frühjahr 2014"),
    ("2014-22", "Sommer 2014"),
    ("2014-23", "Herbst 2014"),
    ("2014-24", "Winter 2014/2015"),
    ("201X", "die 2010er-Jahre"),
    ("20XX", "die Jahre 2000 bis 2099"),
    ("2004-XX", "ein Monat des Jahres 2004"),
    ("2004-06-XX", "ein Tag im Juni 2004"),
    ("2004-XX-XX", "ein Tag des Jahres 2004"),
    ("2004-06-XX?", "ein Tag im Juni 2004, unsicher"),
    ("2016-07-28~/2016-08-04", "zwischen 28. Juli 2016, ungefähr, und 4. August 2016"),
    ("2018-09-08/2018-09-10", "zwischen 8. September 2018 und 10. September 2018"),
    ("2014-21/2014-24", "zwischen Frühjahr 2014 und Winter 2014/2015"),
    ("2012-12~/..", "Dezember 2012, ungefähr, oder später"),
    ("2012-12-05/..", "5. Dezember 2012 oder später"),
    ("../2012", "2012 oder früher"),
    ("../2012-02?", "Februar 2012, unsicher, oder früher"),
    ("/2012", "von einem unbekannten Zeitpunkt bis 2012"),
    ("2012/", "von 2012 bis zu einem unbekannten Zeitpunkt"),
    ("2012-12~/", "von Dezember 2012, ungefähr, bis zu einem unbekannten Zeitpunkt"),
    ("", "Datum nicht bekannt"),
]


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


@pytest.mark.parametrize(("edtf", "words"), TABLE)
def test_dates_are_in_german(edtf: str, words: str) -> None:
    assert in_words(edtf) == words


def test_all_months_have_their_names() -> None:
    names = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    months = [in_words(f"2014-{month:02}").removesuffix(" 2014") for month in range(1, 13)]
    assert " ".join(months) == names


def test_the_same_dates_are_english_for_the_desk() -> None:
    with translation.override("en-gb"):
        assert in_words("2011-12-09") == "9 December 2011"
    assert in_words("2011-12-09") == "9. Dezember 2011"


def test_a_machine_reads_the_same_date() -> None:
    expected = '<time datetime="2014-01">Januar 2014, ungefähr</time>'
    assert when(date_object("2014-01~")) == expected
    assert when(None) == "Datum nicht bekannt"


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2012-03-01", 'seit <time datetime="2012-03-01">1. März 2012</time>'),
        ("2014-21", "seit Frühjahr 2014"),
        (
            "2018-09-08/2018-09-10",
            "seit einem Zeitpunkt zwischen 8. September 2018 und 10. September 2018",
        ),
        ("201X", "seit: die 2010er-Jahre"),
        ("2012/..", "seit: 2012 oder später"),
    ],
)
def test_since_reads_well(edtf: str, words: str) -> None:
    known = date_object(edtf)
    assert known
    assert since(known) == words


def test_a_day_and_a_moment() -> None:
    assert day("2012-03-01") == '<time datetime="2012-03-01">1. März 2012</time>'
    assert moment("2026-11-22T09:30:00Z") == (
        '<time datetime="2026-11-22T09:30:00Z">22. November 2026, 09:30 Uhr UTC</time>'
    )


def test_what_is_no_date_is_refused_in_german() -> None:
    with pytest.raises(NotEDTF) as refused:
        in_words("2011-02-30")
    assert str(refused.value).startswith("Dies ist kein Datum in EDTF: es gibt diesen Tag nicht,")

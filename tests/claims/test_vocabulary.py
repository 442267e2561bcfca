"""The method page explains every word of the record, and says where errors are reported."""

from typing import Any

import pytest
from django.test import Client, override_settings

from claims.vocabulary import ENUMERATIONS, MEANINGS
from tests.languages import Words

# What each kind of document is needs no explanation, and tags are explained by their editors.
WITHOUT_A_MEANING = {"source", "group"}


def test_every_word_has_its_meaning() -> None:
    assert MEANINGS.keys() == ENUMERATIONS.keys() - WITHOUT_A_MEANING
    for name, meanings in MEANINGS.items():
        assert list(meanings) == ENUMERATIONS[name].values, name
        sentences = [str(meaning) for meaning in meanings.values()]
        assert len(set(sentences)) == len(sentences), name
        assert all(sentence.endswith(".") for sentence in sentences), name


@pytest.mark.django_db
class TestMethod:
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_the_page_has_all_of_them(self, client: Client, language: str) -> None:
        page = Words(method(client, language))

        said = page.said_in(language)
        if language == "en":
            for meanings in MEANINGS.values():
                assert {str(meaning) for meaning in meanings.values()} <= set(said)
        assert ("Was nicht bewiesen ist" in said) is (language == "de")

    def test_its_contents_lead_somewhere(self, client: Client) -> None:
        page = method(client)

        addresses = [part.partition('"')[0] for part in page.split('href="#')[1:]]
        assert len(addresses) == 11
        for address in addresses:
            assert page.count(f'id="{address}"') == 1, address

    @pytest.mark.parametrize(
        ("setting", "link"),
        [
            ("corrections@claims.example", 'href="mailto:corrections@claims.example"'),
            ("https://claims.example/form?a=1&b=2", 'href="https://claims.example/form?a=1&amp;b'),
            ("a%b@claims.example", 'href="mailto:a%25b@claims.example"'),
        ],
    )
    def test_errors_are_reported_where_the_site_says(
        self, client: Client, setting: str, link: str
    ) -> None:
        with override_settings(CORRECTIONS=setting):
            page = method(client)

        assert link in page
        assert "Report an error" in page

    def test_without_such_a_place_it_says_so(self, client: Client) -> None:
        with override_settings(CORRECTIONS=""):
            page = method(client)

        assert "This site has named no place yet" in page
        assert "Report an error" not in page


def method(client: Client, language: str = "en") -> Any:
    response = client.get("/method/", headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()

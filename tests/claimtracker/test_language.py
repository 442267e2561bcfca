"""In which language what is answered: pages in the reader's, everything for machines in English."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from claimtracker.middleware import accepted_language
from tests.factories import make_claim, make_editor, publish_claim
from tests.languages import Words

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en-gb"),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-de", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en-gb"),
        ("en;q=0.5, de;q=0.8", "de"),
        ("fr, it;q=0.9", "en-gb"),
        ("fr, de;q=0.1", "de"),
        ("*", "en-gb"),
        ("*, de;q=0.5", "de"),
        ("de;q=0", "en-gb"),
        ("de;q=0, en", "en-gb"),
        ("nonsense", "en-gb"),
        ("de;q=nonsense", "en-gb"),
        ("\x00;q=1", "en-gb"),
        ("de" * 400, "en-gb"),
        ("de-" + "a" * 1000, "en-gb"),
        (",".join(["fr"] * 1000) + ",de", "en-gb"),
    ],
)
def test_the_first_language_that_the_site_has_is_taken(accepted: str, language: str) -> None:
    assert accepted_language(accepted) == language


@pytest.mark.django_db
class TestReadersLanguage:
    @pytest.fixture(autouse=True)
    def claim(self) -> None:
        publish_claim(make_claim(slug="begun", text="It has begun."), make_editor())

    @pytest.mark.parametrize("method", ["get", "head"])
    @pytest.mark.parametrize(
        ("address", "status"),
        [("/claims/begun/", 200), ("/claims/", 200), ("/claims/?standing=x", 400), ("/x/", 404)],
    )
    def test_a_page_is_in_the_language_that_is_asked_for(
        self, client: Client, address: str, status: int, method: str
    ) -> None:
        for accepted, language in (("de", "de"), ("en-US", "en-gb"), ("fr", "en-gb")):
            response = getattr(client, method)(address, headers={"accept-language": accepted})

            assert response.status_code == status
            assert response.headers["Content-Language"] == language
            assert "Accept-Language" in response.headers["Vary"].split(", ")
            if method == "get":
                assert f'<html lang="{language}">' in response.content.decode()

    def test_who_asks_for_nothing_gets_the_language_of_the_record(self, client: Client) -> None:
        assert client.get("/").headers["Content-Language"] == "en-gb"

    def test_a_cookie_changes_nothing(self, client: Client) -> None:
        client.cookies["django_language"] = "de"

        assert client.get("/").headers["Content-Language"] == "en-gb"

    @pytest.mark.parametrize(
        "address",
        [
            "/claims.json",
            "/claims/begun.json",
            "/claims.json?standing=nonsense",
            "/no-such-thing.json",
            "/export/claims.ndjson",
            "/healthz",
            "/no-such-thing",
            "/admin/login/",
            "/admin/",
            "/static/site.css",
        ],
    )
    def test_everything_else_is_the_same_for_everybody(self, client: Client, address: str) -> None:
        english, german = client.get(address), client.get(address, headers=GERMAN)

        assert [body(english), english.status_code] == [body(german), german.status_code]
        assert "Content-Language" not in german.headers
        assert "Accept-Language" not in german.headers.get("Vary", "")

    def test_nothing_but_reading_is_answered_in_another_language(self, client: Client) -> None:
        response = client.post("/claims/", headers=GERMAN)

        assert response.status_code == 405
        assert "Content-Language" not in response.headers

    def test_the_desk_stays_english(self) -> None:
        desk = Client()
        desk.force_login(make_editor())
        page = desk.get("/admin/claims/claim/add/", headers=GERMAN).content.decode()

        assert "refusal to answer" in page
        assert "Behauptung" not in page

    @pytest.mark.parametrize("address", ["/", "/claims/", "/claims/begun/", "/method/"])
    def test_each_language_has_a_validator_of_its_own(self, client: Client, address: str) -> None:
        english, german = client.get(address), client.get(address, headers=GERMAN)
        tags = {"en": english.headers["ETag"], "de": german.headers["ETag"]}

        answers = {
            (asked, known): client.get(
                address, headers={"accept-language": asked, "if-none-match": tags[known]}
            )
            for asked in tags
            for known in tags
        }

        assert tags["en"] != tags["de"]
        assert {pair: response.status_code for pair, response in answers.items()} == {
            ("en", "en"): 304,
            ("de", "de"): 304,
            ("en", "de"): 200,
            ("de", "en"): 200,
        }
        for (asked, _), response in answers.items():
            assert response.headers["Vary"] == "Accept-Encoding, Accept-Language"
            assert response.headers["ETag"] == tags[asked]
        assert answers["de", "en"].content == german.content

    def test_the_language_of_one_request_is_not_that_of_the_next(self, client: Client) -> None:
        client.get("/", headers=GERMAN)

        assert translation.get_language() == "en-gb"

    def test_the_editors_words_keep_their_language(self, client: Client) -> None:
        german = Words(client.get("/claims/begun/", headers=GERMAN).content.decode())
        english = Words(client.get("/claims/begun/").content.decode())

        assert "It has begun." in german.said_in("en")
        # The title of a page has no language of its own.
        assert "It has begun." not in german.said_in("de")
        assert "Was gesagt und was gefunden wurde" in german.said_in("de")
        assert english.said_in("de") == []


def body(response: Any) -> bytes:
    """Without the token against forgery, which is new every time."""
    whole = b"".join(response) if response.streaming else response.content
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", whole)

import json

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.claimtracker.test_middleware")]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "host", "status", "errors"),
    [
        ("/x.json", "elsewhere.example", 400, {"request": ["This request cannot be understood."]}),
        ("/x.ndjson", "localhost", 404, {"path": ["Nothing is published at this address."]}),
        (
            "/broken.json",
            "localhost",
            500,
            {"server": ["The server failed to answer; its log says why."]},
        ),
    ],
)
def test_json_addresses_answer_errors_in_json(
    client: Client, address: str, host: str, status: int, errors: dict[str, list[str]]
) -> None:
    response = client.get(address, headers={"host": host})

    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content) == {"errors": errors}


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [("/x", "elsewhere.example", 400), ("/x", "localhost", 404), ("/broken", "localhost", 500)],
)
def test_pages_answer_errors_as_pages(client: Client, address: str, host: str, status: int) -> None:
    response = client.get(address, headers={"host": host})

    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Nothing is published here"), ("de", "Hier ist nichts veröffentlicht")],
)
def test_who_finds_nothing_can_search(client: Client, language: str, heading: str) -> None:
    page = client.get("/x/", headers={"accept-language": language}).content.decode()

    assert f"<h1>{heading}</h1>" in page
    assert '<form class="filters" role="search" action="/claims/">' in page
    assert '<label for="q">' in page
    assert 'id="q" name="q"' in page


@pytest.mark.parametrize(
    ("address", "host", "heading"),
    [
        ("/x/", "elsewhere.example", "Diese Anfrage ist nicht zu verstehen"),
        ("/x/", "localhost", "Hier ist nichts veröffentlicht"),
        ("/broken/", "localhost", "Der Server ist gescheitert"),
    ],
)
def test_error_pages_are_in_the_readers_language(
    client: Client, address: str, host: str, heading: str
) -> None:
    page = client.get(address, headers={"host": host, "accept-language": "de"}).content.decode()

    assert '<html lang="de">' in page
    assert f"<h1>{heading}</h1>" in page

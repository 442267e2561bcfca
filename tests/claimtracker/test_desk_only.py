"""Sessions, accounts and forms belong to the desk: a public page touches none of them."""

from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client

from tests.factories import make_claim, make_editor, publish_claim

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ADDRESSES = [
    ("get", "/", 200),
    ("get", "/claims/begun/", 200),
    ("get", "/claims/begun.json", 200),
    ("get", "/export/claims.ndjson", 200),
    ("get", "/healthz", 200),
    ("head", "/claims/", 200),
    ("get", "/claims", 301),
    ("get", "/claims/?standing=nonsense", 400),
    ("get", "/claims.json?q=%FF", 400),
    ("get", "/claims/none/", 404),
    ("get", "/none.json", 404),
    ("post", "/claims/", 405),
    ("delete", "/claims/begun.json", 405),
]


@pytest.fixture
def editor_at_home() -> Client:
    """A browser with all the cookies of the desk."""
    publish_claim(make_claim(slug="begun"), make_editor("publisher"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor("reader"))
    assert client.get("/admin/password_change/").status_code == 200
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(client.cookies)
    return client


@pytest.mark.parametrize(("method", "address", "status"), ADDRESSES)
def test_a_public_answer_touches_none_of_them(
    editor_at_home: Client, method: str, address: str, status: int
) -> None:
    refused = AssertionError("a public page asked who is there")
    with (
        mock.patch.object(SessionStore, "load", side_effect=refused),
        mock.patch("django.contrib.auth.middleware.get_user", side_effect=refused),
        mock.patch.object(CsrfViewMiddleware, "_get_secret", side_effect=refused),
    ):
        response = getattr(editor_at_home, method)(address)

    assert response.status_code == status
    assert "Set-Cookie" not in str(response.serialize_headers())
    assert "Cookie" not in response.headers.get("Vary", "")
    for name in ("session", "user", "_messages"):
        assert not hasattr(response.wsgi_request, name)


def test_the_same_would_be_noticed_at_the_desk(editor_at_home: Client) -> None:
    refused = AssertionError("the desk asked who is there")
    with (
        mock.patch.object(SessionStore, "load", side_effect=refused),
        pytest.raises(AssertionError, match="the desk"),
    ):
        editor_at_home.get("/admin/")


def test_the_desk_knows_who_is_there(editor_at_home: Client) -> None:
    page: Any = editor_at_home.get("/admin/")

    assert page.status_code == 200
    assert page.wsgi_request.user.get_username() == "reader"
    assert "Cookie" in page.headers["Vary"]


def test_the_desk_takes_no_form_from_elsewhere(editor_at_home: Client) -> None:
    for address in ("/admin/claims/tag/add/", "/admin/logout/", "/admin/login/"):
        assert editor_at_home.post(address, {"name": "x"}).status_code == 403

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import path

from claimtracker.middleware import CONTENT_SECURITY_POLICY, HEADERS
from claimtracker.urls import handler400, handler404, handler500, urlpatterns  # noqa: F401
from tests.factories import make_claim, make_editor, publish_claim


def broken(request: Any) -> None:
    raise RuntimeError("broken on purpose")


# The site with three more addresses, at which it fails.
urlpatterns = [
    path("broken", broken),
    path("broken/", broken),
    path("broken.json", broken),
    *urlpatterns,
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def assert_secured(response: Any) -> None:
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert response.headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")


class TestSecurityHeaders:
    @pytest.mark.parametrize(
        ("method", "address", "status"),
        [
            ("get", "/admin/login/", 200),
            ("get", "/admin/", 302),
            ("get", "/no-such-page/", 404),
            ("get", "/no-such-page.json", 404),
            ("put", "/claims/", 405),
            ("get", "/broken", 500),
            ("get", "/admin/?q=%FF", 400),
        ],
    )
    def test_they_are_on_every_answer(
        self, client: Client, method: str, address: str, status: int
    ) -> None:
        response = getattr(client, method)(address)

        assert response.status_code == status
        assert_secured(response)

    def test_they_are_on_the_refusal_of_a_host(self, client: Client) -> None:
        response = client.get("/", headers={"host": "elsewhere.example"})

        assert response.status_code == 400
        assert_secured(response)

    @override_settings(SECURE_SSL_REDIRECT=True)
    def test_they_are_on_the_redirect_to_https_and_on_its_refusal(self, client: Client) -> None:
        redirect = client.get("/")
        refusal = client.get("/", headers={"host": "elsewhere.example"})

        assert [redirect.status_code, refusal.status_code] == [301, 400]
        assert_secured(redirect)
        assert_secured(refusal)

    def test_they_are_on_static_files(self, tmp_path: Path) -> None:
        with override_settings(
            STATIC_ROOT=tmp_path,
            # Compressing what the admin brings along would take seconds.
            STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
            WHITENOISE_AUTOREFRESH=False,
            WHITENOISE_USE_FINDERS=False,
        ):
            call_command("collectstatic", interactive=False, verbosity=0)
            response = Client().get("/static/site.css")
            response.close()

        assert response.status_code == 200
        assert_secured(response)
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_only_the_card_of_a_claim_may_stand_in_other_pages(self, client: Client) -> None:
        claim = publish_claim(make_claim(slug="shown"), make_editor())
        card = client.get("/claims/shown/card/")
        known = {"If-None-Match": card.headers["ETag"]}
        unchanged = client.get("/claims/shown/card/", headers=known)

        assert [card.status_code, unchanged.status_code] == [200, 304]
        for response in (card, unchanged):
            policy = response.headers["Content-Security-Policy"]
            assert policy == CONTENT_SECURITY_POLICY.replace(
                "frame-ancestors 'none'", "frame-ancestors *"
            )
            assert "X-Frame-Options" not in response.headers
            others = HEADERS.keys() - {"Content-Security-Policy", "X-Frame-Options"}
            assert {name: response.headers[name] for name in others} == {
                name: HEADERS[name] for name in others
            }
        for address in ("/claims/shown/", "/claims/none/card/", "/follow/", "/admin/login/"):
            assert_secured(client.get(address))
        assert claim.edition is not None

    def test_the_policy_allows_nothing_inline(self) -> None:
        assert "unsafe" not in CONTENT_SECURITY_POLICY
        assert "default-src 'none'" in CONTENT_SECURITY_POLICY

    def test_what_every_origin_may_read_every_origin_may_embed(self, client: Client) -> None:
        page, data = client.get("/no-such-page/"), client.get("/no-such-page.json")

        assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert data.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


class TestUndecodableInput:
    @pytest.mark.parametrize("query", ["q=%FF", "%C3%28=1", "q=a%00b", "q=%ED%A0%80"])
    def test_it_rejects_a_query_that_is_not_text(self, client: Client, query: str) -> None:
        response = client.get(f"/admin/login/?{query}")

        assert response.status_code == 400
        assert response.content == b"The query of this address is not text in UTF-8."

    def test_it_rejects_a_path_with_nul(self, client: Client) -> None:
        response = client.get("/claims/a%00b/")

        assert response.status_code == 400
        assert response.content == b"The path of this address contains a NUL character."

    @pytest.mark.parametrize("part", ["%FF", "%C3%28", "%C5%82", "%F0%9F%92%A1"])
    def test_any_other_path_is_merely_unknown(self, client: Client, part: str) -> None:
        assert client.get(f"/claims/{part}/").status_code == 404

    @pytest.mark.parametrize("address", ["/claims.json?q=%FF", "/export/claims.ndjson?q=%00"])
    def test_it_answers_json_in_json(self, client: Client, address: str) -> None:
        response = client.get(address)

        assert response.status_code == 400
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert json.loads(response.content) == {
            "errors": {"query": ["The query of this address is not text in UTF-8."]}
        }

    @pytest.mark.parametrize(
        "query", ["", "next=/%C3%A9t%C3%A9", "next=été", "q=%F0%9F%92%A1", "%"]
    )
    def test_it_lets_text_through(self, client: Client, query: str) -> None:
        assert client.get(f"/admin/login/?{query}").status_code == 200

    # In UTF-7, “+AAA-” is a NUL.
    @pytest.mark.parametrize("charset", ["nonsense", "utf-7", "utf-16", "latin-1", "é"])
    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_it_rejects_every_other_charset(
        self, client: Client, method: str, charset: str
    ) -> None:
        form = f"application/x-www-form-urlencoded; charset={charset}"
        response = client.generic(method, "/admin/login/?next=+AAA-", b"a=1", content_type=form)

        assert response.status_code == 400
        sentence = "The charset of this request’s Content-Type is not UTF-8."
        assert response.content.decode() == sentence

    @pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"'])
    def test_it_lets_utf_8_through(self, client: Client, charset: str) -> None:
        form = f"application/x-www-form-urlencoded{charset}"
        response = client.generic("POST", "/admin/login/", b"username=%C3%A9", content_type=form)

        assert response.status_code == 200
        assert 'value="é"' in response.content.decode()

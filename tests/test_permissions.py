"""Who gets what answer at every address of the site: a table, and no address outside of it.

Six people in this order: anonymous, Contributor, Editor, Publisher, Auditor, superuser. One letter
each: `.` is an answer (or a form’s own redirect), `L` leads to the sign-in, `F` is 403, `M` is 405,
`N` is 404.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from claims.models import Claim, Followup, Tag
from publication.models import Edition
from sources.models import HeldText, Publisher, Source, Speaker, Statement
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_source,
    make_statement,
    make_tag,
    publish_claim,
)
from tests.serving import ServedClient

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PEOPLE = ("anonymous", "Contributor", "Editor", "Publisher", "Auditor", "superuser")

EVERYBODY = "......"
NOBODY = "LFFFFF"
SUPERUSER = "LFFFF."
STAFF = "L....."
WRITERS = "L...F."
EDITORS = "LF..F."
PUBLISHERS = "LFF.F."
# A method that the address does not know. Who is not signed in learns no more than that.
NO_METHOD = "LMMMMM"

# The addresses that everybody may read and nobody may write to.
PUBLIC = (
    "home",
    "claim_list",
    "claim_list_json",
    "claim_detail",
    "claim_detail_json",
    "claim_editions",
    "claim_editions_json",
    "claim_edition",
    "claim_edition_json",
    "claim_edition_changes",
    "claim_citation",
    "claim_feed_atom",
    "claim_feed_json",
    "claim_card",
    "speaker_feed_atom",
    "speaker_feed_json",
    "tag_feed_atom",
    "tag_feed_json",
    "follow",
    "promise_list",
    "feed_atom",
    "feed_json",
    "due_calendar",
    "oembed",
    "sitemap",
    "sitemap_section",
    "robots",
    "statement_detail",
    "statement_detail_json",
    "speaker_list",
    "speaker_list_json",
    "speaker_detail",
    "speaker_detail_json",
    "tag_list",
    "tag_list_json",
    "tag_detail",
    "tag_detail_json",
    "change_list",
    "method",
    "export",
    "export_index_json",
    "export_claims",
    "export_sources",
    "export_changes",
    "export_csv",
    "export_datapackage",
    "export_verify",
    "openapi_json",
    "schema_json",
    "healthz",
    "source_list",
    "source_list_json",
    "source_detail",
    "source_detail_json",
)

# (GET, POST) of the pages that every model has.
RECORD = {
    "changelist": (STAFF, STAFF),
    "add": (WRITERS, WRITERS),
    "history": (STAFF, STAFF),
    "change": (STAFF, WRITERS),
    "delete": (PUBLISHERS, PUBLISHERS),
}
DRAFTS = RECORD | {"delete": (EDITORS, EDITORS)}
PUBLISHED_BY_PUBLISHERS = DRAFTS | {
    "preview": (STAFF, STAFF),
    "publish": (PUBLISHERS, PUBLISHERS),
    "withdraw": (PUBLISHERS, PUBLISHERS),
}
PUBLISHED_BY_EDITORS = PUBLISHED_BY_PUBLISHERS | {"publish": (EDITORS, EDITORS)}
SHEETS = {"import": (WRITERS, WRITERS), "process_import": (NO_METHOD, WRITERS)}
SHEETS |= {"export": (STAFF, STAFF)}
ACCOUNTS = dict.fromkeys(RECORD, (SUPERUSER, SUPERUSER))
MODELS = {
    "publication_edition": RECORD
    | dict.fromkeys(("add", "delete"), (NOBODY, NOBODY))
    | {"change": (STAFF, NOBODY)},
    "sources_publisher": RECORD,
    "sources_speaker": RECORD,
    "sources_source": PUBLISHED_BY_PUBLISHERS
    | SHEETS
    | {
        "read": (STAFF, NO_METHOD),
        "suggestions": (STAFF, WRITERS),
        "bring_in": (WRITERS, WRITERS),
        "original": ("LNNNNN", NO_METHOD),
    },
    "sources_statement": DRAFTS | SHEETS | {"reattach": (NO_METHOD, WRITERS)},
    "claims_tag": RECORD,
    "claims_claim": PUBLISHED_BY_PUBLISHERS
    | SHEETS
    | {
        "later_evidence": (WRITERS, WRITERS),
        "tags": (WRITERS, WRITERS),
        "bearing": (WRITERS, WRITERS),
        "statement_leads": (STAFF, WRITERS),
        "source_leads": (STAFF, WRITERS),
    },
    "claims_followup": PUBLISHED_BY_EDITORS | SHEETS,
    "auth_group": ACCOUNTS,
    "auth_user": ACCOUNTS | {"password_change": (SUPERUSER, SUPERUSER)},
}
TABLE = {
    **dict.fromkeys(PUBLIC, (EVERYBODY, "MMMMMM")),
    **{
        f"admin:{model}_{page}": letters
        for model, pages in MODELS.items()
        for page, letters in pages.items()
    },
    "admin:index": (STAFF, STAFF),
    "admin:app_list": (STAFF, STAFF),
    "admin:login": (EVERYBODY, EVERYBODY),
    "admin:logout": (".MMMMM", "......"),
    "admin:password_change": (STAFF, STAFF),
    "admin:password_change_done": (STAFF, NO_METHOD),
    "admin:autocomplete": (STAFF, NO_METHOD),
    "admin:jsi18n": (STAFF, NO_METHOD),
    "admin:reading_of_date": (STAFF, NO_METHOD),
    "admin:view_on_site": (STAFF, STAFF),
}
# The pages of one row without a name: the old address of its form, and what no address matches.
NAMELESS = {"<path:object_id>/", "(?P<url>.*)$"}

QUERIES = {
    "admin:autocomplete": {
        "app_label": "claims",
        "model_name": "followup",
        "field_name": "claim",
        "term": "claim",
    },
    "admin:reading_of_date": {"edtf": "2014-01~"},
}


def addresses(resolver: Any, namespace: str = "") -> Iterator[tuple[str | None, str, list[str]]]:
    """(name, pattern, names of its parts) of every address of the site."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else None
            parts = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
            yield name, str(pattern.pattern), parts
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, namespace + inner)


ADDRESSES = list(addresses(get_resolver()))


class Record:
    """A published claim with all that belongs to it, and a draft of everything."""

    def __init__(self) -> None:
        chief = make_editor("chief")
        text = "They have begun. Begun."
        source = make_source(slug="shown", sha256="0" * 64, characters=len(text))
        HeldText.objects.create(source=source, text=text)
        speaker = Speaker.objects.create(slug="shown", name="Shown", kind="person", role="Somebody")
        statement = make_statement(
            slug="shown", source=source, quote="Begun.", start=17, end=23, speaker=speaker
        )
        claim = make_claim(slug="shown", statement=statement)
        claim.tags.add(make_tag(slug="shown"))
        make_followup(slug="shown", claim=claim).publish(by=chief)
        self.edition = publish_claim(claim, chief).edition
        draft = make_source(slug="draft")
        make_statement(slug="draft", source=draft)
        Publisher.objects.create(slug="draft", name="Draft")
        Speaker.objects.create(slug="draft", name="Draft", kind="person", role="Somebody")
        make_tag(slug="draft")
        ready = make_claim(slug="draft", statement=statement)
        make_followup(slug="draft", claim=ready, source=source)

    def row(self, name: str) -> Any:
        """A draft of the model that the name of an address is about; to withdraw, what is shown."""
        models = (Publisher, Speaker, Source, Statement, Tag, Claim, Followup)
        for model in models:
            if f"_{model._meta.model_name}_" in name:
                return model._default_manager.get(
                    slug="shown" if name.endswith(("withdraw", "read")) else "draft"
                )
        if "_edition_" in name:
            return self.edition
        return get_user_model().objects.last() if "_user_" in name else Group.objects.last()

    def address(self, name: str, parts: list[str]) -> str:
        values: dict[str, Any] = {"slug": "shown", "app_label": "claims", "form": "bib"}
        values |= {"kind": "claims", "name": "claims", "start": 1}
        if "number" in parts:
            values["number"] = self.edition.number  # type: ignore[union-attr]
        if name == "admin:view_on_site":
            return f"/admin/r/{content_type(Claim)}/{Claim.objects.get(slug='shown').pk}/"
        row = self.row(name)
        values |= {"object_id": row.pk, "id": row.pk, "statement_id": Statement.objects.first().pk}  # type: ignore[union-attr]
        values["source_id"] = Source.objects.first().pk  # type: ignore[union-attr]
        return reverse(name, kwargs={part: values[part] for part in parts})


def content_type(model: Any) -> int:
    from django.contrib.contenttypes.models import ContentType

    return int(ContentType.objects.get_for_model(model).pk)


def client_of(person: str) -> Client:
    client = Client(raise_request_exception=True)
    if person == "superuser":
        client.force_login(make_editor("superuser"))
    elif person != "anonymous":
        client.force_login(make_editor(person.lower(), group=person))
    return client


def letter(response: Any) -> str:
    assert response.status_code < 500
    if response.status_code == 302 and "/login/" in response.headers["Location"]:
        return "L"
    return {403: "F", 404: "N", 405: "M"}.get(response.status_code, ".")


def ask(client: Client, method: str, name: str, address: str) -> str:
    """One request whose effects are undone, so that every request meets the same record."""
    data = QUERIES.get(name) or {"confirmed": "yes", "reason": "Because.", "post": "yes"}
    signed_in = client.cookies.copy()
    with transaction.atomic():
        if method in ("GET", "HEAD"):
            response = getattr(client, method.lower())(address, QUERIES.get(name))
        elif method == "POST":
            response = client.post(address, data)
        else:
            response = client.generic(method, address)
        found = letter(response)
        transaction.set_rollback(True)
    client.cookies = signed_in
    return found


def test_every_address_is_in_the_table_and_nothing_else_is() -> None:
    assert {name for name, _, _ in ADDRESSES if name} == set(TABLE)
    assert {pattern for name, pattern, _ in ADDRESSES if name is None} == NAMELESS


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_gets_the_answers_of_the_table(person: str) -> None:
    record = Record()
    client, place = client_of(person), PEOPLE.index(person)
    got, expected = {}, {}
    for name, _, parts in ADDRESSES:
        if name is None:
            continue
        address = record.address(name, parts)
        get, post = (letters[place] for letters in TABLE[name])
        # What neither GET nor POST is, no address takes; the desk first asks who is there.
        other = "L" if "L" in (get, post) else "M"
        if name == "admin:logout":
            other = get
        wanted = {"GET": get, "HEAD": get, "POST": post}
        wanted |= dict.fromkeys(("PUT", "PATCH", "DELETE"), other)
        for method, answer in wanted.items():
            key = f"{method} {name}"
            got[key], expected[key] = ask(client, method, name, address), answer
    assert {k: v for k, v in got.items() if v != expected[k]} == {}
    assert Edition.objects.count() == record.edition.number  # type: ignore[union-attr]


@pytest.mark.parametrize("person", PEOPLE)
def test_the_addresses_without_a_name_give_nothing_away(person: str) -> None:
    record = Record()
    client = client_of(person)
    claim = Claim.objects.get(slug="draft")
    old = client.get(f"/admin/claims/claim/{claim.pk}/")
    login = "/admin/login/?next=" if person == "anonymous" else ""
    form = f"/admin/claims/claim/{claim.pk}/{'' if login else 'change/'}"
    assert old.headers["Location"] == login + form
    assert letter(client.get("/admin/nonsense/")) == ("L" if person == "anonymous" else "N")
    assert record.edition is not None


def test_every_public_address_knows_what_its_reader_has() -> None:
    """A strong ETag, and 304 for it. Only the health check is about the very moment."""
    record, client = Record(), ServedClient()
    queries = {"oembed": {"url": f"{settings.SITE_URL}/claims/shown/"}}
    named = {name: parts for name, _, parts in ADDRESSES if name in PUBLIC and name != "healthz"}
    for name, parts in named.items():
        address, query = record.address(name, parts), queries.get(name)
        etag = client.get(address, query).headers.get("ETag", "")
        assert etag.startswith('"'), name
        with CaptureQueriesContext(connection) as asked:
            again = client.get(address, query, headers={"if-none-match": etag})
        assert (again.status_code, again.getvalue(), again.headers["ETag"]) == (304, b"", etag), (
            name
        )
        # The program that checks the files is part of the release, so nothing need be asked for it;
        # the digest of a document is, where it is not kept beside the newest number.
        is_document = len(etag.strip('"')) == 64 and name != "export_verify"
        assert len(asked) == (name != "export_verify") + is_document, name
    assert "ETag" not in client.get("/healthz").headers

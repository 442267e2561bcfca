"""Documents brought in at the desk: who may, what they are told, and what an upload cannot do."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sources.importing.storing import About, hold
from sources.models import Source
from tests.factories import make_publisher, make_source
from tests.held_texts import read, signed_in

pytestmark = pytest.mark.django_db

TEXT = "A report\n\nIt has begun.\n\n  • Jo Public\n\n    Has it?\n"
ADDRESS = "/admin/sources/source/bring-in/"


def upload(client: Client, *contents: bytes, **fields: Any) -> HttpResponse:
    documents = [
        SimpleUploadedFile(f"post-{number}.txt", content, "text/html")
        for number, content in enumerate(contents)
    ]
    return client.post(ADDRESS, {"documents": documents, **fields}, follow=True)  # type: ignore[return-value]


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


class TestBringingIn:
    def test_one_file_opens_its_text(self) -> None:
        publisher = make_publisher()

        answer: Any = upload(
            signed_in(), TEXT.encode(), publisher=publisher.pk, published_on="2014-01~"
        )

        source = Source.objects.get()
        assert answer.redirect_chain == [(read(source), 302)]
        assert said(answer) == [
            "post-0.txt: new draft a-report; 52 characters, 1 headline, 1 article, 1 comment."
        ]
        assert (source.publisher, source.published_on) == (publisher, "2014-01~")
        assert source.text == TEXT

    def test_several_open_the_list(self) -> None:
        answer: Any = upload(signed_in(), TEXT.encode(), TEXT.encode() + b"More.", TEXT.encode())

        assert answer.redirect_chain == [(reverse("admin:sources_source_changelist"), 302)]
        assert said(answer)[2] == "post-2.txt: held already, as a-report."
        assert Source.objects.count() == 2

    def test_one_that_is_refused_is_named_and_the_others_are_held(self) -> None:
        answer: Any = upload(signed_in(), TEXT.encode(), b"\0", b"")

        assert answer.status_code == 400
        refused = answer.context["refused"]
        assert refused == [
            ("post-1.txt", ["The text holds a NUL character at 0, which none has."]),
            ("post-2.txt", ["The file is empty: it has 0 bytes."]),
        ]
        assert Source.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({}, "Choose a file."),
            ({"published_on": "yesterday"}, "This is not a date in EDTF"),
            ({"publisher": "nobody"}, "Select a valid choice."),
            ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
        ],
    )
    def test_wrong_fields_are_named(self, fields: dict[str, str], sentence: str) -> None:
        answer: Any = signed_in().post(ADDRESS, fields)
        assert answer.status_code == 400
        assert sentence in answer.content.decode()
        assert not Source.objects.exists()

    def test_too_many_files_are_refused(self) -> None:
        answer: Any = upload(signed_in(), *[bytes(str(n), "ascii") for n in range(21)])
        assert "At most 20 files can be chosen at once." in answer.content.decode()
        assert not Source.objects.exists()

    def test_an_address_can_be_given_only_where_the_site_allows_it(self, settings: Any) -> None:
        assert "Or the address of a page" not in signed_in().get(ADDRESS).content.decode()
        answer: Any = signed_in().post(ADDRESS, {"address": "https://example.org/"})
        assert "Choose a file." in answer.content.decode()
        settings.IMPORT_BY_URL = True
        assert "Or the address of a page" in signed_in().get(ADDRESS).content.decode()

    @pytest.mark.parametrize(
        ("group", "status"), [("Contributor", 200), ("Auditor", 403), ("Editor", 200)]
    )
    def test_who_may_add_sources_may_bring_them_in(self, group: str, status: int) -> None:
        assert signed_in(group).get(ADDRESS).status_code == status
        listed = signed_in(group).get(reverse("admin:sources_source_changelist"))
        assert (ADDRESS in listed.content.decode()) == (status == 200)


class TestTheFileAsItCame:
    def test_it_is_saved_and_never_shown(self) -> None:
        source = hold(TEXT.encode(), "půst.txt", About(make_publisher())).source
        client = signed_in("Auditor")

        answer = client.get(reverse("admin:sources_source_original", args=[source.pk]))

        assert answer.content == TEXT.encode()
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment; filename*=")
        form = client.get(reverse("admin:sources_source_change", args=[source.pk]))
        assert "1 headline, 1 article, 1 comment" in form.content.decode()
        assert "text/plain, read as utf-8: the bytes are valid UTF-8" in form.content.decode()

    def test_none_is_kept_of_a_source_that_was_typed(self) -> None:
        source = make_source()
        address = reverse("admin:sources_source_original", args=[source.pk])
        assert signed_in().get(address).status_code == 404

    def test_more_parts_than_a_form_can_hold_are_only_counted(self) -> None:
        comments = "".join(f"  • Reader{n}\n\n    Word {n}.\n\n" for n in range(120))
        source = hold((TEXT + comments).encode(), "thread.txt").source
        form = signed_in().get(reverse("admin:sources_source_change", args=[source.pk]))
        assert "120 comments. They are too many for a table" in form.content.decode()
        assert "sections-0-start" not in form.content.decode()

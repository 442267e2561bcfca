"""`manage.py publish`: all that is saved and not public yet."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim
from publication.models import Edition
from sources.models import Source
from tests.factories import make_claim, make_editor, make_source, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    statement = make_statement(source=make_source(slug="a-post"))
    make_claim(slug="a-claim", statement=statement)
    return make_editor("first")


def publish(*options: str) -> tuple[str, str, str | None]:
    """What the command printed, what it complained of, and how it ended."""
    out, err = StringIO(), StringIO()
    try:
        call_command("publish", *options, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), None


def test_sources_come_before_the_claims_that_quote_them(editor: Any) -> None:
    assert publish("--all", "--reason", "First.") == (
        "Published 1 sources.\nPublished 1 claims.\n",
        "",
        None,
    )
    columns = ("key", "published_by", "reason")
    assert list(Edition.objects.order_by("number").values_list(*columns)) == [
        ("a-post", editor.pk, "First."),
        ("a-claim", editor.pk, "First."),
    ]
    assert publish("--all")[0] == "Published 0 sources.\nPublished 0 claims.\n"


def test_one_sort_alone(editor: Any) -> None:
    assert publish("--claims") == (
        "Published 0 claims.\n",
        "claim a-claim: The source “a-post” is not published: publish it first, then this claim.\n",
        "Refused: 1.",
    )
    assert publish("--sources") == ("Published 1 sources.\n", "", None)
    assert publish("--claims") == ("Published 1 claims.\n", "", None)


def test_what_was_withdrawn_stays_so_and_what_changed_is_corrected(editor: Any) -> None:
    make_source(slug="b-post")
    publish("--all")
    Claim.objects.get().withdraw(by=editor, reason="Wrong.")
    for source in Source.objects.all():
        source.title = "Another title"
        source.save()
    Source.objects.get(slug="b-post").withdraw(by=editor, reason="Wrong.")
    assert publish("--all")[2] == "Refused: 1."
    assert publish("--all", "--reason", "A slip.")[0].startswith("Published 1 sources.")
    assert not Claim.objects.published().exists()
    assert [source.slug for source in Source.objects.published()] == ["a-post"]


def test_somebody_publishes(editor: Any) -> None:
    other = make_editor("other")
    assert publish("--sources", "--by", "nobody")[2] == "--by: no such active user."
    assert publish("--sources", "--by", "other")[2] is None
    assert Edition.objects.get().published_by == other
    editor.delete()
    other.is_active = False
    other.save()
    assert publish("--claims")[2] == "--by: name a user."


def test_it_has_to_be_said_what(editor: Any) -> None:
    assert "one of the arguments --sources --claims --all is required" in str(publish()[2])

import hashlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, ClaimStatement, Tag
from sources.models import HeldText, Publisher, Speaker
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

TEXT = "Q: Has it begun? A: Begun."


def check() -> tuple[str, list[str], CommandError | None]:
    """What the command printed, the faults that it named, and what it raised at the end."""
    out, err = StringIO(), StringIO()
    try:
        call_command("check_record", stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue().splitlines(), error
    return out.getvalue(), err.getvalue().splitlines(), None


@pytest.fixture(scope="class")
def record(rolled_back: Any) -> Iterator[None]:
    """Made once for all tests of a class; what one of them corrupts, the next finds whole."""
    with rolled_back():
        make_record(make_editor())
        yield


def make_record(editor: Any) -> None:
    """A record of every sort of row, as publishing leaves it: editions 1 to 7."""
    post = make_source(
        slug="a-post",
        publisher=make_publisher(slug="a-blog"),
        sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        characters=len(TEXT),
    )
    HeldText.objects.create(source=post, text=TEXT)
    statement = make_statement(
        slug="s-1",
        source=post,
        speaker=make_speaker(slug="a-maker"),
        start=20,
        end=26,
        question="Has it begun?",
        question_start=3,
        question_end=16,
    )
    make_statement(slug="s-2", said_on="").source.publish(by=editor)
    claim = make_claim(slug="a-claim", statement=statement, kind="promise", due_on="2013")
    claim.tags.add(make_tag(slug="engines"))
    publish_claim(claim, editor)
    report = make_source(slug="a-report")
    report.publish(by=editor)
    make_followup(slug="f-1", claim=claim, source=report, verdict="disputed").publish(by=editor)
    withdrawn = publish_claim(make_claim(slug="b-withdrawn", statement=statement), editor)
    withdrawn.withdraw(by=editor, reason="Nobody said it.")
    make_claim(slug="c-draft", text="A draft.")


def test_an_empty_record_is_good() -> None:
    assert check() == (
        "The record holds: 0 sources, 0 statements, 0 claims, 0 editions.\n",
        [],
        None,
    )


class TestAGoodRecord:
    def test_it_is_counted(self, record: None) -> None:
        assert check() == (
            "The record holds: 4 sources, 3 statements, 3 claims, 7 editions.\n",
            [],
            None,
        )

    def test_unfinished_work_is_no_fault(self, record: None) -> None:
        claim = Claim.objects.get(slug="a-claim")
        claim.text, claim.due_on = "Unfinished.", "2015"
        claim.save()
        ClaimStatement.objects.all().delete()
        Tag.objects.all().delete()
        for row in (Speaker.objects.get(slug="a-maker"), Publisher.objects.get(slug="a-blog")):
            row.name = "A new name"
            row.save()

        assert check()[1:] == ([], None)

"""What an editor saves is not published, and publishing is not undone by saving."""

from typing import Any

import pytest

from publication.models import Edition
from sources.models import Source
from tests.factories import make_source, make_statement

# What publishing writes and saving leaves alone; that there are changes to publish, saving notes.
KEPT = [name for name in Source.PUBLIC_COLUMNS if name != "unpublished_changes"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def source() -> Source:
    return make_source(slug="interview")


class TestSaving:
    def test_it_changes_nothing_public(self, source: Source, editor: Any) -> None:
        edition = source.publish(by=editor)
        before = source.published_document
        assert before
        assert not source.has_unpublished_changes()

        row = Source.objects.get(pk=source.pk)
        row.title = "Corrected"
        row.save()

        assert Edition.objects.get() == edition
        assert row.published_document == before
        assert row.document() == {**before, "title": "Corrected"}
        assert row.edition == edition
        assert row.has_unpublished_changes()

        row.publish(by=editor, reason="Wrong.")
        assert not row.has_unpublished_changes()
        assert row.published_document == row.document()

    def test_a_new_statement_is_an_unpublished_change(self, source: Source, editor: Any) -> None:
        source.publish(by=editor)
        before = source.published_document
        make_statement(source=source)

        assert Source.objects.get(pk=source.pk).has_unpublished_changes()
        assert source.published_document == before

    @pytest.mark.parametrize("verb", ["publish", "withdraw"])
    def test_a_stale_instance_does_not_put_an_older_state_back(
        self, source: Source, editor: Any, verb: str
    ) -> None:
        if verb == "withdraw":
            source.publish(by=editor)
        stale = Source.objects.get(pk=source.pk)
        getattr(source, verb)(by=editor, reason="Why.")
        public = {name: getattr(source, name) for name in KEPT}
        assert {name: getattr(stale, name) for name in KEPT} != public

        stale.title = "Saved late"
        stale.save()

        row = Source.objects.get(pk=source.pk)
        assert {name: getattr(row, name) for name in KEPT} == public
        assert row.title == "Saved late"
        assert row.unpublished_changes == (verb == "publish")

    def test_a_save_of_named_fields_writes_only_these(self, source: Source, editor: Any) -> None:
        stale = Source.objects.get(pk=source.pk)
        source.publish(by=editor)
        stale.title, stale.language = "Saved late", "it"
        stale.save(update_fields=["title"])

        row = Source.objects.get(pk=source.pk)
        assert (row.title, row.language, row.edition) == ("Saved late", "en", source.edition)

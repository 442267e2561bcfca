from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from claims.filters import MOST_TAGS, ClaimFilter
from claims.models import Claim
from tests.factories import (
    make_claim,
    make_editor,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
    publish_claim,
)

pytestmark = pytest.mark.django_db

VERDICTS = (
    "open, supported, contradicted, qualified, disputed, superseded, retracted, fulfilled, "
    "not_fulfilled, unverifiable."
)


@pytest.fixture
def editor() -> Any:
    """Without a password: hashing one takes longer than most of these tests."""
    return make_editor("editor")


def filters(**asked: Any) -> ClaimFilter:
    query = QueryDict(urlencode(asked, doseq=True))
    return ClaimFilter(query, queryset=Claim.objects.published())


class TestErrors:
    @pytest.mark.parametrize(
        ("asked", "name", "sentence"),
        [
            ({"standing": "proven"}, "standing", f"Allowed: {VERDICTS}"),
            ({"standing": ["open", "proven"]}, "standing", "“proven” is not known here."),
            ({"kind": "rumour"}, "kind", "Allowed: fact, promise, goal, non_answer."),
            ({"basis": "rumour"}, "basis", "Allowed: self, affiliated, independent, official."),
            (
                {"overdue": "perhaps"},
                "overdue",
                "“perhaps” is not known here. Allowed: true, false.",
            ),
            (
                {"sort": "text"},
                "sort",
                "Allowed: -last_evidence, open_since, -statements, first_said, -first_said, "
                "-last_said, due.",
            ),
            ({"as_of": "soon"}, "as_of", "This is not a date in EDTF: "),
            ({"as_of": "2014/.."}, "as_of", "A date with an end is needed"),
            ({"due_before": "2014/.."}, "due_before", "A date with an end is needed"),
            ({"said_after": "soon"}, "said_after", "This is not a date in EDTF: "),
            ({"said_before": "31.12.2014"}, "said_before", "Examples: 2011-12-09, 2014-01~"),
            ({"q": "x" * 201}, "q", "at most 200 characters"),
            ({"q": "a\0b"}, "q", "Null characters are not allowed."),
            (
                {"as_of": "2014", "sort": "-last_said"},
                "sort",
                "Together with as_of, one of these is allowed: -first_said, due, first_said.",
            ),
        ],
    )
    def test_a_wrong_value_is_named_and_answers_400(
        self, asked: dict[str, Any], name: str, sentence: str
    ) -> None:
        asking = filters(**asked)

        assert not asking.is_valid()
        assert list(asking.errors) == [name]
        assert sentence in str(asking.errors[name].as_data()[0].messages[0])
        assert asking.error_status == 400

    @pytest.mark.parametrize("sort", ["first_said", "-first_said", "due", ""])
    def test_these_orders_go_together_with_a_day(self, sort: str) -> None:
        assert filters(as_of="2014", sort=sort).is_valid()

    @pytest.mark.parametrize(
        "asked",
        [
            *({name: "unknown"} for name in ("tag", "speaker", "source", "statement", "publisher")),
            {"tag": ["unknown", "unknown-2"]},
            {"tag": "unknown", "speaker": "unknown"},
            {"tag": "draft"},
            {"statement": "S-1"},
            {"source": "s-1"},
        ],
    )
    def test_an_id_that_nobody_published_answers_404(
        self, asked: dict[str, Any], editor: Any
    ) -> None:
        make_statement(slug="s-1").source.publish(by=editor)
        make_claim().tags.add(make_tag(slug="draft"))

        asking = filters(**asked)

        assert not asking.is_valid()
        assert asking.error_status == 404
        message = next(iter(asking.errors.as_data().values()))[0].messages[0]
        assert message.startswith("Nothing that is published has the id “")

    def test_a_wrong_value_beside_an_unknown_id_answers_400(self) -> None:
        asking = filters(tag="unknown", standing="proven")

        assert not asking.is_valid()
        assert asking.error_status == 400

    def test_a_statement_of_a_former_edition_is_not_published(self, editor: Any) -> None:
        dropped = make_statement(slug="s-1")
        source = dropped.source
        source.publish(by=editor)
        assert filters(statement="s-1").is_valid()

        dropped.delete()
        source.publish(by=editor, reason="Nobody said it.")

        assert filters(statement="s-1").error_status == 404

    def test_what_only_a_withdrawn_claim_has_is_not_published(self, editor: Any) -> None:
        claim = make_claim()
        claim.tags.add(make_tag(slug="engines"))
        publish_claim(claim, editor)
        assert filters(tag="engines").is_valid()

        claim.withdraw(by=editor, reason="Nobody said it.")

        assert filters(tag="engines").error_status == 404

    def test_what_a_source_has_that_no_claim_rests_on_is_published(self, editor: Any) -> None:
        statement = make_statement(slug="s-1", source=make_source(slug="a-post"))
        statement.source.publish(by=editor)
        speaker, publisher = statement.speaker.slug, statement.source.publisher.slug

        asking = filters(source="a-post", statement="s-1", speaker=speaker, publisher=publisher)

        assert asking.is_valid()
        assert not asking.qs.exists()


class TestKnown:
    def test_the_names_of_what_is_asked_for_are_known(self, editor: Any) -> None:
        post = make_source(slug="a-post", publisher=make_publisher(slug="gazette", name="Gazette"))
        statement = make_statement(source=post, speaker=make_speaker(slug="z", name="A. Maker"))
        claim = make_claim(statement=statement)
        claim.tags.add(make_tag(slug="a", name="Wheels"), make_tag(slug="b", name="engines"))
        make_statement(source=post, speaker=make_speaker(slug="a", name="b. maker"))
        publish_claim(claim, editor)
        make_claim().tags.add(make_tag(name="draft"))

        asking = filters(
            publisher="gazette", source="unknown", speaker=["a", "z", "z"], tag="b", kind="goal"
        )

        assert not asking.is_valid()
        assert asking.known.names == {
            ("publisher", "gazette"): "Gazette",
            ("speaker", "a"): "b. maker",
            ("speaker", "z"): "A. Maker",
            ("tag", "b"): "engines",
        }
        # One of them speaks in the source alone.
        assert asking.known.numbers == {
            ("publisher", "gazette"): 2,
            ("speaker", "z"): 1,
            ("tag", "b"): 1,
        }
        assert asking.known.total == 1

    def test_ids_that_no_database_could_store_are_unknown(self) -> None:
        for value in ("a\0b", "\ud800", "x" * 300):
            asked = QueryDict(mutable=True)
            asked.setlist("speaker", [value])
            asked.setlist("source", [value])
            asking = ClaimFilter(asked, queryset=Claim.objects.published())
            assert asking.error_status in (400, 404)

    def test_so_many_tags_can_be_asked_for(self, editor: Any) -> None:
        claim = make_claim()
        claim.tags.set(make_tag(slug=f"t-{number}") for number in range(MOST_TAGS + 1))
        publish_claim(claim, editor)
        names = [f"t-{number}" for number in range(MOST_TAGS + 1)]

        assert filters(tag=names[:-1]).is_valid()
        refused = filters(tag=names)
        assert refused.errors == {"tag": ["At most 20 can be asked for at once."]}
        assert refused.error_status == 400

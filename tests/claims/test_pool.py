"""Which claims resemble a text, in an order that both databases give."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.likeness import MOST_WORDS, telling_words
from claims.models import Claim
from claims.pool import resembling
from tests.factories import make_claim, make_editor, make_statement, publish_claim

pytestmark = pytest.mark.django_db


def published(**fields: Any) -> Claim:
    return publish_claim(make_claim(**fields), make_editor())


class TestResembling:
    def test_more_words_in_common_come_first_published_or_not(self) -> None:
        one = published(text="Reactors exist.")
        three = make_claim(text="The factory is producing reactors in Sweden.")
        two = published(text="A factory in Sweden is planned.")
        make_claim(text="Nothing of the kind.")
        assert resembling("A factory producing reactors, in Sweden") == [three, two, one]

    def test_words_of_the_statements_count_published_or_not(self) -> None:
        statement = make_statement(quote="We have begun the production of reactors.")
        claim = published(text="It has started.", statement=statement)
        drafted = make_claim(text="It has begun elsewhere.", statement=statement)
        assert resembling("production of reactors") == [claim, drafted]

    def test_accents_case_and_endings_do_not_matter(self) -> None:
        drafted = make_claim(text="A café is opening.")
        shown = published(text="Cafes open.")
        assert resembling("CAFÉS OPENED") == [shown, drafted]

    def test_a_word_of_the_claim_itself_weighs_more_than_one_of_its_quotations(self) -> None:
        quoted = make_statement(quote="The turbine is ready.")
        own = published(text="The turbine is ready now.")
        published(text="Something is ready.", statement=quoted)
        assert resembling("ready turbine")[0] == own

    def test_words_that_say_nothing_find_nothing(self) -> None:
        published(text="It is there.")
        assert resembling("it is what it is, and that was all") == []
        assert resembling("") == []
        assert resembling("“'%\" OR *") == []

    def test_a_long_text_is_cut_and_a_limit_is_kept(self) -> None:
        assert len(telling_words(" ".join(f"word{n}" for n in range(500)))) == MOST_WORDS
        for number in range(4):
            make_claim(text=f"Reactor {number} is ready.")
        assert len(resembling("reactor", limit=3)) == 3

    def test_the_number_of_queries_does_not_grow(self) -> None:
        counts = []
        for _ in range(2):
            for number in range(5):
                published(text=f"Reactor {Claim.objects.count()}-{number} is ready.")
            with CaptureQueriesContext(connection) as captured:
                assert resembling("the reactor is ready in Sweden")
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_a_rare_word_finds_an_old_claim_among_many(self, monkeypatch: Any) -> None:
        monkeypatch.setattr("claims.pool.CANDIDATES", 3)
        old = published(text="The Uppsala reactor is ready.")
        for number in range(5):
            published(text=f"Reactor {number} is ready.")
        assert resembling("reactor in Uppsala")[0] == old

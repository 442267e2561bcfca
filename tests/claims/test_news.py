from typing import Any

import pytest

from claims.models import Claim, News
from claims.models.news import newsworthy
from claims.news import Change, change, is_news
from tests.claim_editions import Document, cited, claim, finding, withdrawn, words
from tests.factories import make_claim, make_editor, make_followup, publish_claim

PLAIN = claim()
FOUND = claim(followups=[finding()])
DISPUTED = claim(followups=[finding(verdict="disputed")])


class TestChange:
    def test_a_first_edition(self) -> None:
        assert change(None, DISPUTED) == Change(
            standing_before=None,
            standing_after="disputed",
            evidence=tuple(DISPUTED["followups"]),
            evidence_gone=(),
            withdrawn=False,
            restored=False,
        )
        assert change(None, DISPUTED).is_first

    def test_another_standing_with_its_evidence(self) -> None:
        assert change(PLAIN, DISPUTED) == Change(
            standing_before="open",
            standing_after="disputed",
            evidence=tuple(DISPUTED["followups"]),
            evidence_gone=(),
            withdrawn=False,
            restored=False,
        )

    def test_a_withdrawal_and_a_return(self) -> None:
        gone = change(PLAIN, withdrawn(PLAIN, "Twice."))
        assert (gone.withdrawn, gone.restored, gone.reason) == (True, False, "Twice.")
        back = change(withdrawn(PLAIN), PLAIN)
        assert (back.withdrawn, back.restored, back.reason) == (False, True, "")

    def test_evidence_that_is_gone(self) -> None:
        found = change(DISPUTED, PLAIN)
        assert found.evidence_gone == tuple(DISPUTED["followups"])
        assert (found.standing_before, found.standing_after) == ("disputed", "open")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, PLAIN),
        (PLAIN, FOUND),
        (FOUND, DISPUTED),
        (DISPUTED, PLAIN),
        (PLAIN, withdrawn(PLAIN)),
        (withdrawn(PLAIN), PLAIN),
        (FOUND, claim(followups=[finding(), finding("f-2")])),
    ],
)
def test_this_is_news(before: Document | None, after: Document) -> None:
    assert is_news(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PLAIN, claim(text="Production has begun")),
        (PLAIN, claim(statements=[words(source=cited(title="Another title"))])),
        (PLAIN, claim(statements=[words(quote="It has begun.")])),
        (PLAIN, claim(statements=[words(), words("s-2")])),
        (FOUND, claim(followups=[finding(summary="In other words.")])),
        (FOUND, PLAIN),
        (withdrawn(PLAIN), withdrawn(PLAIN, "In other words.")),
    ],
)
def test_this_is_no_news(before: Document, after: Document) -> None:
    assert not is_news(before, after)


@pytest.mark.parametrize("document", [{}, {"followups": None, "standing": None}, {"standing": {}}])
def test_a_document_that_lacks_keys_breaks_nothing(document: Any) -> None:
    assert change(document, DISPUTED).standing_before == "open"
    assert change(DISPUTED, document).standing_after == "open"
    assert not change(None, document).withdrawn


@pytest.mark.django_db
class TestNews:
    def history(self) -> Claim:
        """Editions of a claim: new, a correction, evidence, a source again, withdrawn, back."""
        editor = make_editor()
        row = publish_claim(make_claim(), editor)
        row.text = "In other words."
        row.save()
        row.publish(by=editor, reason="Clearer.")
        followup = make_followup(claim=row, verdict="disputed")
        followup.source.publish(by=editor)
        followup.publish(by=editor)
        source = row.links.get().statement.source
        source.title = "Another title"
        source.save()
        source.publish(by=editor, reason="A typing error.")
        row.refresh_from_db()
        row.withdraw(by=editor, reason="Twice.")
        row.publish(by=editor, reason="Not twice.")
        row.refresh_from_db()
        return row

    def test_it_is_written_with_the_editions_that_are_news(self) -> None:
        row = self.history()
        editions = list(
            type(row.edition)  # type: ignore[arg-type]
            .objects.filter(kind="claim")
            .order_by("number")
            .values_list("number", flat=True)
        )
        first, _corrected, evidence, _again, gone, back = editions
        listed = [news.edition_id for news in News.objects.newest_first()]
        assert listed == [back, gone, evidence, first]
        assert [number for _, number in newsworthy([row])] == sorted(listed)
        assert [str(news) for news in News.objects.newest_first()[:1]] == [
            f"News of edition {back}"
        ]

    def test_it_can_be_rebuilt(self) -> None:
        row, other = self.history(), publish_claim(make_claim(), make_editor())
        right = set(News.objects.values_list("edition_id", "claim_id"))
        News.objects.filter(claim=row).first().delete()  # type: ignore[union-attr]
        assert row.edition is not None
        News.objects.filter(edition=row.edition).update(claim=other)
        correction = next(number for _, number in newsworthy([row])) + 1
        News.objects.create(edition_id=correction, claim=row)
        News.objects.rebuild([row])
        assert set(News.objects.values_list("edition_id", "claim_id")) == right

    def test_news_of_a_facet_are_those_of_claims_in_force(self) -> None:
        row = self.history()
        speaker = row.links.get().statement.speaker.slug

        def news(value: str) -> set[int]:
            return {
                News.objects.with_facet("speaker", value, is_rare=is_rare).count()
                for is_rare in (True, False)
            }

        assert news(speaker) == {4}
        assert news("nobody") == {0}
        row.withdraw(by=make_editor(), reason="Twice.")
        assert news(speaker) == {0}

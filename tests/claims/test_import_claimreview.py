import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Followup
from claims.review_drafts import BLOCK, Drafts, plan
from publication.models import Edition
from sources.models import Publisher, Source, Speaker, Statement
from tests.claims.test_claim_review import BRIDGE, review
from tests.factories import make_claim, make_editor, make_source, make_speaker, publish_claim

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).with_name("claimreview.json")
MODELS = (Publisher, Speaker, Source, Statement, Claim, Followup)


def run(file: Path, *options: Any) -> str:
    out = StringIO()
    call_command("import_claimreview", str(file), *map(str, options), stdout=out, no_color=True)
    return out.getvalue()


def written(folder: Path, *reviews: dict[str, Any]) -> Path:
    file = folder / "reviews.json"
    file.write_text(json.dumps(reviews), encoding="utf-8")
    return file


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


SHOWN = """claimreview.json: 3 reviews that can be used.
Cannot be used (1):
  4: datePublished: it is missing.
Reviews by (2):
  Example Checks: 2
  Facts Office: 1
Ratings and what they are taken to mean (3):
  1 × Example Checks: “False”, 1 on a scale from 1 (worst) to 5 (best) → contradicts, contradicted
  1 × Example Checks: “True”, 5 on a scale from 1 (worst) to 5 (best) → supports, supported
  1 × Facts Office: “Not the whole story” → updates, no verdict
Imported before: 0.
Not taken over (2):
  https://checks.example/river: appearance on www.facebook.com: the address of a post may name a private person
  https://facts.example/bridge: claimant “Viral post”: nobody in particular
New: 3 publishers, 2 speakers, 3 sources, 3 claims, 3 followups.
"""  # noqa: E501


class TestImporting:
    def test_without_apply_it_only_shows(self) -> None:
        shown = run(SAMPLE)

        assert shown == f"{SHOWN}Nothing was written. With --apply, these become drafts.\n"
        assert set(counts().values()) == {0}

    def test_it_makes_drafts_and_no_words_of_anybody(self) -> None:
        assert run(SAMPLE, "--apply") == f"{SHOWN}These are drafts now; nothing of it is public.\n"

        assert counts() == {
            "Publisher": 3,
            "Speaker": 2,
            "Source": 3,
            "Statement": 0,
            "Claim": 3,
            "Followup": 3,
        }
        assert not Edition.objects.exists()
        followup = Followup.objects.get(relation="contradicts")
        claim, source = followup.claim, followup.source
        assert claim.text == "The Lune is the longest river of the county."
        assert (claim.kind, claim.is_published) == ("fact", False)
        assert (followup.basis, followup.verdict, followup.is_draft) == (
            "independent",
            "contradicted",
            True,
        )
        assert (followup.occurred_on, str(followup.occurred_on_to)) == ("2021-03-04", "2021-03-04")
        assert followup.summary == (
            "Example Checks published a fact check of this claim and rated it “False”, 1 on a "
            "scale from 1 (worst) to 5 (best)."
        )
        assert source
        assert (source.title, source.title_in_text) == ("How long is the Lune?", True)
        assert (source.kind, source.language, source.url) == (
            "news_article",
            "en-GB",
            "https://checks.example/river",
        )
        assert (source.publisher.name, source.publisher.slug) == (
            "Example Checks",
            "example-checks",
        )
        untitled = Source.objects.get(url="https://facts.example/bridge")
        assert (untitled.title, untitled.title_in_text, untitled.kind) == (
            "Fact check by Facts Office (2021-03)",
            False,
            "web_page",
        )
        place = Source.objects.get(url="https://courier.example/lune")
        assert place.publisher.name == "Lune Courier"
        assert place.date_note.startswith("Named by Example Checks as a place of the claim")
        mayor = Speaker.objects.get(kind="person")
        assert (mayor.name, mayor.role) == ("Ada Brook", "Mayor of Lunetown")
        assert "nobody here has looked yet" in mayor.note
        for row in (claim, source, followup, mayor):
            row.full_clean()
            (record,) = row.history.all()
            assert record.history_change_reason == "Imported from a ClaimReview."
            assert (row.version, row.changed_by, record.version) == (1, None, 1)
            assert row.changed_at

    def test_a_claim_without_anybodys_words_cannot_be_published(self) -> None:
        run(SAMPLE, "--apply")
        claim, editor = Claim.objects.all()[0], make_editor()
        with pytest.raises(Exception, match="a claim is something that was said"):
            publish_claim(claim, editor)

    def test_twice_changes_nothing(self) -> None:
        run(SAMPLE, "--apply")
        before = counts()

        shown = run(SAMPLE, "--apply")

        assert "Imported before: 3.\nNew: 0 publishers, 0 speakers, 0 sources, 0 claims" in shown
        assert counts() == before

    def test_drafts_that_were_edited_or_deleted_do_not_come_back(self, tmp_path: Path) -> None:
        file = written(tmp_path, review(), review(claimReviewed="The new bridge is open."))
        run(file, "--apply")
        Followup.objects.get(claim__text="The old bridge is closed.").delete()
        edited = Claim.objects.get(text="The new bridge is open.")
        edited.text = "The new bridge is open to traffic."
        edited.save()
        before = counts()

        assert "Imported before: 2." in run(file, "--apply")
        assert counts() == before

    def test_another_rating_or_wording_of_an_address_is_reported(self, tmp_path: Path) -> None:
        run(written(tmp_path, review()), "--apply")
        before = counts()

        shown = run(
            written(
                tmp_path,
                review(reviewRating={"alternateName": "True"}),
                review(reviewRating={"alternateName": "True"}),
                review(claimReviewed="The old bridge is shut."),
            ),
            "--apply",
        )

        old, new = "rated it “False”, 1.", "rated it “True”."
        checked = "Facts Office published a fact check of this claim and"
        assert (
            "Imported before: 0.\n"
            "Twice in the file: 1; the first counts.\n"
            "Rated otherwise since they were imported, and left as they are (1):\n"
            f"  https://facts.example/bridge: {checked} {old} Now: {checked} {new}\n"
            "Of an address that was imported before with another claim, and left out (1):\n"
            "  https://facts.example/bridge: The old bridge is shut.\n"
        ) in shown
        assert counts() == before
        assert Followup.objects.get().verdict == "contradicted"

    def test_what_is_in_the_record_is_used_and_not_changed(self, tmp_path: Path) -> None:
        source = make_source(url="https://facts.example/bridge", title="Mine")
        speaker = make_speaker(name="Ada Brook", role="A mayor")
        author = {"@type": "Person", "name": "ada brook", "jobTitle": "Mayor of Lunetown"}
        publisher = source.publisher.name.upper()
        claim = publish_claim(make_claim(text="The old bridge is closed."), make_editor())
        before, editions = counts(), Edition.objects.count()

        run(
            written(
                tmp_path,
                review(itemReviewed={"author": author}, publisher={"name": publisher}),
            ),
            "--apply",
        )

        assert counts() == before | {"Followup": 1}
        followup = Followup.objects.get()
        assert (followup.source, followup.claim, followup.is_draft) == (source, claim, True)
        speaker.refresh_from_db()
        claim.refresh_from_db()
        assert (speaker.role, speaker.version) == ("A mayor", 1)
        assert (claim.public_standing, claim.unpublished_changes) == ("open", False)
        assert Edition.objects.count() == editions

    def test_a_review_without_a_rating_decides_nothing(self, tmp_path: Path) -> None:
        shown = run(written(tmp_path, review(reviewRating=None)), "--apply")

        assert "  1 × Facts Office: no rating → updates, no verdict\n" in shown
        assert Followup.objects.get().summary.endswith("of this claim and gave no rating.")

    def test_it_is_all_or_nothing(self) -> None:
        drafts = Drafts(plan([BRIDGE]).new, {})
        make_claim(text=BRIDGE.text)
        before = counts()
        with pytest.raises(Exception, match=r"(?i)unique"):
            drafts.write(lambda number: None)
        assert counts() == before

    def test_hundreds_take_a_few_queries(self, django_assert_max_num_queries: Any) -> None:
        reviews = [replace(BRIDGE, url=f"{BRIDGE.url}/{number}") for number in range(300)]
        # SQLite takes a few dozen rows a statement.
        with django_assert_max_num_queries(60):
            Drafts(plan(reviews).new, {}).write(lambda number: None)
        assert len(reviews) < BLOCK
        assert counts() == counts() | {"Publisher": 1, "Source": 300, "Claim": 1, "Followup": 300}


class TestRatings:
    @pytest.mark.parametrize("name", ["ratings.csv", "ratings.json"])
    def test_an_edited_table_decides(self, tmp_path: Path, name: str) -> None:
        table = tmp_path / name
        run(SAMPLE, "--write-ratings", table)
        text = table.read_text(encoding="utf-8")
        cut = text.index("updates", text.index("Not the whole story"))
        table.write_text(text[:cut] + text[cut:].replace("updates", "qualifies", 1), "utf-8")

        assert "“Not the whole story” → qualifies, no verdict" in run(
            SAMPLE, "--ratings", table, "--apply"
        )

        assert Followup.objects.filter(relation="qualifies", verdict="").count() == 1

    def test_no_file_is_overwritten(self, tmp_path: Path) -> None:
        table = tmp_path / "ratings.csv"
        table.write_text("mine", "utf-8")
        with pytest.raises(CommandError, match="File exists"):
            run(SAMPLE, "--write-ratings", table)
        assert table.read_text("utf-8") == "mine"

    def test_what_cannot_be_read_is_refused(self, tmp_path: Path) -> None:
        for name, reason in (("a.txt", r"ends with \.csv or \.json"), ("a.csv", "No such file")):
            with pytest.raises(CommandError, match=reason):
                run(SAMPLE, "--ratings", tmp_path / name)
        (tmp_path / "a.csv").write_text("author\nx\n", "utf-8")
        with pytest.raises(CommandError, match=r"--ratings a\.csv: Row 1, alternateName"):
            run(SAMPLE, "--ratings", tmp_path / "a.csv")
        with pytest.raises(CommandError, match="No such file"):
            run(tmp_path / "none.json")
        with pytest.raises(CommandError, match="Is a directory"):
            run(tmp_path)

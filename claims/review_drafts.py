"""Drafts made of others' fact checks (`claims/claim_review.py`).

A review becomes a claim in the checker's wording, the checker's article as a source, and evidence
that rests on it. It becomes no statement: the file has nobody's exact words, and a claim without
any cannot be published, so an editor has to find them first. A review is known again by its
address and its wording, which the id of the evidence is made of: the history keeps that id and the
first summary, whatever editors change or delete later.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history

from claims.claim_review import Appearance, Claimant, Review
from claims.models import Claim, Followup
from claims.review_ratings import Meanings, default_meaning
from sources.models import Publisher, Source, Speaker
from sources.models.slug import free_slug

WHY = "Imported from a ClaimReview."
PREFIX = "fact-check-"
# Reviews whose rows are written, or looked for, together.
BLOCK = 1_000


@dataclass
class Plan:
    """What is to be done with the reviews of a file; `names` are of publishers and speakers."""

    new: list[Review] = field(default_factory=list)
    known: list[Review] = field(default_factory=list)
    # With the summary that was imported.
    rated_otherwise: list[tuple[Review, str]] = field(default_factory=list)
    # Of an address that was imported before, which had no claim in this wording then.
    worded_otherwise: list[Review] = field(default_factory=list)
    repeated: list[Review] = field(default_factory=list)


def plan(reviews: Iterable[Review]) -> Plan:
    records = Followup.history.filter(history_type="+", slug__startswith=PREFIX)
    known: dict[str, str] = dict(records.values_list("slug", "summary"))
    addresses = {slug.rpartition("-")[0] for slug in known}
    made, seen = Plan(), set()
    for review in reviews:
        slug = evidence_slug(review)
        if slug in seen:
            made.repeated.append(review)
        elif slug not in known:
            otherwise = slug.rpartition("-")[0] in addresses
            (made.worded_otherwise if otherwise else made.new).append(review)
        elif known[slug] == summary(review):
            made.known.append(review)
        else:
            made.rated_otherwise.append((review, known[slug]))
        seen.add(slug)
    return made


def evidence_slug(review: Review) -> str:
    return f"{PREFIX}{_digest(review.url)}-{_digest(review.text)}"


def summary(review: Review) -> str:
    """The rating as data: words of the checker, not of this record."""
    rating = str(review.rating)
    found = f"rated it {rating}" if rating else "gave no rating"
    return f"{review.checker} published a fact check of this claim and {found}."


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _slug(text: str, key: str) -> str:
    """The beginning of a text with what makes it the only one, so that nothing need be asked."""
    stem = re.sub(r"[^a-z0-9]+", "-", slugify(text))[:60].strip("-")
    return f"{stem}-{_digest(key)}".lstrip("-")


class Drafts:
    """The rows of one import. Each kind knows which rows there are already, by name, address or
    text, and keeps those that are new until they are written."""

    def __init__(self, reviews: Sequence[Review], meanings: Meanings) -> None:
        self.reviews, self.meanings = reviews, meanings
        self.publishers = _named(Publisher)
        self.speakers = _named(Speaker)
        urls = {review.url for review in reviews}
        urls |= {work.url for review in reviews for work in review.appearances}
        self.sources = _found(Source, "url", urls)
        self.claims = _found(Claim, "text", {review.text for review in reviews})
        self.new: dict[type[models.Model], list[Any]] = {
            model: [] for model in (Publisher, Speaker, Source, Claim, Followup)
        }
        for review in reviews:
            self.add(review)

    def counts(self) -> dict[str, int]:
        return {str(model._meta.verbose_name_plural): len(rows) for model, rows in self.new.items()}

    def add(self, review: Review) -> None:
        for appearance in review.appearances:
            self.appearance(appearance, review.checker)
        if review.claimant:
            self.claimant(review.claimant, review.checker)
        self.new[Followup].append(
            Followup(
                slug=evidence_slug(review),
                claim=self.claim(review.text),
                relation=self.meaning(review).relation,
                verdict=self.meaning(review).verdict,
                occurred_on=review.published_on,
                source=self.article(review),
                basis="independent",
                summary=summary(review),
            )
        )

    def meaning(self, review: Review) -> Any:
        return self.meanings.get(review.rating) or default_meaning(review.rating)

    def claim(self, text: str) -> Claim:
        if text not in self.claims:
            self.claims[text] = self.keep(Claim(slug=_slug(text, text), text=text, kind="fact"))
        return self.claims[text]

    def article(self, review: Review) -> Source:
        return self.source(
            Appearance(review.url, review.title, review.checker, review.published_on),
            publisher_url=review.checker_url,
            instead=f"Fact check by {review.checker} ({review.published_on})",
            kind="news_article" if review.is_press else "web_page",
            language=review.language,
            date_note="As its publisher gives it in its ClaimReview data.",
        )

    def appearance(self, work: Appearance, checker: str) -> Source:
        return self.source(
            work,
            instead=f"Page of {urlsplit(work.url).hostname}",
            kind="web_page",
            language="und",
            date_note=f"Named by {checker} as a place of the claim, and not seen by the editors.",
        )

    def source(
        self, work: Appearance, *, instead: str, publisher_url: str = "", **fields: Any
    ) -> Source:
        """`instead` is the title where none is given."""
        if work.url not in self.sources:
            row = Source(
                slug=_slug(work.publisher, work.url),
                title=work.title or instead,
                title_in_text=bool(work.title),
                publisher=self.publisher(work.publisher, publisher_url),
                url=work.url,
                published_on=work.published_on,
                date_basis="stated" if work.published_on else "unknown",
                **fields,
            )
            self.sources[work.url] = self.keep(row)
        return self.sources[work.url]

    def publisher(self, name: str, url: str) -> Publisher:
        if name.casefold() not in self.publishers:
            slug = self.name_slug(Publisher, name)
            row = Publisher(slug=slug, name=name, url=url, note=WHY)
            self.publishers[name.casefold()] = self.keep(row)
        return self.publishers[name.casefold()]

    def claimant(self, given: Claimant, checker: str) -> None:
        if given.name.casefold() not in self.speakers:
            note = (
                f"{WHY} {checker} names this claimant; nobody here has looked yet. Publish nothing "
                "under this name before the words themselves are found."
            )
            row = Speaker(
                slug=self.name_slug(Speaker, given.name),
                name=given.name,
                kind=given.kind,
                role=given.role or f"Named as claimant by {checker}",
                note=note,
            )
            self.speakers[given.name.casefold()] = self.keep(row)

    def name_slug(self, model: Any, name: str) -> str:
        """One that can be read, as these addresses stay, where neither a row nor a draft has it."""
        slug = free_slug(model, name)
        return _slug(name, name) if slug in {row.slug for row in self.new[model]} else slug

    def keep(self, row: Any) -> Any:
        self.new[type(row)].append(row)
        return row

    def write(self, progress: Callable[[int], Any]) -> None:
        """All rows or none. `progress` is given the number of rows, block by block."""
        with transaction.atomic():
            for rows in self.new.values():
                for start in range(0, len(rows), BLOCK):
                    _write(rows[start : start + BLOCK])
                    progress(len(rows[start : start + BLOCK]))


def _named(model: Any) -> dict[str, Any]:
    return {row.name.casefold(): row for row in model.objects.only("name")}


def _found(model: Any, name: str, values: Iterable[str]) -> dict[str, Any]:
    """The rows with these values, by value."""
    wanted = sorted(values)
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), BLOCK):
        part = wanted[start : start + BLOCK]
        rows = model.objects.filter(**{f"{name}__in": part}).only(name, "slug").order_by("-pk")
        found |= {getattr(row, name): row for row in rows}
    return found


def _write(rows: list[Any]) -> None:
    model = type(rows[0])
    for row in rows:
        row.clean_fields(exclude=[one.name for one in row._meta.fields if one.is_relation])
        row.changed_at = timezone.now()
    bulk_create_with_history(rows, model, default_change_reason=WHY)

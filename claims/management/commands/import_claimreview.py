"""Bring others' fact checks in as drafts, after showing what that would do."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from tqdm import tqdm

from claims import review_ratings
from claims.claim_review import MOST_BYTES, Review, UnusableReview, read_file
from claims.json_ld import UnusableFile
from claims.review_drafts import Drafts, Plan, plan, summary
from claims.review_ratings import Meanings, UnusableRatings

# Lines of one kind that are printed; the rest is counted.
MOST_LINES = 50


class Command(BaseCommand):
    help = (
        "Reads ClaimReview data (JSON-LD, a saved page, a feed of Data Commons) and shows the "
        "ratings with what each is taken to mean. With --apply, makes drafts; nothing is published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="make the drafts")
        table = parser.add_mutually_exclusive_group()
        table.add_argument(
            "--ratings", type=Path, metavar="FILE", help="your own table of ratings, .csv or .json"
        )
        table.add_argument(
            "--write-ratings", type=Path, metavar="FILE", help="write that table, to be edited"
        )

    def handle(self, *args: Any, file: Path, apply: bool, **options: Any) -> None:
        meanings = self.own_meanings(options["ratings"])
        reviews, unusable = self.read(file)
        self.stdout.write(f"{file.name}: {len(reviews)} reviews that can be used.")
        self.show_lines("Cannot be used", unusable)
        self.show_checkers(reviews)
        self.show_ratings(reviews, meanings, options["write_ratings"])
        planned = plan(reviews)
        self.show_known(planned)
        drafts = Drafts(planned.new, meanings)
        self.show_lines("Not taken over", sorted(set_aside(planned.new)))
        words = ", ".join(f"{number} {name}" for name, number in drafts.counts().items())
        self.stdout.write(f"New: {words}.")
        if apply:
            self.write(drafts)
        else:
            self.stdout.write("Nothing was written. With --apply, these become drafts.")

    def own_meanings(self, path: Path | None) -> Meanings:
        if path is None:
            return {}
        as_json = is_json(path)
        try:
            data = read_bytes(path, review_ratings.MOST_BYTES)
            return review_ratings.read_ratings(data, as_json=as_json)
        except UnusableRatings as error:
            raise CommandError(f"--ratings {path.name}: {error}") from None

    def read(self, file: Path) -> tuple[list[Review], list[str]]:
        """The reviews, and a sentence about each that is none."""
        reviews, unusable = [], []
        try:
            with tqdm(
                read_file(read_bytes(file, MOST_BYTES)), unit=" reviews", disable=None
            ) as bar:
                for number, one in enumerate(bar, 1):
                    if isinstance(one, UnusableReview):
                        unusable.append(f"{number}: {one}")
                    else:
                        reviews.append(one)
        except UnusableFile as error:
            raise CommandError(f"{file.name}: {error}") from None
        return reviews, unusable

    def show_checkers(self, reviews: list[Review]) -> None:
        counts = Counter(review.checker for review in reviews).most_common()
        self.show_lines("Reviews by", [f"{name}: {number}" for name, number in counts])

    def show_ratings(self, reviews: list[Review], own: Meanings, target: Path | None) -> None:
        rows = review_ratings.table(Counter(review.rating for review in reviews), own)
        lines = [
            f"{number} × {rating.checker}: {str(rating) or 'no rating'} → {meaning.relation}, "
            f"{meaning.verdict or 'no verdict'}"
            for number, rating, meaning in rows
        ]
        self.show_lines("Ratings and what they are taken to mean", lines)
        unheard = len(own.keys() - {rating for _, rating, _ in rows})
        if unheard:
            self.stdout.write(f"Ratings of your table that are not in the file: {unheard}.")
        if target:
            try:
                with target.open("xb") as file:
                    file.write(review_ratings.write_ratings(rows, as_json=is_json(target)))
            except OSError as error:
                raise CommandError(f"--write-ratings {target}: {error.strerror}.") from None

    def show_known(self, planned: Plan) -> None:
        self.stdout.write(f"Imported before: {len(planned.known)}.")
        if planned.repeated:
            self.stdout.write(f"Twice in the file: {len(planned.repeated)}; the first counts.")
        self.show_lines(
            "Rated otherwise since they were imported, and left as they are",
            [
                f"{review.url}: {old} Now: {summary(review)}"
                for review, old in planned.rated_otherwise
            ],
        )
        self.show_lines(
            "Of an address that was imported before with another claim, and left out",
            [f"{review.url}: {review.text}" for review in planned.worded_otherwise],
        )

    def show_lines(self, title: str, lines: list[str]) -> None:
        if not lines:
            return
        self.stdout.write(f"{title} ({len(lines)}):")
        for line in lines[:MOST_LINES]:
            self.stdout.write(f"  {line}")
        if len(lines) > MOST_LINES:
            self.stdout.write(f"  and {len(lines) - MOST_LINES} more.")

    def write(self, drafts: Drafts) -> None:
        try:
            with tqdm(total=sum(drafts.counts().values()), unit=" rows", disable=None) as bar:
                drafts.write(bar.update)
        except (IntegrityError, ValidationError) as error:
            raise CommandError(
                f"Nothing was written; somebody may have added such rows just now: {error}"
            ) from error
        self.stdout.write("These are drafts now; nothing of it is public.")


def set_aside(reviews: list[Review]) -> set[str]:
    return {f"{review.url}: {sentence}" for review in reviews for sentence in review.set_aside}


def is_json(path: Path) -> bool:
    if path.suffix not in (".csv", ".json"):
        raise CommandError(f"{path.name}: the name of a table of ratings ends with .csv or .json.")
    return path.suffix == ".json"


def read_bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from None
    if len(data) > most:
        raise CommandError(f"{path.name}: larger than {most // 1024**2} MiB; divide it.")
    return data

"""Keep this site in step with another one."""

import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm

from claims.keeping import NotAMirror, keep, mirror_account, require_empty_record
from publication.feed_reader import FeedError, FeedReader, Interrupted, checked_address
from publication.following import BadFeed
from publication.models import Edition

# Editions that are stored in one transaction: seconds of work, which is all that is ever lost.
LIMIT = 500
MOST = 5_000
# Seconds before it is asked again where it did not answer.
PAUSES = (1, 3, 9)


class Command(BaseCommand):
    help = (
        "Copies the record of another site from its change feed, verifying every edition, and goes "
        "on where it left off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", type=address, help="such as https://claims.example")
        rounds = parser.add_mutually_exclusive_group()
        rounds.add_argument("--once", action="store_true", help="stop when in step; the default")
        rounds.add_argument(
            "--every",
            type=whole_number(1, 86_400),
            metavar="SECONDS",
            help="look for new editions again and again, with this pause",
        )
        parser.add_argument(
            "--limit",
            type=whole_number(1, MOST),
            default=LIMIT,
            help=f"editions in one transaction, at most {MOST} (default {LIMIT})",
        )

    def handle(self, *args: Any, url: str, every: int | None, limit: int, **options: Any) -> None:
        reader = FeedReader(url)
        try:
            require_empty_record()
            account = mirror_account()
            self.catch_up(reader, account, limit, stays=every is not None)
            while every is not None:
                # Nothing is held for the time of the pause.
                connection.close()
                time.sleep(every)
                self.catch_up(reader, account, limit, stays=True)
        except (BadFeed, FeedError, NotAMirror) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write("Stopped; what was stored stays.")

    def catch_up(self, reader: FeedReader, account: Any, limit: int, *, stays: bool) -> None:
        """With `stays`, a site that cannot be read now is one for the next time."""
        before = Edition.objects.newest_number()
        try:
            self.read_on(reader, account, limit)
        except FeedError as error:
            if not stays:
                raise
            self.stderr.write(str(error))
        now = Edition.objects.newest_number()
        if now > before or not stays:
            self.stdout.write(f"{now - before} new editions; the newest is {now}.")

    def read_on(self, reader: FeedReader, account: Any, limit: int) -> None:
        newest = patiently(reader.newest_number)
        here = Edition.objects.newest_number()
        if here > newest:
            raise NotAMirror(f"Edition {here} is stored here, and {reader.address} has {newest}.")
        if not newest:
            return
        with tqdm(total=newest, initial=here, desc="Editions", disable=None) as bar:
            while True:
                # The newest one of this site is read again, to see that it is the same there.
                first = max(here, 1)
                texts = patiently(partial(read, reader, first, limit + bool(here)))
                stored = keep(texts, first=first, by=account, site=reader.address)
                bar.update(stored)
                here += stored
                if texts and here >= newest:
                    return
                if not stored:
                    raise FeedError(
                        f"{reader.address} has {newest} editions, and its change feed none from "
                        f"number {first if not texts else here + 1} on."
                    )


def read(reader: FeedReader, first: int, limit: int) -> list[bytes]:
    """The lines from edition `first` on; those that came before an interruption are enough, if
    there is one to store among them."""
    texts: list[bytes] = []
    try:
        texts.extend(reader.lines(first - 1, limit))
    except Interrupted:
        if len(texts) < 2:
            raise
    return texts


def patiently(ask: Callable[[], Any]) -> Any:
    for pause in PAUSES:
        try:
            return ask()
        except Interrupted:
            time.sleep(pause)
    return ask()


def address(text: str) -> str:
    try:
        return checked_address(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if text.isascii() and text.isdecimal() and least <= int(text[:10]) <= most:
            return int(text)
        raise ArgumentTypeError(f"a whole number from {least} to {most}")

    return parse

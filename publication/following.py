"""Following the chain of another site: lines of its change feed become editions of this one.

The lines are a stranger's until they are verified here, by the rule of `verify.py`: nothing of a
line that breaks it is kept.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from publication.canonical import canonical
from publication.models import Edition, Operation
from publication.models.appending import Chain
from publication.verify import Link, fault_of

KINDS = ("source", "claim")
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class BadFeed(Exception):
    """An edition of the other site cannot be kept here; the sentence begins with its number."""


class Line(NamedTuple):
    """A line of a change feed, not verified yet: what the chain says of the edition, its document
    and the number of the edition before of the same page, as the document has it."""

    said: dict[str, Any]
    document: dict[str, Any]
    before: int | None


@dataclass
class Page:
    """The new editions of one source or claim, in order; `key` is that of its row here, None where
    the page is new, and `before` its newest edition until now."""

    kind: str
    key: int | None = None
    before: Edition | None = None
    editions: list[Edition] = field(default_factory=list)

    @property
    def newest(self) -> Edition | None:
        return self.editions[-1] if self.editions else self.before

    @property
    def newest_number(self) -> int:
        return self.newest.number if self.newest else 0

    @property
    def content(self) -> dict[str, Any]:
        """The document of its newest edition."""
        return self.newest.content if self.newest else {}

    def steps(self) -> Iterator[tuple[dict[str, Any] | None, Edition]]:
        """Each new edition with the document before it."""
        document = self.before.content if self.before else None
        for edition in self.editions:
            yield document, edition
            document = edition.content


class Follower:
    """Verifies lines that follow the newest edition of this site. The caller holds `lock_chain`.

    `pages` are the sources and claims of the lines that hold so far, and `editions` their editions
    by number, without `object_id` and `published_by`; nothing is stored.
    """

    def __init__(self) -> None:
        self.chain = Chain()
        self.editions: list[Edition] = []
        self.pages: list[Page] = []
        # The page whose newest edition has this number, and the page with this address.
        self._ends: dict[int, Page] = {}
        self._addresses: dict[tuple[str, str], Page] = {}

    def follow(self, texts: Sequence[bytes]) -> None:
        """Raises BadFeed at the first line that does not hold; those before it are kept."""
        lines: list[Line] = []
        bad = None
        for number, text in enumerate(texts, start=self.chain.number + 1):
            try:
                lines.append(parse(text))
            except ValueError as error:
                bad = BadFeed(f"Edition {number}: {error}.")
                break
        self._find_pages(lines)
        for line in lines:
            self._take(line)
        if bad:
            raise bad

    def _find_pages(self, lines: Sequence[Line]) -> None:
        """The pages that are stored here and get new editions, and those with their addresses."""
        numbers = [line.before for line in lines if line.before is not None]
        stored = Edition.objects.in_bulk(numbers)
        ended = set(Edition.objects.filter(previous__in=numbers).values_list("previous", flat=True))
        pages: dict[tuple[str, int], Page] = {}
        for number, edition in stored.items():
            if number not in ended:
                page = Page(edition.kind, edition.object_id, edition)
                self._ends[number] = pages[edition.kind, edition.object_id] = page
        issued = Edition.objects.filter(key__in={line.said["id"] for line in lines})
        owners = issued.order_by().values_list("kind", "key", "object_id").distinct()
        for kind, key, owner in owners:
            self._addresses[kind, key] = pages.get((kind, owner)) or Page(kind, owner)

    def _take(self, line: Line) -> None:
        """Keep the edition, or raise BadFeed."""
        kind, key = line.said["kind"], line.said["id"]
        page = self._ends.get(line.before or 0)
        if page is None or page.kind != kind:
            page = Page(kind)
        newest = page.newest
        edition = edition_of(line, newest)
        fault = fault_of(
            line.said,
            edition.document.encode(),
            position=self.chain.number + 1,
            chain=self.chain.hash,
            previous=Link(newest.number, newest.digest) if newest else Link(),
        )
        if not fault and {**edition.feed_line(), "chain": edition.chain} != line.said:
            fault = "its line says more, or otherwise, than this release would"
        if not fault and self._addresses.setdefault((kind, key), page) is not page:
            fault = "its address is that of another page"
        if fault:
            raise BadFeed(f"Edition {edition.number} ({kind} {key}): {fault}.")
        if newest:
            del self._ends[newest.number]
        self._ends[edition.number] = page
        if not page.editions:
            self.pages.append(page)
        page.editions.append(edition)
        self.editions.append(edition)
        self.chain.number, self.chain.hash = edition.number, edition.chain


def parse(text: bytes) -> Line:
    """A line with the keys and the types that it should have. Raises ValueError with the end of a
    sentence."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("its line is no JSON") from error
    if not isinstance(said, dict) or not isinstance(said.get("document"), dict):
        raise ValueError("its line has no document")
    document = said.pop("document")
    for key in ("kind", "id", "operation", "published_at", "reason", "digest", "chain"):
        if not isinstance(said.get(key), str):
            raise ValueError(f"“{key}” in its line is no text")
    if type(said.get("number")) is not int or not 0 < said["number"] < 2**63:
        raise ValueError("“number” in its line is no number of an edition")
    said.setdefault("previous_digest", None)
    for key, known in (("kind", KINDS), ("operation", Operation.values)):
        if said[key] not in known:
            raise ValueError(f"“{key}” in its line is none of: {', '.join(known)}")
    stamp = document.get("edition")
    before = stamp.get("previous") if isinstance(stamp, dict) else None
    return Line(said, document, before if type(before) is int and 0 < before < 2**63 else None)


def edition_of(line: Line, previous: Edition | None) -> Edition:
    """Raises BadFeed where no edition could say what the line does."""
    said = line.said
    try:
        edition = Edition(
            number=said["number"],
            kind=said["kind"],
            key=said["id"],
            operation=said["operation"],
            document=canonical(line.document).decode(),
            digest=said["digest"],
            previous=previous,
            chain=said["chain"],
            published_at=moment(said["published_at"]),
            reason=said["reason"],
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise BadFeed(f"Edition {said['number']}: {error}.") from error
    # What it would be parsed to.
    edition.content = line.document
    return edition


def in_order(pages: Iterable[Page]) -> list[tuple[dict[str, Any] | None, Edition]]:
    """The new editions of all these pages by number, each with the document before it."""
    steps = [step for page in pages for step in page.steps()]
    return sorted(steps, key=lambda step: step[1].number)


def moment(text: str) -> dt.datetime:
    """A time as documents have it; raises ValueError."""
    return dt.datetime.strptime(text, MOMENT).replace(tzinfo=dt.UTC)

"""Leads: which claims a statement may repeat or bear on, which earlier words of the same speaker it
may pull against, and which open claims a new source may be evidence on.

They are suggestions: nothing is linked, and nothing is public, before an editor says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from claims.contrast import Said, pulls
from claims.likeness import Match, as_written, asked_about, ranked
from claims.models import Claim, ClaimStatement, Followup, Lead, LeadKind, LeadSearch
from claims.nearness import Nearness
from claims.passages import passages
from claims.pool import Portraits, alike, candidates
from claims.standing import SETTLED
from sources.models import Decision, Source, Statement
from sources.models.speaker import SpeakerKind

# Of one kind, from one statement or source.
MOST = 5
# Less in common than this, or than half of what the best has, is mostly chance: of the record's own
# links that are among the first five, 107 of 126 are above both, and about as many that are none.
LEAST_SCORE = 0.12
LEAST_OF_BEST = 0.5
# A whole source has so many words that some are in any claim; one passage of it has to share more.
LEAST_OF_A_SOURCE = 0.15
FEWEST_WORDS = 3
# A speaker with more earlier statements than this is compared with the newest of them.
MOST_EARLIER = 500
MOST_SHOWN_WORDS = 8


@dataclass(frozen=True)
class Found:
    """A lead before it is written; `score` from 0 to 1."""

    kind: LeadKind
    score: float
    words: list[str]
    claim: int | None = None
    earlier: int | None = None
    reason: str = ""

    @property
    def target(self) -> tuple[int | None, int | None]:
        return self.claim, self.earlier

    def columns(self) -> dict[str, object]:
        """What may change when leads are made anew."""
        return {
            "kind": self.kind,
            "score": round(self.score * 1000),
            "words": self.words[:MOST_SHOWN_WORDS],
            "reason": self.reason,
        }


@dataclass
class Tally:
    """How many rows one run wrote, dropped and found as they were."""

    made: int = 0
    dropped: int = 0
    kept: int = 0


def new_statements() -> QuerySet[Statement]:
    """Those that were never looked at, or were saved since."""
    never = Q(lead_search=None)
    rows: QuerySet[Statement] = Statement.objects.filter(
        never | Q(changed_at__gt=F("lead_search__searched_at"))
    )
    return rows


def new_sources() -> QuerySet[Source]:
    """Those whose held text was never looked at, or was attached since."""
    never = Q(lead_search=None)
    rows: QuerySet[Source] = Source.objects.filter(held__isnull=False).filter(
        never | Q(held__attached_at__gt=F("lead_search__searched_at"))
    )
    return rows


class LeadFinder:
    """Looks for leads and keeps what it read of the claims from one call to the next, so one is
    made for each run and not kept longer."""

    def __init__(self, *, words_only: bool = False) -> None:
        self.portraits = Portraits()
        self.nearness = Nearness(words_only=words_only)
        self.tally = Tally()
        # Before anything is read: what is saved while this runs is looked at again.
        self.started = timezone.now()

    def find(self, *, statements: Iterable[Statement] = (), sources: Iterable[Source] = ()) -> None:
        """Write the leads from each, all or none of them. What was decided stays, what is undecided
        and holds no longer goes, and a second run changes nothing."""
        with transaction.atomic():
            for statement in statements:
                found = [*self.claims_for(statement), *self.pulls_of(statement)]
                self._write(found, statement=statement)
            for source in sources:
                self._write(self.claims_open_to(source), source=source)

    def claims_for(self, statement: Statement) -> list[Found]:
        matches = self.matches(statement)
        least = max([LEAST_SCORE, *(match.score * LEAST_OF_BEST for match in matches[:1])])
        matches = [match for match in matches if match.score >= least]
        taken = _linked(statement)
        matches = [match for match in matches if match.key not in taken][: MOST * 4]
        known = _speakers([match.key for match in matches], without=statement)
        found: list[Found] = []
        for match in matches:
            kind = _kind(statement, *known.get(match.key, (set(), None)))
            if sum(one.kind == kind for one in found) < MOST:
                shown = as_written(match.words, f"{statement.quote}\n{statement.question}")
                found.append(Found(kind, match.score, shown, claim=match.key))
        return found

    def matches(self, statement: Statement) -> list[Match]:
        """All claims that are compared, the most alike first. What the statement itself brought
        to a claim is left out."""
        text = "\n".join(filter(None, [statement.question, statement.quote]))
        return alike(
            statement.quote,
            statement.question,
            portraits=self.portraits,
            without=statement.pk,
            near=lambda keys: self.nearness.of(text, keys),
        )

    def pulls_of(self, statement: Statement) -> list[Found]:
        """Earlier words of the same speaker; the readers share an entry and are not one speaker."""
        if statement.said_on_from is None or statement.speaker.kind == SpeakerKind.READER:
            return []
        rows = Statement.objects.filter(
            speaker=statement.speaker_id, said_on_to__lt=statement.said_on_from
        ).order_by("-said_on_to", "-pk")[:MOST_EARLIER]
        earlier = [Said(row.pk, row.quote, row.question) for row in rows]
        later = Said(statement.pk, statement.quote, statement.question)
        return [
            Found(
                LeadKind.PULLS_AGAINST,
                pull.score,
                as_written(pull.words, f"{later.quote}\n{later.question}"),
                earlier=pull.key,
                reason=pull.reason,
            )
            for pull in pulls(later, earlier)[:MOST]
        ]

    def claims_open_to(self, source: Source) -> list[Found]:
        """Claims without an answer that were made before the source was published, by the passage
        of the source that resembles each most."""
        said = passages(source)
        best: dict[int, Found] = {}
        portraits = self.portraits.of(candidates("\n".join(said)))
        for passage in said:
            for match in ranked(asked_about(passage), portraits):
                if match.score < LEAST_OF_A_SOURCE or len(match.words) < FEWEST_WORDS:
                    continue
                found = Found(LeadKind.BEARS_ON, match.score, match.words, claim=match.key)
                if match.key not in best or best[match.key].score < match.score:
                    best[match.key] = replace(found, words=as_written(match.words, passage))
        open_ones = _open_before(source, best)
        chosen = [found for key, found in best.items() if key in open_ones]
        chosen.sort(key=lambda found: (-round(found.score, 9), -(found.claim or 0)))
        return chosen[:MOST]

    def _write(
        self,
        found: list[Found],
        *,
        statement: Statement | None = None,
        source: Source | None = None,
    ) -> None:
        rows = list(Lead.objects.filter(statement=statement, source=source))
        known = {(row.claim_id, row.earlier_id): row for row in rows}
        wanted = {one.target: one for one in found}
        stale = [
            row.pk
            for target, row in known.items()
            if row.decision == Decision.OPEN and target not in wanted
        ]
        Lead.objects.filter(pk__in=stale, decision=Decision.OPEN).delete()
        changed = []
        for target, one in wanted.items():
            row = known.get(target)
            if row is None or row.decision != Decision.OPEN:
                continue
            columns = one.columns()
            if any(getattr(row, name) != value for name, value in columns.items()):
                vars(row).update(columns)
                changed.append(row)
        Lead.objects.bulk_update(changed, ["kind", "score", "words", "reason"])
        fresh = [
            Lead(
                statement=statement,
                source=source,
                claim_id=one.claim,
                earlier_id=one.earlier,
                **one.columns(),
            )
            for target, one in wanted.items()
            if target not in known
        ]
        # Another run may be at the same source.
        Lead.objects.bulk_create(fresh, ignore_conflicts=True)
        LeadSearch.objects.update_or_create(
            statement=statement, source=source, defaults={"searched_at": self.started}
        )
        self.tally.made += len(fresh)
        self.tally.dropped += len(stale)
        self.tally.kept += len(rows) - len(stale)


def _linked(statement: Statement) -> set[int]:
    """The claims that the statement is linked to, or is evidence on."""
    links = ClaimStatement.objects.filter(statement=statement).values_list("claim", flat=True)
    evidence = Followup.objects.filter(statement=statement).values_list("claim", flat=True)
    return {*links, *evidence}


def _speakers(keys: list[int], *, without: Statement) -> dict[int, tuple[set[int], date | None]]:
    """For each claim, the ids of those who made it and the day by which it was surely said."""
    links = ClaimStatement.objects.filter(claim__in=keys).exclude(statement=without)
    rows = links.order_by("claim").values_list(
        "claim", "statement__speaker", "statement__said_on_to"
    )
    known = {}
    for key, own in groupby(rows, key=lambda row: row[0]):
        said = list(own)
        days = [day for _, _, day in said if day]
        known[key] = ({speaker for _, speaker, _ in said}, min(days, default=None))
    return known


def _kind(statement: Statement, speakers: set[int], first_said: date | None) -> LeadKind:
    """Later words of somebody else are rather evidence; an editor may decide otherwise."""
    is_later = (
        first_said is not None
        and statement.said_on_from is not None
        and first_said < statement.said_on_from
    )
    if speakers and statement.speaker_id not in speakers and is_later:
        return LeadKind.BEARS_ON
    return LeadKind.REPEATS


def _open_before(source: Source, keys: Iterable[int]) -> set[int]:
    """Of these claims, those without an answer that were said before the source was published, and
    do not rest on it or have it as evidence already."""
    claims = Claim.objects.filter(pk__in=list(keys)).exclude(public_standing__in=SETTLED)
    links = ClaimStatement.objects.filter(statement__source=source).values("claim")
    evidence = Followup.objects.filter(Q(source=source) | Q(statement__source=source))
    claims = claims.exclude(pk__in=links).exclude(pk__in=evidence.values("claim"))
    if source.published_on_to is not None:
        said = claims.annotate(first=Min("links__statement__said_on_from"))
        claims = said.filter(Q(first=None) | Q(first__lte=source.published_on_to))
    return set(claims.values_list("pk", flat=True))

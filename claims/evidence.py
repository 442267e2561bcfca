"""Later evidence that bears on several claims at once: what it would do, and recording it.

One piece of evidence becomes one followup for each claim. All of them are made or none.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.text import slugify

from claims.documents import published_source, published_statement
from claims.models import Claim, ClaimStatement, Followup
from claims.shift import Item, Shift, shift
from publication.models import lock_chain
from publication.rights import require_right, right
from sources import anchors
from sources.dates import bounds, date_object
from sources.models import Source, Statement
from sources.models.slug import free_slug

Row = TypeVar("Row", Source, Statement)


@dataclass(frozen=True)
class Evidence:
    """What was found, when, and how close to the speaker: the same for every claim.

    A statement or a source that is no row yet is made together with the followups.
    """

    occurred_on: str
    basis: str
    statement: Statement | None = None
    source: Source | None = None

    @property
    def document(self) -> Source | None:
        """The source that holds the evidence."""
        return self.statement.source if self.statement else self.source

    @property
    def new_rows(self) -> list[Source | Statement]:
        """What is no row yet, in the order in which it can be saved."""
        rows = [row for row in (self.document, self.statement) if row is not None]
        return [row for row in rows if row._state.adding]


@dataclass(frozen=True)
class Bearing:
    """What the evidence means for one claim."""

    claim: Claim
    relation: str
    summary: str
    verdict: str = ""


@dataclass(frozen=True)
class Outcome:
    """What publishing the evidence would do to one claim, and why it cannot be recorded there."""

    bearing: Bearing
    shift: Shift
    refusals: list[str]


def standing_followups(claim: Claim) -> list[Item]:
    """The published followups of a claim, as its page has them.

    A claim without a page has them from its rows: they appear with it.
    """
    if claim.is_published and claim.published_document:
        items: list[Item] = claim.published_document["followups"]
        return items
    return [_item(row) for row in claim.followups.all() if row.is_published]


def outcomes(evidence: Evidence, bearings: Sequence[Bearing]) -> list[Outcome]:
    """In the order of the bearings. Nothing is written, and the number of queries does not grow
    with that of the claims: claims that are alike in all that the rules look at are judged once."""
    twins = _twins(evidence, bearings)
    roles = _roles_of_the_speaker(evidence, bearings)
    judged: dict[Any, list[str]] = {}
    found = []
    for bearing, row in zip(bearings, drafted(evidence, bearings), strict=True):
        alike = (
            row.relation,
            row.verdict,
            bool(row.summary.strip()),
            row.claim.kind,
            roles.get(row.claim.pk),
        )
        if alike not in judged:
            judged[alike] = _refusals(row, evidence)
        refusals = [*judged[alike], *([_TWIN] if _key(row) in twins else [])]
        change = shift(standing_followups(bearing.claim), _item(row))
        found.append(Outcome(bearing, change, refusals))
    return found


def obstacles(evidence: Evidence, *, by: Any) -> list[str]:
    """Why this evidence cannot be published now, whatever the claims; empty where it can."""
    if settings.REQUIRE_SECOND_EDITOR:
        return ["Here somebody else publishes what you write: save it as drafts."]
    source, statement = evidence.document, evidence.statement
    if source is None:
        return []
    if source._state.adding:
        return [] if by.has_perm(right(Source, "publish")) else [_publisher_needed(source)]
    try:
        if statement is None:
            published_source(source)
        elif not statement._state.adding:
            published_statement(statement)
        else:
            return _obstacles_to_new_words(source, by)
    except ValidationError as error:
        return error.messages
    return []


def duplicates(evidence: Evidence) -> list[str]:
    """What a new source or statement repeats, so that a form sent twice makes nothing twice."""
    source, statement = evidence.document, evidence.statement
    if source is not None and source._state.adding:
        same = Source.objects.filter(
            title=source.title, publisher=source.publisher, published_on=source.published_on
        )
        if same.exists():
            return [f"A source “{source.title}” of this publisher and date is there: choose it."]
    elif statement is not None and statement._state.adding:
        words = Statement.objects.filter(
            source=source, speaker=statement.speaker, quote=statement.quote
        )
        if words.filter(said_on=statement.said_on).exists():
            return ["These words are a statement of this source already: choose it."]
    return []


def take_place(statement: Statement) -> None:
    """Give new words their place where the text of their source has exactly one."""
    text = statement.source.text
    place = statement.locate(text)
    if text and place.state == anchors.State.MOVED and place.start is not None and place.end:
        statement.start, statement.end = place.start, place.end
        statement.prefix, statement.suffix = anchors.context(text, place.start, place.end)


def drafted(evidence: Evidence, bearings: Iterable[Bearing]) -> list[Followup]:
    """The followups as they would be saved."""
    bearings = list(bearings)
    lower, upper = bounds(evidence.occurred_on)
    slugs = _free_slugs([bearing.claim for bearing in bearings], evidence.occurred_on)
    return [
        Followup(
            slug=slug,
            claim=bearing.claim,
            relation=bearing.relation,
            occurred_on=evidence.occurred_on,
            occurred_on_from=lower,
            occurred_on_to=upper,
            statement=evidence.statement,
            source=evidence.source,
            basis=evidence.basis,
            summary=bearing.summary,
            verdict=bearing.verdict,
        )
        for bearing, slug in zip(bearings, slugs, strict=True)
    ]


def record(
    evidence: Evidence,
    bearings: Iterable[Bearing],
    *,
    by: Any,
    why: str = "",
    publish: bool = False,
) -> list[Followup]:
    """Make one followup for each claim, after the source and the statement that are new, and
    publish them all where that is asked.

    Raises PermissionDenied, or ValidationError with a sentence for every claim that refuses; then
    nothing was written.
    """
    _require_rights(evidence, by, publish)
    # In one order for everybody, so that two editors never wait for each other.
    bearings = sorted(bearings, key=lambda bearing: bearing.claim.pk)
    with transaction.atomic():
        # One at a time: a form that was sent twice finds what its first sending made.
        lock_chain()
        _refuse([*duplicates(evidence), *(obstacles(evidence, by=by) if publish else [])])
        is_new = bool(evidence.new_rows)
        evidence = _with_rows(evidence, by=by, why=why)
        if publish and is_new and evidence.document:
            evidence.document.publish(by=by)
        rows = drafted(evidence, bearings)
        twins = _twins(evidence, bearings)
        refusals: list[str] = []
        for row in rows:
            try:
                _refuse([_TWIN] if _key(row) in twins else [])
                _save(row, by=by, why=why, publish=publish)
            except ValidationError as error:
                refusals += [f"“{row.claim}”: {reason}" for reason in reasons(error, row)]
        _refuse(refusals)
    return rows


def reasons(error: ValidationError, row: Any) -> list[str]:
    """The sentences of an error; those about a field begin with its name."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message
        if name == NON_FIELD_ERRORS
        else f"{str(row._meta.get_field(name).verbose_name).capitalize()}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


_TWIN = "The very same evidence is recorded on this claim already."


def _refuse(sentences: list[str]) -> None:
    if sentences:
        raise ValidationError(sentences)


def _require_rights(evidence: Evidence, by: Any, publish: bool) -> None:
    for model in (Followup, *(type(row) for row in evidence.new_rows)):
        require_right(by, model, "add")
    if publish:
        require_right(by, Followup, "publish")


def _save(row: Followup, *, by: Any, why: str, publish: bool) -> None:
    row.full_clean()
    row.save(by=by, why=why)
    if publish:
        row.publish(by=by)


def _item(row: Followup) -> Item:
    return {
        "id": row.slug,
        "occurred_on": date_object(row.occurred_on),
        "verdict": row.verdict or None,
    }


def _refusals(row: Followup, evidence: Evidence) -> list[str]:
    # What is no row yet has no number, so the rules about having evidence cannot see it.
    unsaved = {"statement", "source"} if evidence.new_rows else set()
    try:
        row.full_clean(exclude={"slug", *unsaved})
    except ValidationError as error:
        return reasons(error, row)
    return []


def _key(row: Followup) -> tuple[int, str, str]:
    return (row.claim_id, row.relation, row.summary)


def _twins(evidence: Evidence, bearings: Iterable[Bearing]) -> set[tuple[int, str, str]]:
    """Claim, relation and summary of what is recorded with this very evidence and date."""
    if evidence.new_rows:
        return set()
    same = Followup.objects.filter(
        claim__in=[bearing.claim.pk for bearing in bearings],
        statement=evidence.statement,
        source=evidence.source,
        occurred_on=evidence.occurred_on,
        withdrawn_at=None,
    )
    return set(same.values_list("claim_id", "relation", "summary"))


def _roles_of_the_speaker(
    evidence: Evidence, bearings: Iterable[Bearing]
) -> dict[int, frozenset[str]]:
    """In which roles the speaker of the evidence speaks in each claim."""
    if evidence.statement is None:
        return {}
    links = ClaimStatement.objects.filter(
        claim__in=[bearing.claim.pk for bearing in bearings],
        statement__speaker=evidence.statement.speaker_id,
    )
    roles: dict[int, frozenset[str]] = {}
    for claim, role in links.values_list("claim_id", "role"):
        roles[claim] = roles.get(claim, frozenset()) | {role}
    return roles


def _free_slugs(claims: list[Claim], occurred_on: str) -> list[str]:
    """An address for a followup of each claim that no followup has; a query or two in all."""
    day = slugify(occurred_on.replace("/", "-to-"))
    stems = {claim.pk: f"{claim.slug[:48].strip('-')}-{day}" for claim in claims}
    given: dict[int, str] = {}
    number = 1
    while len(given) < len(stems):
        end = "" if number == 1 else f"-{number}"
        wanted = {pk: f"{stem}{end}" for pk, stem in stems.items() if pk not in given}
        rows = Followup.objects.filter(slug__in=wanted.values())
        taken = {*given.values(), *rows.values_list("slug", flat=True)}
        for pk, slug in wanted.items():
            if slug not in taken:
                given[pk] = slug
                taken.add(slug)
        number += 1
    return [given[claim.pk] for claim in claims]


def _publisher_needed(source: Source) -> str:
    return (
        f"You may not publish sources, and “{source}” is not published: save drafts now. Who may "
        "publish sources publishes it first; the evidence can be published after that."
    )


def _obstacles_to_new_words(source: Source, by: Any) -> list[str]:
    """New words are published with their source, and nothing else of it on the side."""
    source.refresh_from_db()
    published_source(source)
    if source.unpublished_changes:
        return [
            f"The source “{source.slug}” has other unpublished changes: publish it first, so that "
            "they do not become public together with these words."
        ]
    if not by.has_perm(right(Source, "publish")) and not by.has_perm(right(Statement, "publish")):
        return ["You may not publish statements: save drafts now."]
    return []


def _with_rows(evidence: Evidence, *, by: Any, why: str) -> Evidence:
    """The evidence with every part of it saved. What was given stays as it is, so that it can be
    looked at again where something is refused."""
    source, statement = evidence.document, evidence.statement
    if source is not None and source._state.adding:
        base = f"{source.publisher.slug[:24]}-{source.published_on}-{source.title}"
        source = _saved(copy(source), base, by, why)
    if source is not None and statement is not None and statement._state.adding:
        statement = copy(statement)
        statement.source = source
        statement = _saved(statement, f"{source.slug[:48]}-{statement.speaker.slug}", by, why)
    return replace(evidence, statement=statement, source=None if statement else source)


def _saved(row: Row, base: str, by: Any, why: str) -> Row:
    row.slug = free_slug(type(row), base)
    try:
        row.full_clean()
    except ValidationError as error:
        raise ValidationError(reasons(error, row)) from error
    row.save(by=by, why=why)
    return row

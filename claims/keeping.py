"""Keeping the record of another site: its editions as they are, and rows made from them.

Rows are as the newest document of each page has them, so that editors can go on from them should
the other site be gone (docs/mirroring.md).
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from claims.mirroring import leave_sources, write_claims
from claims.models import Claim, Followup, Tag
from publication.bulk import append
from publication.following import BadFeed, Follower, Page, parse
from publication.models import Edition, Publishable, lock_chain
from sources.mirroring import write_sources
from sources.models import Publisher, Source, Speaker

ACCOUNT = "mirror"

# What a document that is verified and yet none of ours leads to: it lacks a key, has a value that
# no row may have, or rests on what was never published.
UNUSABLE = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    ValidationError,
    IntegrityError,
    DataError,
)


class NotAMirror(Exception):
    """This site is no mirror of that one, or cannot become one; says why in a sentence."""


def mirror_account() -> Any:
    """Under whom the editions are stored here: an account with which nobody can sign in."""
    users = get_user_model().objects
    account = users.filter(username=ACCOUNT).first()
    if account is None:
        account = users.create_user(ACCOUNT, is_active=False)
    if account.is_active:
        raise NotAMirror(
            f"The account “{ACCOUNT}” can sign in, and editions are to be stored under it: "
            "rename it, or take its “Active” away."
        )
    return account


def require_empty_record() -> None:
    """Rows that were here before could be taken for those of the other site."""
    if Edition.objects.exists():
        return
    for model in (Publisher, Speaker, Source, Tag, Claim):
        if model._default_manager.exists():
            raise NotAMirror(
                f"There are {model._meta.verbose_name_plural} here, and nothing is published: "
                "a mirror begins with an empty record."
            )


def keep(texts: Sequence[bytes], *, first: int, by: Any, site: str) -> int:
    """Verify lines of the change feed of `site`, of which the first one should be that of edition
    `first`, and store what is new in them, all together. Returns how many editions are new.

    Raises BadFeed at the first line that cannot be kept, once those before it are stored, and
    NotAMirror where an edition that is stored here is another one there.
    """
    try:
        return _keep(texts, first=first, by=by, site=site)
    except UNUSABLE as error:
        if len(texts) == 1:
            raise BadFeed(f"Edition {first}: no rows can be made of it: {_said(error)}") from error
    # Find out which one it is.
    return sum(
        keep([text], first=number, by=by, site=site)
        for number, text in enumerate(texts, start=first)
    )


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fields = error.message_dict.items()
        return " ".join(f"{name}: {' '.join(messages)}" for name, messages in fields)
    return f"{type(error).__name__}: {error}"


def _keep(texts: Sequence[bytes], *, first: int, by: Any, site: str) -> int:
    bad = None
    with transaction.atomic():
        lock_chain()
        follower = Follower()
        known = max(follower.chain.number - first + 1, 0)
        _require_same(texts[:known], first, site)
        try:
            follower.follow(texts[known:])
        except BadFeed as error:
            bad = error
        _store(follower, by)
    if bad:
        raise bad
    return len(follower.editions)


def _require_same(texts: Sequence[bytes], first: int, site: str) -> None:
    """That these lines are of editions which are stored here."""
    numbers = range(first, first + len(texts))
    chains = dict(Edition.objects.filter(pk__in=numbers).values_list("pk", "chain"))
    for number, text in zip(numbers, texts, strict=True):
        try:
            said = parse(text).said
        except ValueError as error:
            raise BadFeed(f"Edition {number}: {error}.") from error
        if (said["number"], said["chain"]) != (number, chains.get(number)):
            raise NotAMirror(f"Edition {number} here has another chain hash than at {site}.")


def _store(follower: Follower, by: Any) -> None:
    """Rows first, since editions name them, then editions and all that follows from those."""
    sources = [page for page in follower.pages if page.kind == "source"]
    claims = [page for page in follower.pages if page.kind == "claim"]
    source_rows, gone = write_sources(sources)
    claim_rows = write_claims(claims, _source_keys(claims, sources, source_rows), by)
    rows: dict[int, Publishable] = {}
    for page, row in zip([*sources, *claims], [*source_rows, *claim_rows], strict=True):
        rows |= {edition.number: row for edition in page.editions}
    for edition in follower.editions:
        edition.object_id, edition.published_by = rows[edition.number].pk, by
    append([(rows[edition.number], edition) for edition in follower.editions])
    leave_sources(gone)
    _mark([row.pk for row in source_rows], [row.pk for row in claim_rows])


def _source_keys(
    claims: Sequence[Page], sources: Sequence[Page], rows: Sequence[Source]
) -> dict[str, int]:
    """The keys of all sources that new editions of these claims cite, by every id they ever had."""
    named = {
        item["source"]["id"]
        for page in claims
        for edition in page.editions
        for item in edition.content["followups"]
        if item["source"]
    }
    issued = Edition.objects.filter(kind="source", key__in=named).values_list("key", "object_id")
    new = zip(sources, rows, strict=True)
    return dict(issued) | {edition.key: row.pk for page, row in new for edition in page.editions}


def _mark(sources: Collection[int], claims: Collection[int]) -> None:
    """Whether the rows lead to the very documents that are published."""
    Source.note_all_is_public(sources)
    Source.note_changes_of(sources)
    Claim.note_all_is_public(claims)
    differing = [row.pk for row in Claim.note_changes_of(claims) if row.unpublished_changes]
    # The document of a claim that does not differ has all its evidence as the rows have it.
    evidence = Followup.objects.published().filter(claim__in=differing)
    Followup.note_changes_of(list(evidence.values_list("pk", flat=True)))

"""The rows of claims that another site published, made from their documents."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from claims.models import Claim, ClaimStatement, Followup, Tag
from publication.following import Page, in_order, moment
from publication.models import Edition
from sources.mirrored_rows import Values, Wanted, edtf, keep_apart, note, write, write_names
from sources.models import Statement

Document = dict[str, Any]

# Tags have a description for editors, which documents do not show.
DESCRIPTION = {"description": "As on the site that this record mirrors."}
TAKEN_OUT = "It is no longer part of the published claim."


def write_claims(pages: Sequence[Page], sources: dict[str, int], by: Any) -> list[Claim]:
    """The row of each of these claims, up to date, with its tags, statements and evidence.

    The sources of the same editions are written already; `sources` are the keys of their rows by
    id. Evidence is published, and withdrawn, by `by`.
    """
    stored = Claim.objects.in_bulk([page.key for page in pages if page.key])
    wanted = {page.newest_number: _wanted(page, stored) for page in pages}
    for other in keep_apart([wanted[number] for number in sorted(wanted)], "text"):
        Claim.objects.filter(pk=other.pk).update(unpublished_changes=True)
    write(list(wanted.values()))
    rows = [row for row, _ in wanted.values()]
    documents = [(row, page.content) for row, page in zip(rows, pages, strict=True)]
    _write_tags(documents, pages)
    statements = _statements(pages)
    _write_links(documents, statements)
    _write_evidence(rows, pages, statements, sources, by)
    return rows


def _wanted(page: Page, stored: dict[int, Claim]) -> Wanted:
    document = page.content
    return stored.get(page.key or 0) or Claim(), {
        "slug": document["id"],
        "text": document["text"],
        "kind": document["kind"],
        "due_on": edtf(document["due_on"]),
        "settles": document["settles"] or "",
        "note": document["note"] or "",
    }


def remove(rows: QuerySet[Any]) -> None:
    """Delete without an entry in the history, which begins when editors take over."""
    rows._raw_delete(rows.db)


def _write_tags(documents: Sequence[tuple[Claim, Document]], pages: Sequence[Page]) -> None:
    """A claim goes on printing a tag as it was until the claim itself is published again, so only
    what it prints anew is news."""
    wanted: dict[str, Values] = {}
    for before, edition in in_order(pages):
        printed = {tag["id"]: tag for tag in (before or {"tags": []})["tags"]}
        for tag in edition.content["tags"]:
            is_news = printed.get(tag["id"]) != tag
            note(wanted, tag["id"], {"name": tag["name"], "group": tag["group"]} if is_news else {})
    known = set(Tag.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    for slug in wanted.keys() - known:
        wanted[slug] = {**DESCRIPTION, **wanted[slug]}
    tags, changes = write_names(Tag, wanted)
    printing = Claim.objects.published().filter(tags__in=[row.pk for row, _ in changes])
    Claim.objects.filter(pk__in=printing.values("pk")).update(unpublished_changes=True)

    through = Claim.tags.through
    chosen = through.objects.filter(claim__in=[claim.pk for claim, _ in documents])
    stored = {(row.claim_id, row.tag_id): row.pk for row in chosen}
    now = {
        (claim.pk, tags[tag["id"]].pk) for claim, content in documents for tag in content["tags"]
    }
    remove(through.objects.filter(pk__in=[stored[pair] for pair in stored.keys() - now]))
    through.objects.bulk_create(
        through(claim_id=claim, tag_id=tag) for claim, tag in sorted(now - stored.keys())
    )


def _statements(pages: Iterable[Page]) -> dict[str, int]:
    """The keys of all statements that these claims rest on, by id; some may be gone since."""
    named: set[str] = set()
    for page in pages:
        for _, edition in page.steps():
            named |= {item["id"] for item in edition.content["statements"]}
            named |= {item["statement"] for item in edition.content["followups"]} - {None}
    return dict(Statement.objects.filter(slug__in=named).values_list("slug", "pk"))


def _write_links(documents: Sequence[tuple[Claim, Document]], statements: dict[str, int]) -> None:
    now: dict[tuple[int, int], str] = {}
    for claim, document in documents:
        for item in document["statements"]:
            # A claim that is withdrawn keeps words which its source may have dropped since.
            if item["id"] in statements or not document["withdrawn"]:
                now[claim.pk, statements[item["id"]]] = item["role"]
    stored = {
        (link.claim_id, link.statement_id): link
        for link in ClaimStatement.objects.filter(claim__in=[claim.pk for claim, _ in documents])
    }
    remove(ClaimStatement.objects.filter(pk__in=[stored[key].pk for key in stored.keys() - now]))
    for key in stored.keys() & now.keys():
        if stored[key].role != now[key]:
            ClaimStatement.objects.filter(pk=stored[key].pk).update(role=now[key])
    ClaimStatement.objects.bulk_create(
        ClaimStatement(claim_id=claim, statement_id=statement, role=role)
        for (claim, statement), role in now.items()
        if (claim, statement) not in stored
    )


def _write_evidence(
    claims: Sequence[Claim],
    pages: Sequence[Page],
    statements: dict[str, int],
    sources: dict[str, int],
    by: Any,
) -> None:
    shown = [_shown(page) for page in pages]
    named = {identifier for items, gone in shown for identifier in (*items, *gone)}
    stored = {row.slug: row for row in Followup.objects.filter(slug__in=named)}
    wanted: dict[str, Wanted] = {}
    for claim, (items, gone) in zip(claims, shown, strict=True):
        for identifier in (*items, *gone):
            row = stored.get(identifier) or Followup()
            taken_out = row.withdrawal_columns()
            if identifier in gone:
                edition = gone[identifier]
                reason = edition.reason or TAKEN_OUT
                taken_out = row.withdrawal_columns(at=edition.published_at, by=by, reason=reason)
            taken_out["withdrawn_by_id"] = getattr(taken_out.pop("withdrawn_by"), "pk", None)
            item = items.get(identifier)
            values = _evidence_values(item, statements, sources) if item else {}
            published = {"claim_id": claim.pk, "published_by_id": by.pk} if item else {}
            wanted[identifier] = (row, {**values, **published, **taken_out})
    write(list(wanted.values()))


def _shown(page: Page) -> tuple[dict[str, Document], dict[str, Edition]]:
    """All evidence that new editions of a claim show, as the last of them that does, and with which
    edition what is in the newest one no more was taken out."""
    items: dict[str, Document] = {}
    gone: dict[str, Edition] = {}
    for before, edition in page.steps():
        now = {item["id"]: item for item in edition.content["followups"]}
        for item in (before or {"followups": []})["followups"]:
            if item["id"] not in now:
                gone[item["id"]] = edition
        for identifier in now:
            gone.pop(identifier, None)
        items |= now
    return items, gone


def _evidence_values(item: Document, statements: dict[str, int], sources: dict[str, int]) -> Values:
    """Evidence whose words have left their source since rests on that source; it is not public."""
    evidence, cited = item["evidence"], item["source"]
    statement = statements.get(item["statement"])
    is_own = cited and (statement is None or cited["id"] != evidence["source"]["id"])
    return {
        "slug": item["id"],
        "relation": item["relation"],
        "occurred_on": edtf(item["occurred_on"]),
        "basis": item["basis"],
        "summary": item["summary"],
        "verdict": item["verdict"] or "",
        "statement_id": statement,
        "source_id": sources[cited["id"]] if is_own else None,
        "published_at": moment(item["recorded_at"]),
    }


def leave_sources(gone: Collection[Statement]) -> None:
    """Delete statements that are no longer in their sources. Raises ValueError where a published
    claim rests on one, which no site lets happen."""
    resting = Claim.objects.published().filter(links__statement__in=gone)
    for slug in resting.values_list("slug", flat=True)[:1]:
        raise ValueError(f"the published claim “{slug}” rests on what its source has no more")
    remove(ClaimStatement.objects.filter(statement__in=gone))
    for statement in gone:
        resting_on_it = Followup.objects.filter(statement=statement)
        resting_on_it.update(statement=None, source_id=statement.source_id)
    remove(Statement.objects.filter(pk__in=[row.pk for row in gone]))

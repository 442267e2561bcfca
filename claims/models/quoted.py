"""Reading what many claims consist of, and the statements and sources that they quote."""

from collections.abc import Collection, Mapping
from typing import Any

from claims.models.tag import Tag
from publication.models import Edition
from publication.reading import attach, listed
from sources.models import Source, Statement

# The tags, links and followups of a claim, by the names of their fields and in their order.
Parts = dict[str, list[Any]]


def attach_parts(claims: Mapping[int, Any]) -> tuple[list[Any], list[Any]]:
    """Give claims, by their keys, their `read_parts`, and return all links and all followups.

    `prefetch_related` makes a manager and a query for each claim, and a tag for each claim that
    has it; that takes longer than to read the rows.
    """
    for claim in claims.values():
        claim.read_parts = {"tags": [], "links": [], "followups": []}
    if not claims:
        return [], []
    meta = next(iter(claims.values()))._meta
    keys, found = listed(claims), list[list[Any]]()
    for name in ("links", "followups"):
        rows = list(meta.get_field(name).related_model.objects.filter(claim__in=keys))
        for row in rows:
            claims[row.claim_id].read_parts[name].append(row)
        found.append(rows)
    tagged = meta.get_field("tags").remote_field.through.objects.filter(claim__in=keys)
    having: dict[int, list[int]] = {}
    for key, tag in tagged.values_list("claim", "tag"):
        having.setdefault(tag, []).append(key)
    for tag in Tag.objects.filter(pk__in=tagged.values("tag")):
        for key in having.get(tag.pk, ()):
            claims[key].read_parts["tags"].append(tag)
    return found[0], found[1]


def attach_quoted(quoting: Collection[Any], citing: Collection[Any]) -> None:
    """Give links and followups their statements and sources, as far as the document of a claim
    reads them: the words themselves come from the editions of the sources."""
    keys = ("slug", "source", "speaker")
    statements = attach(quoting, "statement", Statement.objects.only(*keys))
    state = ("slug", "edition", "withdrawn_at")
    sources = attach([*statements, *citing], "source", Source.objects.only(*state))
    attach(sources, "edition", Edition.objects.all())

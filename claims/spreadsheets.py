"""Claims and later evidence as rows of a spreadsheet."""

import re
from typing import Any

from claims.models import Claim, ClaimStatement, Followup, Tag
from claims.models.claim_statement import Role
from publication.spreadsheets import WHY, PartsField, Related, SpreadsheetResource
from sources.models import Statement


def words(cell: str) -> list[str]:
    return [word for word in re.split(r"[\s|]+", cell) if word]


class Tags(Related):
    def __init__(self) -> None:
        super().__init__(Tag)
        self.meaning = "Slugs of tags, with a space or “|” between them."

    def slugs(self, value: str) -> list[str]:
        return words(value)

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        return sorted(set(self.known(value)))

    def render(self, value: list[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value or [])


class Roles(Related):
    """Statements, and what each does with the claim."""

    def __init__(self) -> None:
        super().__init__(Statement)
        self.meaning = (
            "role:slug of each statement, with a space or “|” between them. "
            f"Roles: {', '.join(Role.values)}."
        )

    def slugs(self, value: str) -> list[str]:
        return [word.partition(":")[2] for word in words(value)]

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> list[str]:
        for word in words(value):
            if ":" not in word or word.partition(":")[0] not in Role.values:
                raise ValueError(f"“{word}” is not a role with a slug, such as makes:example-s01.")
        slugs = self.known(value)
        for slug in slugs:
            if slugs.count(slug) > 1:
                raise ValueError(f"the statement “{slug}” stands there twice.")
        return sorted(words(value))

    def render(self, value: list[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return " ".join(value or [])


def stored_tags(claim: Claim) -> list[str]:
    return sorted(tag.slug for tag in claim.tags.all())


def stored_links(claim: Claim) -> list[str]:
    return sorted(f"{link.role}:{link.statement.slug}" for link in claim.links.all())


class ClaimResource(SpreadsheetResource):
    tags = PartsField("tags", Tags(), stored_tags)
    statements = PartsField("statements", Roles(), stored_links)

    parts = (ClaimStatement,)
    example = {
        "slug": "production-begun",
        "text": "Production has begun.",
        "kind": "fact",
        "settles": "A factory that an official has seen.",
        "tags": "production-begun usa",
        "statements": "makes:example-s01 repeats:example-s02",
    }

    class Meta:
        model = Claim
        fields = (
            "slug",
            "version",
            "text",
            "kind",
            "due_on",
            "settles",
            "note",
            "tags",
            "statements",
        )

    def with_related(self, queryset: Any) -> Any:
        rows = super().with_related(queryset).prefetch_related(None)
        return rows.prefetch_related("tags", "links__statement")

    def save_parts(self, instance: Claim, row: Any, *, by: Any) -> None:
        """Exactly the tags and links of the cells; the claim is checked with them once more."""
        if "tags" in row:
            field = self.fields["tags"]
            instance.tags.set(field.widget.rows[slug] for slug in field.get_value(instance))
        if "statements" in row:
            self.save_links(instance, by)
        instance.note_changes()
        # The links that were fetched with the claim are those from before.
        instance.refresh_from_db()
        instance.full_clean()

    def save_links(self, claim: Claim, by: Any) -> None:
        field = self.fields["statements"]
        wanted = {}
        for link in field.get_value(claim):
            role, _, slug = link.partition(":")
            wanted[field.widget.rows[slug].pk] = role
        links = list(ClaimStatement.objects.filter(claim=claim))
        new = wanted.keys() - {link.statement_id for link in links}
        links += [ClaimStatement(claim=claim, statement_id=pk) for pk in sorted(new)]
        for link in links:
            link._history_user, link._change_reason = by, WHY  # type: ignore[attr-defined]
            role = wanted.get(link.statement_id)
            if role is None:
                link.delete()
            elif role != link.role:
                link.role = role
                link.full_clean()
                link.save()


class FollowupResource(SpreadsheetResource):
    example = {
        "slug": "production-begun-2012-03-01",
        "claim": "production-begun",
        "relation": "contradicts",
        "occurred_on": "2012-03-01",
        "source": "example-2012-report",
        "basis": "official",
        "summary": "An agency visited the address and found no factory.",
        "verdict": "contradicted",
    }

    class Meta:
        model = Followup
        fields = (
            "slug",
            "version",
            "claim",
            "relation",
            "occurred_on",
            "statement",
            "source",
            "basis",
            "summary",
            "verdict",
        )

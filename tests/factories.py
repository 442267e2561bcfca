"""The one minimal valid row of every model; tests name only what they are about."""

from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from claims.models import Claim, ClaimStatement, Followup, Tag
from sources.models import Publisher, Source, Speaker, Statement

_numbers = count(1)


def _slug(kind: str) -> str:
    return f"{kind}-{next(_numbers)}"


def make_editor(name: str = "", *, group: str | None = None) -> Any:
    """Somebody who may do everything, or who belongs to one of the groups of the desk."""
    users = get_user_model().objects
    if group is None:
        return users.create_superuser(name or _slug("editor"), password="secret")
    editor = users.create_user(name or _slug(group.lower()), password="secret", is_staff=True)
    editor.groups.add(Group.objects.get(name=group))
    return editor


def make_publisher(**fields: Any) -> Publisher:
    slug = fields.pop("slug", None) or _slug("publisher")
    return Publisher.objects.create(**{"slug": slug, "name": f"Publisher {slug}", **fields})


def make_speaker(**fields: Any) -> Speaker:
    slug = fields.pop("slug", None) or _slug("speaker")
    values = {"slug": slug, "name": f"Speaker {slug}", "kind": "person", "role": "An inventor"}
    return Speaker.objects.create(**{**values, **fields})


def make_source(**fields: Any) -> Source:
    slug = fields.pop("slug", None) or _slug("source")
    publisher = fields.pop("publisher", None) or make_publisher()
    values = {
        "slug": slug,
        "title": f"Title of {slug}",
        "publisher": publisher,
        "kind": "blog_post",
        "url": "https://example.org/post",
        "published_on": "2011-12-10",
        "date_basis": "stated",
    }
    return Source.objects.create(**{**values, **fields})


def make_statement(**fields: Any) -> Statement:
    slug = fields.pop("slug", None) or _slug("statement")
    source = fields.pop("source", None) or make_source()
    speaker = fields.pop("speaker", None) or make_speaker()
    values = {
        "slug": slug,
        "source": source,
        "speaker": speaker,
        "quote": "Begun.",
        "said_on": "2011-12-09",
        "kind": "assertion",
    }
    return Statement.objects.create(**{**values, **fields})


def make_tag(**fields: Any) -> Tag:
    slug = fields.pop("slug", None) or _slug("tag")
    values = {"slug": slug, "name": f"tag {slug}", "group": "topic", "description": "A tag."}
    return Tag.objects.create(**{**values, **fields})


def make_claim(*, statement: Statement | None = None, role: str = "makes", **fields: Any) -> Claim:
    """A claim that rests on one statement."""
    slug = fields.pop("slug", None) or _slug("claim")
    values = {"slug": slug, "text": f"The claim {slug} is so.", "kind": "fact"}
    claim = Claim.objects.create(**{**values, **fields})
    ClaimStatement.objects.create(claim=claim, statement=statement or make_statement(), role=role)
    return claim


def make_followup(*, claim: Claim | None = None, **fields: Any) -> Followup:
    """Official evidence by a source that contradicts the claim and brings no verdict."""
    slug = fields.pop("slug", None) or _slug("followup")
    values = {
        "slug": slug,
        "claim": claim or make_claim(),
        "relation": "contradicts",
        "occurred_on": "2012-03-01",
        "basis": "official",
        "summary": "An agency reports otherwise.",
    }
    if "source" not in fields and "statement" not in fields:
        fields["source"] = make_source()
    return Followup.objects.create(**{**values, **fields})


def publish_claim(claim: Claim, by: Any) -> Claim:
    """Publish the sources that a claim and its followups need, then the claim."""
    for link in claim.links.all():
        link.statement.source.publish(by=by, reason="Published for a test.")
    for followup in claim.followups.all():
        for source in (followup.source, followup.statement and followup.statement.source):
            if source:
                source.publish(by=by, reason="Published for a test.")
    claim.publish(by=by, reason="Published for a test.")
    claim.refresh_from_db()
    return claim

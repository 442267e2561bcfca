"""How many queries and how long the lists and the inbox of the desk take with many claims.

Each page is compared with an anchor measured in the same round: the stock admin's list of the same
claims with one column. Run on either database, which gets a database for the tests beside it:

    .venv/bin/python -m benchmarks.desk [CLAIMS]
    DATABASE_URL=postgres://… .venv/bin/python -m benchmarks.desk [CLAIMS]
"""

import os
import platform
import statistics
import sys
from datetime import date
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")

import django

django.setup()

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings, setup_test_environment

from claims.models import Claim, ClaimStatement, Followup, Tag
from publication.models import Edition
from sources.models import Publisher, Source, Speaker, Statement

CLAIMS = 100_000
BATCH = 5_000
ROUNDS = 5
DOCUMENT = '{"first_said_on":{"edtf":"2014-01~","from":"2014-01-01","to":"2014-01-31"}}'
PAGES = {
    "inbox": "/admin/",
    "claims": "/admin/claims/claim/",
    "claims, last page": "/admin/claims/claim/?p=last",
    "claims, overdue": "/admin/claims/claim/?todo=overdue",
    "claims, word alone": "/admin/claims/claim/?todo=word-alone",
    "claims, one tag": "/admin/claims/claim/?tags__id__exact=tag",
    "claims, search": "/admin/claims/claim/?q=claim-99",
    "evidence": "/admin/claims/followup/",
    "sources": "/admin/sources/source/",
    "statements": "/admin/sources/statement/",
    "statements without a claim": "/admin/sources/statement/?todo=no-claim",
    "editions": "/admin/publication/edition/",
}


def fill(claims: int) -> Any:
    """As many claims, statements and followups, every second claim published; the user."""
    user = get_user_model().objects.create_superuser("desk", password="desk")
    publisher = Publisher.objects.create(slug="p", name="P")
    speaker = Speaker.objects.create(slug="s", name="S", kind="person", role="Somebody")
    tag = Tag.objects.create(slug="t", name="t", group="topic", description="A tag.")
    sources = Source.objects.bulk_create(
        Source(
            slug=f"source-{n}", title=f"Source {n}", publisher=publisher, kind="blog_post",
            published_on="2014", date_basis="stated",
        )
        for n in range(max(1, claims // 10))
    )  # fmt: skip
    for first in range(0, claims, BATCH):
        batch(range(first, min(first + BATCH, claims)), user, speaker, tag, sources)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return user


def batch(numbers: range, user: Any, speaker: Any, tag: Any, sources: list[Source]) -> None:
    editions = Edition.objects.bulk_create(
        Edition(
            number=n // 2 + 1, kind="claim", key=f"claim-{n}", object_id=n + 1,
            operation="publish", document=DOCUMENT, digest="0" * 64, chain="0" * 64,
            published_at="2026-01-01T00:00:00Z", published_by=user,
        )
        for n in numbers
        if n % 2 == 0
    )  # fmt: skip
    of = {edition.key: edition for edition in editions}
    claims = Claim.objects.bulk_create(
        Claim(
            slug=f"claim-{n}", text=f"The claim {n} is so.", kind="promise", due_on="2020",
            edition=of.get(f"claim-{n}"), public_standing="open", changed_by=user,
            public_first_said=date(2014, 1, 31), public_due=date(2020 + n % 9, 12, 31),
        )
        for n in numbers
    )  # fmt: skip
    statements = Statement.objects.bulk_create(
        Statement(
            slug=f"statement-{n}", source=sources[n % len(sources)], speaker=speaker,
            quote=f"I said the words number {n}.", kind="assertion", said_on="2014-01~",
        )
        for n in numbers
    )  # fmt: skip
    pairs = list(zip(claims, statements, strict=True))
    ClaimStatement.objects.bulk_create(
        ClaimStatement(claim=claim, statement=statement, role="makes") for claim, statement in pairs
    )
    Claim.tags.through.objects.bulk_create(
        Claim.tags.through(claim=claim, tag=tag) for claim, _ in pairs[::10]
    )
    Followup.objects.bulk_create(
        Followup(
            slug=f"followup-{claim.slug}", claim=claim, relation="qualifies", basis="independent",
            occurred_on="2015", occurred_on_from=date(2015, 1, 1),
            occurred_on_to=date(2015, 12, 31),
            source=sources[0], summary="Something was found.",
        )
        for claim, _ in pairs[::2]
    )  # fmt: skip


class Anchor(admin.ModelAdmin):
    """What the stock admin does with the same rows."""

    list_display = ("text",)
    show_full_result_count = False


def measure(client: Client, user: Any, addresses: dict[str, str]) -> None:
    anchor = Anchor(Claim, admin.site)
    request = RequestFactory().get("/admin/claims/claim/")
    request.user = user

    def stock() -> None:
        anchor.changelist_view(request).render()  # type: ignore[attr-defined]

    def seconds(work: Any) -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    stock()
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        # The next request empties what was captured.
        queries = len(captured)
        anchors, times = [], []
        for _ in range(ROUNDS):
            anchors.append(seconds(stock))
            times.append(seconds(lambda address=address: client.get(address)))
        time, base = statistics.median(times), statistics.median(anchors)
        print(f"{name:28}{queries:8}{time * 1000:10.0f}{base * 1000:10.0f}{time / base:8.1f}")


def main() -> None:
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    setup_test_environment(debug=False)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from django.conf import settings

    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}):
        began = perf_counter()
        user = fill(claims)
        made = perf_counter() - began
        print(
            f"{connection.vendor}, Python {platform.python_version()}, Django {django.__version__}"
        )
        print(f"{claims:,} claims (made in {made:.0f} s), medians of {ROUNDS} rounds")
        client = Client()
        client.force_login(user)
        last, tag = (claims - 1) // 100 + 1, Tag.objects.get().pk
        addresses = {
            name: page.replace("p=last", f"p={last}").replace("exact=tag", f"exact={tag}")
            for name, page in PAGES.items()
        }
        print(f"{'page':28}{'queries':>8}{'ms':>10}{'anchor':>10}{'ratio':>8}")
        measure(client, user, addresses)
    connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    sys.exit(main())

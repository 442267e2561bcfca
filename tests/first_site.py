"""A site that others mirror: what becomes of its record, what it answers with, and a server that
answers with the same over HTTP when the site is gone."""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from sources.models import HeldText, Source
from tests.factories import (
    make_claim,
    make_editor,
    make_followup,
    make_publisher,
    make_source,
    make_speaker,
    make_statement,
    make_tag,
)

OPEN_TEXT = "We begin in May. It has begun."
CLOSED_TEXT = "Asked about it, he said: not yet."

# Everything that a reader or a machine may ask for, whatever became of it.
ADDRESSES = (
    "/export/index.json",
    "/export/changes.ndjson",
    "/export/claims.ndjson",
    "/export/sources.ndjson",
    "/export/claims.csv",
    "/export/statements.csv",
    "/export/followups.csv",
    "/",
    "/claims/",
    "/claims.json",
    "/claims.json?q=begun",
    "/claims/a-start/",
    "/claims/a-start.json",
    "/claims/a-start/editions/",
    "/claims/b-end/",
    "/claims/c-price/",
    "/claims/c-price.json",
    "/claims/c-cost/",
    "/claims/d-gone/",
    "/claims/e-back/",
    "/sources/",
    "/sources/an-open-post/",
    "/sources/a-post/",
    "/sources/a-closed-post/",
    "/sources/a-report/",
    "/sources/a-mistake/",
    "/speakers/a-maker/",
    "/speakers.json",
    "/statements/s-1/",
    "/statements/s-dropped/",
    "/tags/engines/",
    "/tags.json",
    "/changes/",
    "/feed.json",
)


def answers(addresses: Iterable[str] = ADDRESSES) -> dict[str, tuple[int, str, bytes]]:
    """Status, place of a redirect and bytes of every address."""
    client = Client()
    found = {}
    for address in addresses:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        found[address] = (response.status_code, response.get("Location", ""), body)
    return found


def hold(source: Source, text: str) -> None:
    """Attach a text whose hash the source has."""
    HeldText.objects.create(source=source, text=text)
    source.anchor_statements()


def hashed(text: str) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(text.encode()).hexdigest(), "characters": len(text)}


class FirstSite:
    """The steps in which its editors make the record, one method each."""

    def __init__(self) -> None:
        self.editor = make_editor("first-editor")
        self.why = {"by": self.editor, "reason": "It was so."}

    def publish(self) -> None:
        blog = make_publisher(slug="a-blog", name="A Blog")
        self.maker = make_speaker(slug="a-maker", name="A Maker", note="For editors only.")
        # Who only writes is published by name, so this is the role that a mirror puts down.
        author = make_speaker(slug="an-author", role="Named as the author of a source.")
        self.open = make_source(
            slug="an-open-post", publisher=blog, author=author, text_is_public=True,
            **hashed(OPEN_TEXT),
        )  # fmt: skip
        words = {"source": self.open, "speaker": self.maker}
        self.start = make_statement(
            slug="s-1", quote="We begin in May.", start=0, end=16, prefix="", suffix=" It has",
            kind="forecast", **words,
        )  # fmt: skip
        self.dropped = make_statement(
            slug="s-dropped", quote="It has begun.", start=17, **words, end=30
        )
        hold(self.open, OPEN_TEXT)
        self.closed = make_source(slug="a-closed-post", language="it", **hashed(CLOSED_TEXT))
        self.denial = make_statement(
            slug="s-2", source=self.closed, speaker=self.maker, quote="not yet.", start=25, end=33,
            question="Has it begun?", said_on="2012-05~", venue=make_publisher(slug="a-hall"),
            relayed_through=["A Relay"], kind="denial",
        )  # fmt: skip
        hold(self.closed, CLOSED_TEXT)
        self.report = make_source(slug="a-report", kind="official_report", publisher=blog)
        self.mistake = make_source(slug="a-mistake", published_on="", date_basis="unknown")
        self.engines = make_tag(slug="engines", name="engines")
        claim = {"statement": self.start, "kind": "promise", "due_on": "2012-05"}
        self.a = make_claim(slug="a-start", text="It begins in May.", settles="A look.", **claim)
        self.b = make_claim(slug="b-end", text="It never ends.", statement=self.denial)
        self.c = make_claim(slug="c-price", text="It costs one.", statement=self.denial)
        self.d = make_claim(slug="d-gone", text="It has begun.", statement=self.dropped)
        self.e = make_claim(slug="e-back", text="It is back.", statement=self.start)
        for one in (self.a, self.b):
            one.tags.add(self.engines)
        self.said = make_followup(
            slug="f-said", claim=self.a, statement=self.denial, basis="self", relation="updates"
        )
        self.found = make_followup(
            slug="f-found", claim=self.a, source=self.report, verdict="not_fulfilled"
        )
        for source in (self.open, self.closed, self.report, self.mistake):
            source.publish(**self.why)
        for one in (self.said, self.found):
            one.publish(**self.why)
        for one in (self.a, self.b, self.c, self.d, self.e):
            one.publish(**self.why)

    def correct(self) -> None:
        """A name, a quotation’s place, and an address; claims follow."""
        self.maker.name = "A. Maker"
        self.maker.save(by=self.editor)
        self.open.refresh_from_db()
        self.open.slug, self.open.title = "a-post", "Another title"
        self.open.save(by=self.editor)
        self.open.publish(**self.why)
        self.closed.refresh_from_db()
        self.closed.publish(**self.why)
        for identifier in ("f-later", "f-wrong"):
            make_followup(
                slug=identifier, claim=self.a, statement=self.dropped, basis="self",
                relation="updates", occurred_on="2013/2014-02~",
            ).publish(**self.why)  # fmt: skip

    def withdraw(self) -> None:
        """Evidence, claims and a source; then words on which nothing public rests leave theirs."""
        for one in self.a.followups.filter(slug__in=("f-later", "f-wrong", "f-said")):
            one.withdraw(**self.why)
        self.d.refresh_from_db()
        self.d.withdraw(**self.why)
        self.e.refresh_from_db()
        self.e.withdraw(**self.why)
        self.mistake.refresh_from_db()
        self.mistake.withdraw(**self.why)
        self.d.links.all().delete()
        self.a.followups.filter(slug__in=("f-later", "f-wrong")).update(
            statement=None, source=self.open
        )
        self.dropped.refresh_from_db()
        self.dropped.delete(by=self.editor)
        self.open.refresh_from_db()
        self.open.publish(**self.why)

    def publish_again(self) -> None:
        """What was withdrawn comes back; names and texts change hands."""
        self.e.refresh_from_db()
        self.e.publish(**self.why)
        self.said.refresh_from_db()
        self.said.publish(**self.why)
        self.b.refresh_from_db()
        self.c.refresh_from_db()
        self.b.text, self.c.text = "It costs nothing.", "It never ends."
        self.c.slug, self.c.kind = "c-cost", "goal"
        self.b.save(by=self.editor)
        self.c.save(by=self.editor)
        self.c.publish(**self.why)
        self.b.publish(**self.why)
        self.engines.refresh_from_db()
        self.engines.name = "motors"
        self.engines.save(by=self.editor)
        newer = make_tag(slug="a-newer-tag", name="engines")
        self.b.tags.add(newer)
        for one in (self.a, self.b):
            one.refresh_from_db()
            one.publish(**self.why)
        self.a.links.update(role="hedges")
        self.a.note_changes()
        self.a.refresh_from_db()
        self.a.publish(**self.why)

    STEPS: tuple[Callable[["FirstSite"], None], ...] = (publish, correct, withdraw, publish_again)


class Server:
    """Answers over HTTP as the site did. `asked` are the addresses that were asked for; a test may
    put other answers in `instead`: (status, headers, body), by path."""

    def __init__(self, stored: Mapping[str, tuple[int, str, bytes]]) -> None:
        self.stored = stored
        self.asked: list[str] = []
        self.instead: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.lines = stored["/export/changes.ndjson"][2].splitlines()
        self.address = ""

    def answer(self, target: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(target)
        parts = urlsplit(target)
        if parts.path in self.instead:
            return self.instead[parts.path]
        if parts.path == "/export/changes.ndjson":
            query = parse_qs(parts.query)
            after, limit = int(query["after"][0]), int(query["limit"][0])
            lines = self.lines[after : after + limit]
            return (
                200,
                {"Content-Type": "application/x-ndjson"},
                b"".join(line + b"\n" for line in lines),
            )
        status, _, body = self.stored[parts.path]
        return status, {"Content-Type": "application/json; charset=utf-8"}, body


@contextmanager
def serving(stored: Mapping[str, tuple[int, str, bytes]]) -> Iterator[Server]:
    site = Server(stored)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = site.answer(self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()

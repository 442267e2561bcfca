"""Reading the change feed of another site over HTTP, whatever it answers with."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

USER_AGENT = "claimtracker-mirror"
# Seconds of silence, and seconds for one answer from its first byte to its last.
SILENCE = 30
LONGEST_ANSWER = 300
# Bytes. A line holds one document; a source may publish its whole text in it.
LONGEST_LINE = 16 * 2**20
# What is read of one answer. The rest is asked for again, so this only bounds the memory.
LONGEST_BATCH = 64 * 2**20
AT_ONCE = 2**16
BUSY = 429


class FeedError(Exception):
    """The other site answers, but not with what a mirror can read; the sentence says what."""


class Interrupted(FeedError):
    """It does not answer, or not to the end; it may if it is asked again."""


def checked_address(text: str) -> str:
    """The address of a site, without a slash at its end; raises ValueError with a sentence."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("give the address of a site, such as https://claims.example")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("give the address of a site without a name, a query or a fragment")
    return text.rstrip("/")


class SameHost(HTTPRedirectHandler):
    """Follows a redirect only to the host that the operator named."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        new = urlsplit(newurl)
        if new.scheme not in ("http", "https") or new.hostname != urlsplit(req.full_url).hostname:
            fp.close()
            raise FeedError(f"{req.full_url} sends us on to {newurl}, which is another site.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class FeedReader:
    """What a mirror asks of the site at `address`, as `checked_address` returns it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(SameHost)

    def newest_number(self) -> int:
        """The number of its newest edition, by `/export/index.json`."""
        url = f"{self.address}/export/index.json"
        with self._asked(url, "application/json") as answer:
            try:
                index: Any = json.loads(_whole(answer, url))
            except (ValueError, RecursionError) as error:
                raise FeedError(f"{url} is no JSON document.") from error
        known = index if isinstance(index, dict) else {}
        version, newest = known.get("version"), known.get("editions")
        if not isinstance(version, str) or not version.startswith("1."):
            raise FeedError(f"{url} has no version 1 of the public JSON, but {version!r:.40}.")
        if type(newest) is not int or newest < 0:
            raise FeedError(f"{url} does not say how many editions there are.")
        return newest

    def lines(self, after: int, limit: int) -> Iterator[bytes]:
        """The lines of the change feed after that edition, each whole and without its newline: at
        most `limit`, and fewer where they are long. Raises Interrupted where the answer breaks
        off, after the lines that came before."""
        url = f"{self.address}/export/changes.ndjson?after={after}&limit={limit}"
        with self._asked(url, "application/x-ndjson") as answer:
            rest, read, given = b"", 0, 0
            for part in _parts(answer, url):
                *lines, rest = (rest + part).split(b"\n")
                yield from lines
                read, given = read + len(part), given + len(lines)
                if len(rest) > LONGEST_LINE:
                    raise FeedError(f"{url} has a line of more than {LONGEST_LINE} bytes.")
                if given and read > LONGEST_BATCH:
                    return
        if rest:
            raise Interrupted(f"{url} broke off in the middle of a line.")

    @contextmanager
    def _asked(self, url: str, media_type: str) -> Iterator[Any]:
        headers = {"User-Agent": USER_AGENT, "Accept": media_type}
        request = Request(url, headers=headers)  # noqa: S310, the address was checked
        try:
            with self.opener.open(request, timeout=SILENCE) as answer:
                found = answer.headers.get_content_type()
                if found != media_type:
                    raise FeedError(f"{url} answers with {found}, and not with {media_type}.")
                yield answer
        except HTTPError as error:
            error.close()
            kind = Interrupted if error.code >= 500 or error.code == BUSY else FeedError
            raise kind(f"{url} answers with status {error.code}.") from error
        except (OSError, HTTPException, ValueError) as error:
            # The standard library reports a broken status line as a ValueError.
            raise Interrupted(f"{url} cannot be read: {error or type(error).__name__}.") from error


def _whole(answer: Any, url: str) -> bytes:
    found = b""
    for part in _parts(answer, url):
        found += part
        if len(found) > LONGEST_LINE:
            raise FeedError(f"{url} answers with more than {LONGEST_LINE} bytes.")
    return found


def _parts(answer: Any, url: str) -> Iterator[bytes]:
    """The bytes as they come, for as long as one answer may take."""
    until = time.monotonic() + LONGEST_ANSWER
    while part := answer.read1(AT_ONCE):
        if time.monotonic() > until:
            raise Interrupted(f"{url} took more than {LONGEST_ANSWER} seconds.")
        yield part
    # `read1` takes an answer that ends too early for one that ends.
    if answer.length:
        raise Interrupted(f"{url} broke off {answer.length} bytes before its end.")

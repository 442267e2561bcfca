"""What a public page is made of, which its ETag names, and the page where it is made already."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from http import HTTPStatus
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from publication import page_cache
from publication.newest import newest_number

# Where the environment of a request has what was begun for it.
BEGUN = "claimtracker.making"


class Making:
    """One answer: from what the reader has, from the cache, or made by a view.

    A document has its digest for an ETag, which only a query tells: it is kept under the number
    that was the newest one before, and told without a query for as long as nothing is published.
    A page has two ETags, one of its bytes as they are and one of its bytes compressed as this
    reader likes it best. Which one it goes by depends on its length, so a reader may know either.
    """

    def __init__(self, request: HttpRequest, language: str | None) -> None:
        self.newest = newest_number()
        self.encoding = page_cache.best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        self._request = request
        path = request.get_full_path().encode("utf-8", "surrogateescape")
        # Today in the time zone of the site, as `localdate` has it, in a tenth of its time.
        today = dt.datetime.now(timezone.get_default_timezone())
        day = today.year * 10_000 + today.month * 100 + today.day
        made_of = f"{self.newest}-{day}-{settings.RELEASE}-{language}-{crc32(path):08x}"
        self._plain, self._compressed = f'"{made_of}"', f'"{made_of}-{self.encoding}"'
        self._path = path
        request.META[BEGUN] = self

    @staticmethod
    def begun(request: HttpRequest) -> "Making | None":
        """That of this request, where one has looked already for what is ready."""
        return request.META.get(BEGUN)

    @cached_property
    def _key(self) -> str:
        """Of the whole path as well: by its checksum alone, a stranger could make one address
        answer with the page of another."""
        return page_cache.key_of(self._compressed.encode() + self._path)

    def ready(self) -> HttpResponse | None:
        """304 where the reader has the page or the document; the page where the cache has it, with
        all headers that it was sent with."""
        known = not_modified(self._request, [self._compressed, self._plain])
        if known is not None:
            known.headers["Vary"] = "Accept-Encoding"
            return known
        kept = page_cache.kept(self._key)
        if kept is None or kept.headers["ETag"] in (self._plain, self._compressed):
            return kept
        return not_modified(self._request, [kept.headers["ETag"], "*"])

    def finish(self, response: HttpResponseBase) -> HttpResponseBase:
        """What a view made, with its ETag, and compressed. An error gets neither, and a stream,
        which is sent while it is read, stays as it is. Of a document, the ETag that it has already
        is kept.
        """
        if etag := response.headers.get("ETag"):
            page_cache.keep(self._key, HttpResponseNotModified(headers={"ETag": etag}))
            return response
        if response.status_code != HTTPStatus.OK:
            return response
        response.headers["ETag"] = self._plain
        if isinstance(response, HttpResponse):
            patch_vary_headers(response, ["Accept-Encoding"])
            if self.encoding and len(response.content) >= page_cache.LEAST_TO_COMPRESS:
                page_cache.compress(response, self.encoding)
                response.headers["ETag"] = self._compressed
        return response

    def keep(self, response: HttpResponseBase) -> None:
        """Keep a finished page as it leaves, with what was added to it on its way."""
        is_finished = response.headers.get("ETag") in (self._plain, self._compressed)
        if (
            is_finished
            and response.status_code == HTTPStatus.OK
            and isinstance(response, HttpResponse)
        ):
            page_cache.keep(self._key, response)


def not_modified(request: HttpRequest, etags: Sequence[str]) -> HttpResponse | None:
    """304 where the reader has one of these, which only an answer with status 200 gave away.
    Compared weakly, as RFC 9110, 13.1.2, has it."""
    header = request.META.get("HTTP_IF_NONE_MATCH")
    if not header:
        return None
    given = [header] if header in etags else parse_etags(header)
    known = (etag for etag in etags if etag in given or f"W/{etag}" in given)
    etag = next(known, None)
    return HttpResponseNotModified(headers={"ETag": etag}) if etag else None

"""Pages in WARC files, the format of web archives (ISO 28500), compressed or not."""

from dataclasses import replace

from sources.importing import confined
from sources.importing.decoding import MOST_BYTES, check_size
from sources.importing.document import Document, Unreadable
from sources.importing.page import read_page

MEDIA_TYPE = "application/warc"


def read_warc(content: bytes, *, url: str = "") -> Document:
    """The page that the archive holds, or its page at `url`, as it was captured.

    Raises Unreadable, naming at most 20 addresses, where it holds several or not that one.
    """
    check_size(len(content))
    try:
        about, body = confined.run(
            "sources.importing.capture:find_page", content, url, str(MOST_BYTES)
        )
    except confined.Refused as reason:
        raise Unreadable(str(reason)) from None
    page = read_page(body, declared=about["declared"], url=about["url"])
    remarks = list(page.remarks)
    if about["captures"] > 1:
        remarks.append(
            f"The archive holds this page {about['captures']} times: what is read is the last."
        )
    return replace(page, media_type=MEDIA_TYPE, retrieved_at=about["retrieved_at"], remarks=remarks)

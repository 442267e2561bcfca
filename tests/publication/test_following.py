import json
from typing import Any

import pytest

from publication.following import parse

pytestmark = pytest.mark.once

LINE: dict[str, Any] = {
    "number": 2,
    "kind": "claim",
    "id": "a-claim",
    "operation": "publish",
    "published_at": "2026-11-25T12:00:00Z",
    "reason": "",
    "digest": "0" * 64,
    "previous_digest": None,
    "chain": "0" * 64,
    "document": {"edition": {"previous": 1}},
}


def text(**keys: Any) -> bytes:
    return json.dumps({**LINE, **keys}).encode()


class TestParse:
    def test_it_takes_a_line_apart(self) -> None:
        line = parse(text())

        said = {key: value for key, value in LINE.items() if key != "document"}
        assert line == (said, {"edition": {"previous": 1}}, 1)

    @pytest.mark.parametrize("before", [None, 0, -1, "1", True, 1.0, [1], 2**63])
    def test_what_is_no_number_is_no_edition_before(self, before: Any) -> None:
        assert parse(text(document={"edition": {"previous": before}})).before is None

    @pytest.mark.parametrize("edition", [None, [], "1"])
    def test_a_document_may_name_no_edition(self, edition: Any) -> None:
        assert parse(text(document={"edition": edition})).before is None

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            (b"", "its line is no JSON"),
            (b"{", "its line is no JSON"),
            (b"[" * 100_000, "its line is no JSON"),
            (b"\xff", "its line is no JSON"),
            (b"[]", "its line has no document"),
            (text(document=None), "its line has no document"),
            (text(document=[]), "its line has no document"),
            (text(id=1), "“id” in its line is no text"),
            (text(reason=None), "“reason” in its line is no text"),
            (text(number="2"), "“number” in its line is no number of an edition"),
            (text(number=True), "“number” in its line is no number of an edition"),
            (text(number=0), "“number” in its line is no number of an edition"),
            (text(number=2**63), "“number” in its line is no number of an edition"),
            (text(kind="speaker"), "“kind” in its line is none of: source, claim"),
            (
                text(operation="redact"),
                "“operation” in its line is none of: publish, correct, withdraw",
            ),
        ],
    )
    def test_it_refuses_what_is_no_line_of_a_change_feed(self, line: bytes, said: str) -> None:
        with pytest.raises(ValueError, match=f"^{said}$"):
            parse(line)

"""The program that readers check exports with: run on files, whole and tampered with."""

import ast
import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publication import canonical, verify

PROGRAM = Path(verify.__file__)
Line = dict[str, Any]
AGAIN = "Where the record changed between two downloads, take all the files again.\n"


def spelled(value: Any) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def chained(editions: list[tuple[str, str, str, int | None]]) -> list[bytes]:
    """A feed of editions given by kind, id, operation and number of the previous one."""
    lines: list[bytes] = []
    digests: dict[int | None, str | None] = {None: None}
    chain = "0" * 64
    for number, (kind, key, operation, previous) in enumerate(editions, start=1):
        at = f"2026-01-{number:02}T00:00:00Z"
        stamp = {"number": number, "previous": previous, "published_at": at}
        document = {"edition": stamp, "id": key, "text": "“ä”\n\u2028\x7f", "type": kind}
        digests[number] = sha256(spelled(document))
        line = {
            "digest": digests[number],
            "id": key,
            "kind": kind,
            "number": number,
            "operation": operation,
            "previous_digest": digests[previous],
            "published_at": at,
            "reason": 'Said "so".\n',
        }
        chain = sha256(chain.encode() + spelled(line))
        lines.append(spelled(line | {"chain": chain, "document": document}))
    return lines


# 3 gives the source another address, 5 withdraws a claim, 7 brings it back.
FEED = chained(
    [
        ("source", "a", "publish", None),
        ("claim", "b", "publish", None),
        ("source", "a-new", "correct", 1),
        ("claim", "c", "publish", None),
        ("claim", "b", "withdraw", 2),
        ("claim", "d", "publish", None),
        ("claim", "b", "publish", 5),
        ("claim", "c", "withdraw", 4),
    ]
)
PARSED: list[Line] = [json.loads(line) for line in FEED]


def documents(*numbers: int) -> list[bytes]:
    return [spelled(PARSED[number - 1]["document"]) for number in numbers]


FILES = {"changes": FEED, "claims": documents(6, 7), "sources": documents(3)}


def change(number: int, /, **changes: Any) -> list[bytes]:
    """The feed with other values in one line, which is spelled as it should be."""
    lines = list(FEED)
    lines[number - 1] = spelled(PARSED[number - 1] | changes)
    return lines


def unsorted(line: Line) -> bytes:
    turned = dict(reversed(line.items()))
    return json.dumps(turned, separators=(",", ":"), ensure_ascii=False).encode()


def swap(lines: list[bytes], one: int) -> list[bytes]:
    return [*lines[: one - 1], lines[one], lines[one - 1], *lines[one + 1 :]]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Check files with these lines, or this content; the exit status, and what it complained of."""
    monkeypatch.chdir(tmp_path)

    def run(*options: str, **files: list[bytes] | bytes) -> tuple[int, str]:
        for name, content in (FILES | files).items():
            lines = (
                [content] if isinstance(content, bytes) else [b"%b\n" % line for line in content]
            )
            Path(name).write_bytes(b"".join(lines))
        status = verify.main([*FILES, *options])
        return status, capsys.readouterr().err.replace(AGAIN, "").strip()

    return run


PREVIOUS = "it does not follow the previous edition of the same page"
DIGEST = "its document does not have the digest that was published"
CHAIN = "its place in the chain is not the one that was published"
STAMP = "its document names another edition"
FORM = "it is not in canonical form"
NO_LINE = "it is no line of a change feed"
DEEP = b"[" * 100_000 + b"]" * 100_000

FEEDS: dict[str, tuple[list[bytes] | bytes, str]] = {
    "a byte of a document": (
        [FEED[0], FEED[1].replace(b"\x7f", b"x"), *FEED[2:]],
        f"line 2: edition 2 (claim b): {DIGEST}",
    ),
    "a reason": (change(4, reason="Other."), f"line 4: edition 4 (claim c): {CHAIN}"),
    "an operation": (change(8, operation="publish"), f"line 8: edition 8 (claim c): {CHAIN}"),
    "a chain hash": (change(4, chain="f" * 64), f"line 4: edition 4 (claim c): {CHAIN}"),
    "a previous digest": (
        change(7, previous_digest="f" * 64),
        f"line 7: edition 7 (claim b): {PREVIOUS}",
    ),
    "no previous digest": (
        change(7, previous_digest=None),
        f"line 7: edition 7 (claim b): {PREVIOUS}",
    ),
    "a missing line": (
        [*FEED[:3], *FEED[4:]],
        "line 4: edition 5 (claim b): its number should be 4, so an edition is missing",
    ),
    "a missing first line": (
        FEED[1:],
        "line 1: edition 2 (claim b): its number should be 1, so an edition is missing",
    ),
    "swapped lines": (
        swap(FEED, 3),
        "line 3: edition 4 (claim c): its number should be 3, so an edition is missing",
    ),
    "a line twice": (
        [FEED[0], *FEED],
        "line 2: edition 1 (source a): its number should be 2, so an edition is missing",
    ),
    "another order of keys": (
        [unsorted(PARSED[0]), *FEED[1:]],
        f"line 1: {FORM}",
    ),
    "a space": ([FEED[0] + b" ", *FEED[1:]], f"line 1: {FORM}"),
    "an empty line": ([*FEED, b""], "line 9: it is no JSON"),
    "a key less": (
        [spelled({k: v for k, v in PARSED[0].items() if k != "digest"})],
        f"line 1: {NO_LINE}",
    ),
    "no document": (change(1, document=None), f"line 1: {NO_LINE}"),
    "a truth for a number": (change(1, number=True), f"line 1: {NO_LINE}"),
    "a fraction": ([b'{"number":1.0}'], "line 1: it is no JSON"),
    "no number": ([b'{"number":NaN}'], "line 1: it is no JSON"),
    "a huge number": ([b'{"number":' + b"9" * 5_000 + b"}"], "line 1: it is no JSON"),
    "half a character": ([b'"\\ud800"'], "line 1: it is no JSON"),
    "a list": ([b"[]"], f"line 1: {NO_LINE}"),
    "a deep list": ([DEEP], "line 1: it is no JSON"),
    "garbage": ([bytes(range(128, 256))], "line 1: it is no JSON"),
    "a cut file": (b"\n".join(FEED)[:-9], "line 8: it is cut off"),
    "no last line end": (b"\n".join(FEED), "line 8: it is cut off"),
    "a cut gzip file": (
        gzip.compress(b"\n".join([*FEED, b""]))[:-20],
        "line 8: it cannot be unpacked: the file is damaged or cut off",
    ),
    "a damaged gzip file": (
        b"\x1f\x8b" + b"x" * 50,
        "line 1: it cannot be unpacked: the file is damaged or cut off",
    ),
}


def forged(number: int, /, **changes: Any) -> list[bytes]:
    """A feed up to this edition, whose document has other values and fits its line in all else."""
    line = {k: v for k, v in PARSED[number - 1].items() if k not in ("chain", "document")}
    document = PARSED[number - 1]["document"] | changes
    line["digest"] = sha256(spelled(document))
    before = PARSED[number - 2]["chain"] if number > 1 else "0" * 64
    chain = sha256(before.encode() + spelled(line))
    return [*FEED[: number - 1], spelled(line | {"chain": chain, "document": document})]


class TestFeed:
    @pytest.mark.parametrize("name", FEEDS)
    def test_the_first_wrong_line_is_named(
        self, check: Callable[..., tuple[int, str]], name: str
    ) -> None:
        feed, complaint = FEEDS[name]
        assert check(changes=feed) == (1, f"changes, {complaint}.")

    @pytest.mark.parametrize(
        "stamp",
        [
            {"number": 1, "previous": None, "published_at": "2026-01-03T00:00:00Z"},
            {"number": 3, "previous": 1, "published_at": "2026-01-04T00:00:00Z"},
        ],
    )
    def test_a_document_of_another_edition(
        self, check: Callable[..., tuple[int, str]], stamp: Line
    ) -> None:
        status, complaint = check(changes=forged(3, edition=stamp))
        assert status == 1
        assert complaint in {f"changes, line 3: edition 3 (source a-new): {PREVIOUS}."} | {
            f"changes, line 3: edition 3 (source a-new): {STAMP}."
        }

    def test_a_document_of_another_page(self, check: Callable[..., tuple[int, str]]) -> None:
        complaint = "line 4: edition 4 (claim c): its document is that of another page"
        assert check(changes=forged(4, id="x")) == (1, f"changes, {complaint}.")

    def test_a_stamp_that_is_none(self, check: Callable[..., tuple[int, str]]) -> None:
        complaint = f"line 4: edition 4 (claim c): {STAMP}"
        assert check(changes=forged(4, edition="four")) == (1, f"changes, {complaint}.")

    def test_a_previous_edition_of_another_kind(
        self, check: Callable[..., tuple[int, str]]
    ) -> None:
        stamp = PARSED[3]["document"]["edition"] | {"previous": 1}
        complaint = f"line 4: edition 4 (claim c): {STAMP}"
        assert check(changes=forged(4, edition=stamp)) == (1, f"changes, {complaint}.")

    def test_a_huge_line(
        self, check: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verify, "LONGEST_LINE", max(map(len, FEED)))
        complaint = f"line 9: it is longer than {verify.LONGEST_LINE} bytes"
        feed = [*FEED, b" " * (verify.LONGEST_LINE + 1)]
        assert check(changes=feed) == (1, f"changes, {complaint}.")

    def test_a_chain_hash_that_somebody_kept(self, check: Callable[..., tuple[int, str]]) -> None:
        assert check("--chain", PARSED[4]["chain"].upper()) == (0, "")
        other = "f" * 64
        complaint = f"changes: no edition up to number 8 has the chain hash {other}."
        assert check("--chain", other) == (1, complaint)


EXPORTS: dict[str, tuple[str, list[bytes] | bytes, str]] = {
    "a changed byte": (
        "claims",
        [documents(6)[0].replace(b"\x7f", b"x"), *documents(7)],
        "claims, line 1: it is not edition 6 (claim d)",
    ),
    "a missing line": (
        "claims",
        documents(7),
        "claims, line 1: it is not edition 6 (claim d)",
    ),
    "a missing last line": (
        "claims",
        documents(6),
        "claims ends after line 1: edition 7 (claim b) is missing",
    ),
    "nothing": ("sources", [], "sources ends after line 0: edition 3 (source a-new) is missing"),
    "swapped lines": (
        "claims",
        documents(7, 6),
        "claims, line 1: it is not edition 6 (claim d)",
    ),
    "a withdrawn document": (
        "claims",
        documents(6, 7, 8),
        "claims, line 3: the feed has only 2 documents in force for this file",
    ),
    "an old document": (
        "sources",
        documents(1),
        "sources, line 1: it is not edition 3 (source a-new)",
    ),
    "a cut file": ("claims", documents(6)[0], "claims, line 1: it is cut off"),
}


class TestExports:
    def test_they_hold(
        self, check: Callable[..., tuple[int, str]], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert check() == (0, "")

    def test_it_says_what_holds(self, tmp_path: Path) -> None:
        """Run as readers run it, on compressed files, without anything of this project."""
        for name, lines in FILES.items():
            (tmp_path / name).write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))
        (tmp_path / "verify.py").write_bytes(PROGRAM.read_bytes())
        done = subprocess.run(
            [sys.executable, "-I", "verify.py", *FILES],
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode() == (
            f"8 editions hold. Newest chain hash: {PARSED[-1]['chain']}\n"
            "claims holds exactly the 2 documents in force.\n"
            "sources holds exactly the 1 documents in force.\n"
        )

    @pytest.mark.parametrize("name", EXPORTS)
    def test_the_first_wrong_line_is_named(
        self, check: Callable[..., tuple[int, str]], name: str
    ) -> None:
        file, lines, complaint = EXPORTS[name]
        assert check(**{file: lines}) == (1, f"{complaint}.")


class TestMain:
    def test_a_file_that_is_not_there(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        missing = str(tmp_path / "missing")
        assert verify.main([missing]) == 2
        assert capsys.readouterr().err == f"{missing}: No such file or directory\n"

    def test_no_file(self) -> None:
        with pytest.raises(SystemExit) as end:
            verify.main([])
        assert end.value.code == 2


def test_it_needs_nothing_and_no_new_python() -> None:
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert names <= set(sys.stdlib_module_names)


def test_its_canonical_form_is_that_of_the_record() -> None:
    value = {"b": ["“ä”\n\u2028\x00\x7f/", 1, True, None, {}], "a": {"z": -1, "é": []}}
    assert verify.canonical(value) == canonical.canonical(value)
    assert verify.GENESIS == canonical.GENESIS

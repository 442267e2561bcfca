"""The files of the bulk export: what each is, how many lines it has, and how large it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from claims.csv_tables import TABLES, Table
from claims.datapackage import LICENCE
from publication.canonical import GENESIS, canonical, timestamp
from publication.models import Edition, FacetCount
from publication.pages import NDJSON

CSV = "text/csv; charset=utf-8; header=present"
# So many editions are looked at to say how large a file is: sizes are kept nowhere, and to add
# them up would be to read all of it.
LOOKED_AT = 120


@dataclass(frozen=True)
class File:
    """`lines` are without the header, None where nobody counts them. `of` are the bytes that this
    many documents in force make in it."""

    path: str
    media_type: str
    description: str
    kind: str
    lines: int | None
    of: Callable[[list[bytes]], int]

    def described(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "media_type": self.media_type,
            "description": self.description,
            "lines": self.lines,
        }


def newest_edition(number: int) -> Edition | None:
    return Edition.objects.defer("document").filter(number=number).first()


def counts() -> dict[str, int]:
    """How many documents of each kind are in force."""
    rows = FacetCount.objects.filter(of_name="", name="").values_list("kind", "number")
    return {"claim": 0, "source": 0} | dict(rows)


def tagged() -> int:
    rows = FacetCount.objects.filter(kind="claim", of_name="", name="tag")
    return rows.aggregate(sum=Sum("number"))["sum"] or 0


def files(newest: int) -> list[File]:
    in_force = counts()
    lines = {
        "claims": in_force["claim"],
        "sources": in_force["source"],
        "claim_tags": tagged(),
    }
    return [
        *(
            File(
                f"/export/{kind}s.ndjson",
                NDJSON,
                f"Every published {kind}, one document a line.",
                kind,
                in_force[kind],
                length,
            )
            for kind in ("claim", "source")
        ),
        File(
            "/export/changes.ndjson",
            NDJSON,
            "Every edition ever published, in order, with the chain.",
            "",
            newest,
            length,
        ),
        *(
            File(
                table.path,
                CSV,
                table.description,
                table.kind,
                lines.get(table.name),
                size_in(table),
            )
            for table in TABLES
        ),
    ]


def length(documents: Iterable[bytes]) -> int:
    return sum(len(document) + 1 for document in documents)


def size_in(table: Table) -> Callable[[list[bytes]], int]:
    return lambda documents: len(table.lines(documents))


def sizes(newest: int, found: Iterable[File]) -> dict[str, int | None]:
    """About how many bytes each file has, by its path, from editions at even distances; None where
    none of them is in it."""
    how_many = min(LOOKED_AT, newest)
    numbers = [1 + at * newest // how_many for at in range(how_many)]
    looked_at = list(Edition.objects.filter(number__in=numbers).select_related("previous"))
    held = set(
        Edition.objects.in_force(newest).filter(number__in=numbers).values_list("number", flat=True)
    )
    documents: dict[str, list[bytes]] = {"claim": [], "source": [], "": []}
    for edition in looked_at:
        content = edition.document.encode()
        documents[""].append(content + canonical(edition.feed_line()) + edition.chain.encode())
        if edition.number in held:
            documents[edition.kind].append(content)
    total = counts() | {"": newest}
    return {
        file.path: file.of(documents[file.kind]) * total[file.kind] // len(documents[file.kind])
        if documents[file.kind]
        else None
        for file in found
    }


def index(newest: int) -> dict[str, Any]:
    edition = newest_edition(newest)
    in_force = counts()
    return {
        "version": "1.0",
        "editions": newest,
        "chain": edition.chain if edition else GENESIS,
        "updated_at": timestamp(edition.published_at) if edition else None,
        "counts": {"claims": in_force["claim"], "sources": in_force["source"]},
        "files": [file.described() for file in files(newest)],
        "licence": LICENCE,
    }

"""How good suggested passages are, measured against a record that people made of the same texts.

    .venv/bin/python -m benchmarks.candidates [FOLDER]

FOLDER (default ../shared) holds `record/ecat.json`, and in `seeds` the files that its sources name.
Words and forms alone count; no model has a part in it.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")

import django

django.setup()

from sources.importing.reading import read
from sources.suggesting.candidates import Context, Suggested, candidates
from sources.suggesting.naming import Person

FOLDER = Path(__file__).parents[2] / "shared"
FIRST, ALL = 20, 40


@dataclass(frozen=True)
class Placed:
    """A statement of the record by a principal, the place of the best suggestion that has some of
    its words (0 is the first; None where there is none), and whether its speaker was told."""

    statement: str
    place: int | None
    told: bool


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    record = json.loads((folder / "record" / "ecat.json").read_text())
    show_candidates(record, folder / "seeds")


def show_candidates(record: dict[str, Any], texts: Path) -> None:
    began = perf_counter()
    every = [one for source in with_texts(record) for one in placed(record, source, texts)]
    print(f"candidates: {len(every)} statements by principals, {perf_counter() - began:.2f} s")
    for most in (ALL, FIRST):
        within = [one for one in every if one.place is not None and one.place < most]
        print(f"  within the top {most}: {len(within)} of {len(every)}, {share(within, every)}")
    told = [one for one in every if one.told]
    print(f"  with the right speaker: {len(told)} of {len(every)}, {share(told, every)}")
    for one in every:
        if one.place is None or one.place >= FIRST:
            where = "not suggested" if one.place is None else f"number {one.place + 1}"
            print(f"  {one.statement}: {where}")


def share(some: list[Placed], every: list[Placed]) -> str:
    return f"{len(some) / len(every):.1%}" if every else "none"


def with_texts(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [source for source in record["sources"] if source["file"]]


def suggested(record: dict[str, Any], source: dict[str, Any], texts: Path) -> list[Suggested]:
    """The passages of a text in their order, as the desk would show them."""
    file = texts / source["file"]
    document = read(file.read_bytes(), name=file.name)
    return candidates(document.text, document.parts, context(record, source))


def context(record: dict[str, Any], source: dict[str, Any]) -> Context:
    people = {
        one["slug"]: Person(one["slug"], one["name"], one["kind"]) for one in record["speakers"]
    }
    publishers = {one["slug"]: one["name"] for one in record["publishers"]}
    return Context(
        people=list(people.values()),
        author=people.get(source["author"]) or people.get(source["publisher"]),
        reader=next((one for one in people.values() if one.kind == "reader"), None),
        publisher=publishers[source["publisher"]],
        published_on=source["published_on"],
        language=source["language"],
    )


def placed(record: dict[str, Any], source: dict[str, Any], texts: Path) -> list[Placed]:
    readers = {one["slug"] for one in record["speakers"] if one["kind"] == "reader"}
    found = suggested(record, source, texts)
    return [
        best_place(row, found)
        for row in record["statements"]
        if row["source"] == source["slug"] and row["speaker"] not in readers
    ]


def best_place(row: dict[str, Any], found: list[Suggested]) -> Placed:
    for place, one in enumerate(found):
        if one.start < row["end"] and row["start"] < one.end:
            told = one.speaker is not None and one.speaker.key == row["speaker"]
            return Placed(row["id"], place, told)
    return Placed(row["id"], None, told=False)


if __name__ == "__main__":
    main()

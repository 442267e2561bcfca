"""JSON-LD in files: as JSON, or in the scripts of a saved page. Only the shapes that publishers
use are read: no context is looked up, and names of properties stand as schema.org has them."""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

Node = dict[str, Any]

SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
SCRIPT_END = re.compile(r"</script", re.IGNORECASE)


class UnusableFile(ValueError):
    """A sentence about the whole file."""


def documents(data: bytes) -> Iterator[Any]:
    """The value of a JSON file, or those of the scripts of a page. A script that cannot be read is
    an UnusableFile among them; of a file, it is raised."""
    if not data.strip():
        raise UnusableFile("The file is empty.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFile(f"The file is not in UTF-8: byte {error.start} is wrong.") from None
    if not text.lstrip().startswith("<"):
        yield _parsed(text)
        return
    for number, script in enumerate(_scripts(text), 1):
        try:
            yield _parsed(script)
        except UnusableFile as error:
            yield UnusableFile(f"script {number} of the page: {error}")


def _scripts(page: str) -> Iterator[str]:
    """The JSON-LD of a page. No parser of HTML: what it is given may be anything and of any size,
    and each character is looked at once."""
    place = 0
    while start := SCRIPT.search(page, place):
        end = SCRIPT_END.search(page, start.end())
        if end is None:
            return
        if "application/ld+json" in start[1].lower():
            yield page[start.end() : end.start()]
        place = end.end()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise UnusableFile("This is nested too deeply to be read.") from None
    except json.JSONDecodeError as error:
        raise UnusableFile(f"This is not JSON: {error}.") from None
    except ValueError:
        # The only other thing that the parser refuses.
        raise UnusableFile("This is not JSON: a number is too long, or NaN or Infinity.") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def nodes(document: Any, wanted: str) -> Iterator[Node]:
    """The objects of lists, graphs and feeds, in their order; what is in one of the type `wanted`
    is not looked for."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            inner = [value[key] for key in ("@graph", "dataFeedElement", "item") if key in value]
            if inner and wanted not in types(value):
                waiting.extend(reversed(inner))
            else:
                yield value


def types(node: Node) -> list[str]:
    """The names of its types, without “http://schema.org/” or “schema:”."""
    given = node.get("@type")
    return [re.split(r"[/:]", one)[-1] for one in listed(given) if isinstance(one, str)]


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

"""What Schemathesis must know to ask this site well, and what no OpenAPI document can say.

Loaded by `schemathesis.toml`, and by the short run in tests/test_openapi_answers.py.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import schemathesis

# Together with `as_of` the list of claims has no other order.
SORTS_OF_THE_PAST = {"", "first_said", "-first_said", "due"}


@schemathesis.deserializer("application/x-ndjson")
def lines(ctx: Any, response: Any) -> list[Any]:
    """All documents of an export, so that each is validated."""
    return [json.loads(line) for line in response.content.splitlines()]


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Makes a request good that follows the schema of each parameter and breaks a rule between
    two; bad requests stay as they are."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not case.query:
        return
    if case.query.get("as_of") and case.query.get("sort", "") not in SORTS_OF_THE_PAST:
        del case.query["sort"]
    if case.query.get("cursor"):
        cursor = next_cursor(case, kwargs)
        if cursor:
            case.query["cursor"] = cursor
        else:
            del case.query["cursor"]


def next_cursor(case: Any, kwargs: dict[str, Any]) -> str | None:
    """That of the second page of the same list; None where there is one page."""
    query = {name: value for name, value in case.query.items() if name != "cursor"}
    first = case.operation.Case(method="GET", query=query)
    answer = first.call(**kwargs)
    following = answer.json().get("next") if answer.status_code == 200 else None
    return parse_qs(urlsplit(following).query)["cursor"][0] if following else None

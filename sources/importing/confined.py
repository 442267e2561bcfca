"""Work on a stranger's bytes in a process of its own, with limits that the system keeps.

A parser of HTML takes quadratic time for a dozen kinds of nonsense (elements that nest, elements
that are never closed, attributes without end), and no look at the bytes beforehand finds them all.
The process knows no setting, no secret and no database, and a crash in it is a sentence here.
"""

import json
import logging
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

SECONDS = 5
# The processor may be busy with others: it is the time on the clock that a person waits.
SECONDS_IN_ALL = 8
BYTES = 300 * 1024 * 1024

_ROOT = Path(__file__).resolve().parents[2]
_START = "from sources.importing.confined import main; main()"
_TOO_MUCH = 3

_log = logging.getLogger(__name__)


class Refused(ValueError):
    """The work cannot be done with these bytes. The message is a sentence for the editor."""


class TooMuch(Refused):
    """The work takes more time or memory than it may have."""

    def __init__(self) -> None:
        super().__init__(
            f"Reading this file takes more than {SECONDS} seconds or {BYTES // 1024**2} MB: it is "
            "nested or built as no page is. Save what it shows as plain text, and import that."
        )


def run(work: str, content: bytes, *arguments: str) -> tuple[dict[str, Any], bytes]:
    """What the function `work`, as "module:name", gives for the bytes: a dictionary of JSON, and
    bytes. It may import nothing that needs settings.

    Raises Refused with a sentence; TooMuch where time or memory run out.
    """
    command = [sys.executable, "-E", "-s", "-X", "utf8", "-c", _START, work, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - The command is this very interpreter.
            command,
            input=content,
            capture_output=True,
            check=False,
            cwd=_ROOT,
            env={},
            timeout=SECONDS_IN_ALL,
        )
    except subprocess.TimeoutExpired:
        raise TooMuch from None
    if done.returncode == _TOO_MUCH or done.returncode < 0:
        raise TooMuch
    if done.returncode:
        _log.error("%s failed: %s", work, done.stderr.decode(errors="replace"))
        raise Refused(
            "This file cannot be read. Save what it shows as plain text, and import that."
        )
    line, _, body = done.stdout.partition(b"\n")
    found = json.loads(line)
    if "refused" in found:
        raise Refused(found["refused"])
    return found, body


def main() -> None:
    """In the process of its own: limit it, do the work, write the dictionary and the bytes."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, name = sys.argv[1].partition(":")
    content = sys.stdin.buffer.read()
    try:
        found, body = getattr(import_module(module), name)(content, *sys.argv[2:])
        written = json.dumps(found).encode() + b"\n"
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.write(body)
    except Refused as reason:
        sys.stdout.buffer.write(json.dumps({"refused": str(reason)}).encode() + b"\n")
    except (MemoryError, RecursionError):
        sys.exit(_TOO_MUCH)

"""Works for a confined process: good ones, and each kind of bad one."""

import os
import sys
from typing import Any

from sources.importing.confined import Refused

Result = tuple[dict[str, Any], bytes]


def echo(content: bytes, *arguments: str) -> Result:
    return {"arguments": arguments}, content


def refuse(content: bytes) -> Result:
    raise Refused("Not these.")


def surroundings(content: bytes) -> Result:
    # LC_CTYPE is what Python itself adds.
    environment = sorted(set(os.environ) - {"LC_CTYPE"})
    return {"environment": environment, "django": "django" in sys.modules}, b""


def eat(content: bytes) -> Result:
    return {}, bytes(400 * 1024 * 1024)


def recurse(content: bytes) -> Result:
    return recurse(content)


def crash(content: bytes) -> Result:
    os.abort()


def spin(content: bytes) -> Result:
    while True:
        pass


def fail(content: bytes) -> Result:
    return {}, bytes(1 // 0)

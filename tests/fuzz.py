"""Asks the running site, with the published record, thousands of questions made from its OpenAPI
document, good ones and bad ones, and has every answer checked: `make fuzz`.

EXAMPLES is how many are made at random for each method of each address, 40 where it is not set;
those at the limits of every parameter are asked beside them. It takes minutes, so it is no test of
the suite. What the document cannot say is in schemathesis.toml and openapi_hooks.py.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.published import publish_record

ROOT = Path(__file__).parents[1]


def test_no_answer_contradicts_the_document(transactional_db: None, live_server: Any) -> None:
    publish_record()
    # Half of the questions are bad, and the server would warn of each.
    logging.disable(logging.WARNING)
    program = Path(sys.executable).with_name("schemathesis")
    command = [program, "run", f"{live_server.url}/openapi.json", "--continue-on-failure"]
    limit = ["--max-examples", os.environ.get("EXAMPLES", "40")]
    assert subprocess.run([*command, *limit], cwd=ROOT, check=False).returncode == 0

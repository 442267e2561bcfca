"""A few questions made from the OpenAPI document at each address, good ones and bad ones, and every
answer checked against it. `make fuzz` asks thousands of them."""

from typing import Any

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from tests import openapi_hooks  # noqa: F401
from tests.test_record import PublishedRecord

A_FEW = settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class TestAnswers(PublishedRecord):
    def setUp(self) -> None:
        """The connection is that of the test, as Django's own client has it."""
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)
        self.site = WSGIHandler()

    def uncompressed(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Schemathesis takes compression and then does not read it, unless it asks over HTTP."""
        return self.site({**environ, "HTTP_ACCEPT_ENCODING": ""}, start_response)

    def test_they_are_those_of_the_document(self) -> None:
        document = schemathesis.openapi.from_wsgi("/openapi.json", self.uncompressed)
        found = [result.ok() for result in document.get_all_operations()]
        operations = [operation for operation in found if operation.method == "get"]
        # The address of the document itself is read at the beginning.
        assert len(operations) == len(document.raw_schema["paths"]) - 1
        for operation in operations:
            # Nothing bad can be asked where nothing but the ETag of an earlier answer is sent.
            can_be_bad = operation.query or operation.path_parameters
            for mode in GenerationMode if can_be_bad else [GenerationMode.POSITIVE]:
                with self.subTest(f"{operation.label}, {mode.value}"):
                    strategy = operation.as_strategy(generation_mode=mode)
                    A_FEW(given(case=strategy)(check))()


def check(case: Any) -> None:
    case.call_and_validate()

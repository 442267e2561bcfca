import os
import sys
from collections.abc import Callable
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from claimtracker.environment import EnvironmentProblem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimtracker.settings")


class Request(WSGIRequest):
    """Text is UTF-8 here, whatever charset a request names.

    Django would take over the name before any middleware could refuse it, and fail on one such as
    base64. The middleware `reject_undecodable` refuses all but UTF-8 afterwards.
    """

    encoding = property(lambda self: None, lambda self, value: None)


class Handler(WSGIHandler):
    request_class = Request

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        ready = early(Request(environ)) if may_be_ready(environ) else None
        if ready is None:
            return super().__call__(environ, start_response)
        start_response(f"{ready.status_code} {ready.reason_phrase}", [*ready.items()])
        return [ready.content]


try:
    django.setup(set_prefix=False)
    # It imports models, which are there now.
    from claimtracker.early import early, may_be_ready

    application = Handler()
except EnvironmentProblem as problem:
    sys.exit(str(problem))

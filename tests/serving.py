"""A client that goes the way of the server, where answers are given before Django begins."""

from typing import Any

from django.test import Client
from django.test.client import ClientHandler, conditional_content_removal

from claimtracker.early import Request, early, may_be_ready


class ServedHandler(ClientHandler):
    def __call__(self, environ: dict[str, Any]) -> Any:
        request = Request(environ)
        ready: Any = early(request) if may_be_ready(environ) else None
        if ready is None:
            return super().__call__(environ)
        ready.wsgi_request = request
        return conditional_content_removal(request, ready)


class ServedClient(Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.handler = ServedHandler()

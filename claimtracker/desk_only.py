"""Django's middleware of sessions, accounts and forms, for the desk alone.

A public page depends on its request and on the editions. What asks who is there has no part in it:
no cookie is read or set, nothing varies by one, and a reader costs none of the work.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware as Authentication
from django.contrib.messages.middleware import MessageMiddleware as Messages
from django.contrib.sessions.middleware import SessionMiddleware as Sessions
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.middleware.clickjacking import XFrameOptionsMiddleware as XFrameOptions
from django.middleware.csrf import CsrfViewMiddleware as CsrfView

DESK = "/admin/"


def is_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith(DESK)


class DeskOnly:
    """Goes before a middleware among the bases of a class, and passes by all that is public."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer: Callable[[HttpRequest], HttpResponseBase]
        answer = super().__call__ if is_desk(request) else self.get_response  # type: ignore[misc]
        return answer(request)


# Subclasses, because the system checks of the admin look for these very classes.
class SessionMiddleware(DeskOnly, Sessions):
    pass


class AuthenticationMiddleware(DeskOnly, Authentication):
    pass


class MessageMiddleware(DeskOnly, Messages):
    pass


class XFrameOptionsMiddleware(DeskOnly, XFrameOptions):
    pass


class CsrfViewMiddleware(DeskOnly, CsrfView):
    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponseForbidden | None:
        """Django calls this one by itself, past `__call__`."""
        return super().process_view(request, *view) if is_desk(request) else None

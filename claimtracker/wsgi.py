import os
import sys

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


try:
    django.setup(set_prefix=False)
    application = Handler()
except EnvironmentProblem as problem:
    sys.exit(str(problem))

"""The yardstick for an answer of this framework: a view that says hello, and nothing around it.

`bare` has no middleware, `stock` has that of `startproject`, `application` is the one that HELLO
names.
"""

import os

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPS = ["auth", "contenttypes", "sessions", "messages"]

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="A page that says hello keeps no secret.",
    ROOT_URLCONF=__name__,
    MIDDLEWARE=STOCK if os.environ["HELLO"] == "stock" else [],
    INSTALLED_APPS=[f"django.contrib.{name}" for name in APPS],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    USE_TZ=True,
)


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello.")


urlpatterns = [path("", hello)]

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

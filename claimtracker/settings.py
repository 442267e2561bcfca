"""Settings from the environment, with defaults that run a private site on this machine."""

from os import environ
from pathlib import Path
from zlib import crc32

from claimtracker import __version__, environment

BASE_DIR = Path(__file__).resolve().parent.parent

# What the site writes for itself: the embedded database, the collected static files, the secret.
VAR = BASE_DIR / "var"
VAR.mkdir(exist_ok=True)

DEBUG = environment.switch(environ, "DEBUG", default=False)
SITE = environment.site_url(environ, "SITE_URL", default="http://127.0.0.1:8000")
SITE_URL = SITE.origin
SECRET_KEY = environment.secret_key(environ, "SECRET_KEY", site=SITE, kept_in=VAR / "secret-key")

SITE_NAME = "Claims tracker"
# Where readers report an error: a mail address, or the address of a form; "" where they cannot.
CORRECTIONS = environment.corrections(environ, "CORRECTIONS")

# Who may ask. The loopback names are for health checks and for a browser on the same machine.
ALLOWED_HOSTS = [SITE.host, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Everything that only makes sense over TLS follows from the address of the site.
SECURE_SSL_REDIRECT = SITE.is_https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE.is_https
SECURE_HSTS_PRELOAD = SITE.is_https
if environment.switch(environ, "TRUST_PROXY", default=False):
    # Only where a proxy always sets this header: otherwise any client could claim to be on TLS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_SECURE = SITE.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SITE.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

INSTALLED_APPS = [
    "claims",
    "sources",
    "publication",
    "django_filters",
    "simple_history",
    "import_export",
    "claimtracker.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # First, so that a page is kept as it leaves.
    "claimtracker.middleware.keep_pages",
    # So early that its headers are on every answer, whoever gives it.
    "claimtracker.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "claimtracker.middleware.readers_language",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "claimtracker.middleware.reject_undecodable",
    "django.middleware.common.CommonMiddleware",
    "claimtracker.desk_only.SessionMiddleware",
    "claimtracker.desk_only.CsrfViewMiddleware",
    "claimtracker.desk_only.AuthenticationMiddleware",
    "claimtracker.desk_only.MessageMiddleware",
    "claimtracker.desk_only.XFrameOptionsMiddleware",
]

# Two checks look for names in this list, where the admin's look for classes: both are in it, as
# subclasses that pass by what is public.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003"]

ROOT_URLCONF = "claimtracker.urls"
WSGI_APPLICATION = "claimtracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "claimtracker" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Four eyes: who wrote the last change of something cannot publish it.
REQUIRE_SECOND_EDITOR = environment.switch(environ, "REQUIRE_SECOND_EDITOR", default=False)

# Whether editors may have the site fetch a page by its address (docs/operations.md).
IMPORT_BY_URL = environment.switch(environ, "IMPORT_BY_URL", default=False)

DATABASES = {
    "default": environment.database(
        environ, "DATABASE_URL", default="sqlite:///var/claims.sqlite3", base=BASE_DIR
    )
}
# Public pages are read from replicas of the database, where there are any.
REPLICAS = environment.replicas(environ, "DATABASE_REPLICA_URLS", primary=DATABASES["default"])
DATABASES |= REPLICAS
DATABASE_ROUTERS = ["publication.replicas.Router"] if REPLICAS else []

# Whole pages as they were sent; nothing else is in it.
CACHES = {"default": environment.cache(environ, "CACHE_URL", default="locmem")}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# An editor pastes a whole comment thread into one field, and a long source has hundreds of rows.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# The language of the record, of the desk and of everything for machines; pages also in others.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "claimtracker" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "claimtracker" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# The static files are for this site's own pages; nothing else is served from another origin.
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": environment.choice(environ, "LOG_LEVEL", environment.LOG_LEVELS, default="INFO"),
    },
    # Django's own handlers would write each record a second time, and mail it to nobody.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

# Part of every page's ETag: a new release may render the same editions differently, and so may
# other settings that pages print.
RELEASE = f"{__version__}-{crc32(repr((SITE_URL, CORRECTIONS)).encode()):08x}"

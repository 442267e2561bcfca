"""One address of every kind of page that readers meet, for the tests that look at all of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.csrf import csrf_failure

from claims.models import Claim
from claimtracker.urls import handler400, handler404, handler500
from publication.models import Edition
from tests.factories import make_claim, make_editor, make_speaker, make_statement, publish_claim
from tests.held_texts import at, source_with

__all__ = ["handler400", "handler404", "handler500"]

MAIN = "/claims/production-begun-usa/"
SOURCE = "/sources/ecw-2011-12-10-production-in-the-us-has-begun/"
WITHDRAWN = "levi-18-hour-test"
TEXT = (
    "Example Works opens its books\n\n"
    "At the open day on Saturday the director of Example Works answered questions.\n\n"
    "Q: Has production begun?\n\nA: Production has begun.\n\nThe hall was shown to visitors.\n"
)


@dataclass(frozen=True)
class PageType:
    """`view` is the name of the address, or None for what the frame answers without one."""

    view: str | None
    path: str
    status: int = 200


# What the views of every page answer, with the record of fixtures/ecat.json and `add_rare_pages`.
# Lists are short, and no speaker is the one who said most: a hundred rows more of a kind show
# nothing new, and looking at them takes minutes.
PAGES = (
    PageType("home", "/"),
    PageType("home", "/?since=2020-01-01"),
    PageType("claim_list", "/claims/?per_page=8"),
    PageType("claim_list", "/claims/?standing=open&tag=production-begun"),
    PageType("claim_list", "/claims/?q=%22production+has+begun%22"),
    PageType("claim_list", "/claims/?q=begun&as_of=2012-02-28"),
    PageType("claim_list", "/claims/?q=quetzalcoatlus"),
    PageType("claim_list", "/claims/?standing=nonsense&as_of=nonsense", 400),
    PageType("claim_detail", MAIN),
    PageType("claim_detail", f"{MAIN}?as_of=2012-02-28"),
    PageType("claim_detail", f"{MAIN}?as_of=1999", 404),
    PageType("claim_detail", "/claims/shown-production/?as_of=nonsense", 400),
    PageType("claim_detail", "/claims/sk-deliveries-in-2019/"),
    PageType("claim_detail", "/claims/production-soon-sweden/"),
    PageType("claim_detail", f"/claims/{WITHDRAWN}/"),
    PageType("claim_editions", f"{MAIN}editions/"),
    PageType("claim_editions", f"/claims/{WITHDRAWN}/editions/"),
    PageType("claim_edition", f"/claims/{WITHDRAWN}/editions/{{first}}/"),
    PageType("claim_edition_changes", f"/claims/{WITHDRAWN}/editions/{{first}}/changes/"),
    PageType("claim_edition_changes", f"/claims/{WITHDRAWN}/editions/{{withdrawal}}/changes/"),
    PageType(
        "claim_edition_changes", f"/claims/{WITHDRAWN}/editions/{{first}}/changes/?from=x", 400
    ),
    PageType("claim_card", f"{MAIN}card/"),
    PageType("claim_card", f"/claims/{WITHDRAWN}/card/"),
    PageType("claim_edition", f"/claims/{WITHDRAWN}/editions/{{withdrawal}}/"),
    PageType("statement_detail", "/statements/e003-s02/"),
    PageType("statement_detail", "/statements/shown-begun/"),
    PageType("statement_detail", "/statements/shown-hall/", 410),
    PageType("speaker_list", "/speakers/"),
    PageType("speaker_detail", "/speakers/industrial-heat/"),
    PageType("speaker_detail", "/speakers/andrea-rossi/?year=2014"),
    PageType("speaker_detail", "/speakers/shown-director/?year=nonsense", 400),
    PageType("speaker_detail", "/speakers/reader/?year=2012"),
    PageType("speaker_detail", "/speakers/shown-director/"),
    PageType("source_list", "/sources/?per_page=8"),
    PageType("source_list", "/sources/?kind=nonsense", 400),
    PageType("source_detail", SOURCE),
    PageType("source_detail", "/sources/shown-text/"),
    PageType("tag_list", "/tags/"),
    PageType("tag_detail", "/tags/production-promised/"),
    PageType("tag_detail", "/tags/quarkx/"),
    PageType("promise_list", "/promises/"),
    PageType("follow", "/follow/"),
    PageType("change_list", "/changes/?per_page=8"),
    PageType("change_list", "/changes/?cursor=nonsense", 400),
    PageType("method", "/method/"),
    PageType("export", "/export/"),
    PageType(None, "/nothing-here/", 404),
    PageType(None, "/errors/400/", 400),
    PageType(None, "/errors/403/", 403),
    PageType(None, "/errors/csrf/", 403),
    PageType(None, "/errors/500/", 500),
)


def add_rare_pages() -> None:
    """Publish what the record has no example of: a held text that is shown, with words that were
    taken back, and a claim that was withdrawn."""
    editor = make_editor("rare")
    director = make_speaker(slug="shown-director", name="The director of Example Works")
    source = source_with(
        TEXT, slug="shown-text", title="Example Works opens its books", text_is_public=True
    )
    begun, hall = (
        make_statement(slug=slug, source=source, speaker=director, **at(TEXT, words))
        for slug, words in (
            ("shown-begun", "Production has begun."),
            ("shown-hall", "The hall was shown to visitors."),
        )
    )
    publish_claim(make_claim(slug="shown-production", statement=begun), editor)
    hall.delete()
    source.publish(by=editor, reason="These words are the reporter’s.")
    Claim.objects.get(slug=WITHDRAWN).withdraw(by=editor, reason="It was entered twice.")


def page_types() -> Iterator[PageType]:
    """All of them, with the numbers that the editions have in this database."""
    editions = Edition.objects.of("claim", WITHDRAWN)
    withdrawal, first = editions.values_list("number", flat=True)
    for page in PAGES:
        yield PageType(page.view, page.path.format(first=first, withdrawal=withdrawal), page.status)


def refuse(request: HttpRequest, how: str) -> HttpResponse:
    """What no public address does on request."""
    if how == "csrf":
        return csrf_failure(request)
    raise {"400": SuspiciousOperation, "403": PermissionDenied, "500": RuntimeError}[how]


# The site’s addresses with those of its errors: a ROOT_URLCONF for the tests of pages.
urlpatterns = [
    path("errors/<str:how>/", refuse),
    path("", include("claimtracker.urls")),
]

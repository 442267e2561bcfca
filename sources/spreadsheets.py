"""Sources and statements as rows of a spreadsheet. The text of a source is never one of them."""

from publication.spreadsheets import SpreadsheetResource
from sources.models import Source, Statement


class SourceResource(SpreadsheetResource):
    example = {
        "slug": "example-2011-12-10-production-has-begun",
        "title": "Production has begun",
        "title_in_text": "yes",
        "publisher": "example-news",
        "author": "jane-doe",
        "kind": "blog_post",
        "url": "https://example.org/2011/12/production",
        "published_on": "2011-12-10",
        "date_basis": "stated",
        "language": "en",
        "retrieved_at": "2024-05-01T12:30:00Z",
    }

    class Meta:
        model = Source
        fields = (
            "slug",
            "version",
            "title",
            "title_in_text",
            "publisher",
            "author",
            "kind",
            "url",
            "archived_url",
            "published_on",
            "date_basis",
            "date_note",
            "language",
            "retrieved_at",
            "file",
            "sha256",
            "characters",
        )


class StatementResource(SpreadsheetResource):
    example = {
        "slug": "example-s01",
        "source": "example-2011-12-10-production-has-begun",
        "speaker": "jane-doe",
        "kind": "assertion",
        "quote": "Production has begun.",
        "start": "120",
        "end": "141",
        "prefix": "She said: ",
        "suffix": "'",
        "said_on": "2011-12-09",
        "relayed_through": "Example News",
    }

    class Meta:
        model = Statement
        fields = (
            "slug",
            "version",
            "source",
            "speaker",
            "kind",
            "quote",
            "start",
            "end",
            "prefix",
            "suffix",
            "question",
            "question_start",
            "question_end",
            "said_on",
            "said_on_note",
            "venue",
            "relayed_through",
            "note",
        )

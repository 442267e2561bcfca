"""Documents brought in at the desk: chosen files, or a page by its address where that is on."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from publication.admin import DeskAdmin
from sources.date_reading import DateInput
from sources.fields import validate_edtf
from sources.importing.decoding import check_size
from sources.importing.describing import in_words, sentences
from sources.importing.fetching import fetch
from sources.importing.storing import About, Held, hold
from sources.models import Original, Publisher

# More at once belong to the command, which shows how far it is.
MOST_FILES = 20


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to a list of files, each of a size that may be read."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(files) > MOST_FILES:
            raise ValidationError(f"At most {MOST_FILES} files can be chosen at once.")
        for file in files:
            # An empty one is refused by its name, beside those that are held.
            if file.size:
                check_size(file.size)
        return files


class BringInForm(forms.Form):
    documents = FilesField(
        label="Files",
        required=False,
        # Each file is refused by itself, by its name.
        allow_empty_file=True,
        help_text="Plain text, saved web pages, Markdown, mails, web archives (WARC). Each file is "
        "kept byte for byte, and its text is never altered.",
    )
    address = forms.URLField(
        label="Or the address of a page",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="The site fetches the page as it is now.",
    )
    publisher = forms.ModelChoiceField(
        Publisher.objects.all(),
        required=False,
        help_text="Choose who issued the documents, where the files do not say it.",
    )
    url = forms.URLField(
        label="Address of the document",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Give the address at which the one file was published.",
    )
    published_on = forms.CharField(
        label="Published on",
        required=False,
        max_length=64,
        widget=DateInput,
        validators=[validate_edtf],
        help_text="Give the date as the document states it, in EDTF: 2011-12-09, 2014-01~.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.IMPORT_BY_URL:
            del self.fields["address"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        files, address = cleaned.get("documents") or [], cleaned.get("address")
        if not self.errors and bool(files) == bool(address):
            either = "files or an address, not both" if "address" in self.fields else "a file"
            raise ValidationError(f"Choose {either}.")
        if cleaned.get("url") and len(files) > 1:
            self.add_error("url", "An address belongs to one file: bring that one in by itself.")
        return cleaned

    def bring_in(self, *, by: Any) -> Iterator[tuple[str, Held | list[str]]]:
        """Each file by its name, with what became of it: held, or sentences why not."""
        said = self.cleaned_data
        about = About(said["publisher"], said["url"], said["published_on"])
        for file in said["documents"]:
            yield file.name, attempt(lambda file=file: hold(file.read(), file.name, about, by=by))
        if said.get("address"):
            yield said["address"], attempt(lambda: fetched(said["address"], about, by=by))


def fetched(address: str, about: About, *, by: Any) -> Held:
    page = fetch(address)
    return hold(page.content, page.name, about.of(page), by=by)


def attempt(work: Any) -> Held | list[str]:
    try:
        held: Held = work()
    except (OSError, ValidationError) as error:
        return list(sentences(error))
    return held


class BringingIn(DeskAdmin):
    """For SourceAdmin: the page to bring documents in, and each file as it came."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        original = view(require_safe(self.original_view))
        return [
            path("bring-in/", view(self.bring_in_view), name="sources_source_bring_in"),
            path("<int:object_id>/original/", original, name="sources_source_original"),
            *super().get_urls(),
        ]

    def bring_in_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = BringInForm(*sent)
        refused: list[tuple[str, list[str]]] = []
        if form.is_valid():
            held: list[Held] = []
            for name, found in form.bring_in(by=request.user):
                if isinstance(found, Held):
                    held.append(found)
                    self.note(request, name, found)
                else:
                    refused.append((name, found))
            if not refused:
                return HttpResponseRedirect(self.after(held))
        context = {
            **self.admin_site.each_context(request),
            "title": "Bring documents in",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "refused": refused,
        }
        status = 400 if form.errors or refused else 200
        return TemplateResponse(
            request, "admin/sources/source/bring_in.html", context, status=status
        )

    def note(self, request: HttpRequest, name: str, held: Held) -> None:
        level = messages.INFO if held.was_held or held.remarks else messages.SUCCESS
        self.message_user(request, f"{name}: {in_words(held)}", level)
        if held.is_new:
            self.log_addition(request, held.source, f"Imported from {name}.")
        elif not held.was_held:
            self.log_change(request, held.source, f"Held the text of {name}.")

    def after(self, held: list[Held]) -> str:
        if len(held) == 1:
            return reverse("admin:sources_source_read", args=[held[0].source.pk])
        return reverse("admin:sources_source_changelist")

    def original_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The bytes as they came, to be saved and never shown: it may be anybody's page."""
        source = self.get_object(request, str(object_id))
        if source is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        original = Original.objects.filter(source=source).first()
        if original is None:
            raise Http404("No file of this source is kept.")
        name = source.file or f"{source.slug}.bin"
        return HttpResponse(
            bytes(original.content),
            content_type="application/octet-stream",
            headers={"Content-Disposition": content_disposition_header(True, name)},
        )

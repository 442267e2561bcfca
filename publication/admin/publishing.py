"""Publishing, withdrawing and previewing, as actions and as buttons."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publication.admin.desk import DeskAdmin
from publication.models import fingerprint
from publication.rights import right


class ReasonForm(forms.Form):
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="Readers see it. It is needed to withdraw, and to change what is published.",
    )


class PublicState(admin.SimpleListFilter):
    title = "public state"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("never", "never published"),
            ("yes", "published"),
            ("changed", "published, with unpublished changes"),
            ("withdrawn", "withdrawn"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "never":
            return queryset.filter(edition__isnull=True)
        if self.value() == "yes":
            return queryset.published()
        if self.value() == "changed":
            return queryset.published().filter(unpublished_changes=True)
        if self.value() == "withdrawn":
            return queryset.filter(withdrawn_at__isnull=False)
        return queryset


def obstacles(row: Any) -> list[str]:
    """What publishing this row would answer now, in sentences; none where it could be published."""
    try:
        row.full_clean()
        row.operation(row.document(), reason="Looked at.")
    except ValidationError as error:
        return error.messages
    return []


class PublishingAdmin(DeskAdmin):
    """An admin for rows with `publish`, `withdraw` and `has_unpublished_changes`."""

    actions = ("publish_selected", "withdraw_selected")

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path(
                f"<int:object_id>/{verb}/",
                self.admin_site.admin_view(self.transition_view),
                {"verb": verb},
                name=f"{name}_{verb}",
            )
            for verb in ("publish", "withdraw")
        ] + [
            path(
                "<int:object_id>/preview/",
                self.admin_site.admin_view(self.preview_view),
                name=f"{name}_preview",
            ),
            *super().get_urls(),
        ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        published = obj is not None and obj.was_published
        return not published and super().has_delete_permission(request, obj)

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if obj.was_published else None

    @admin.action(description="Publish the selected rows", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self.transition(request, queryset, "publish")

    @admin.action(description="Withdraw the selected rows", permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        return self.transition(request, queryset, "withdraw")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(right(self.model, "publish")))

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(right(self.model, "withdraw")))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        context["transitions"] = self.transitions(request, row) if row else []
        return super().render_change_form(request, context, *args, **kwargs)

    def transitions(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        """The buttons that this person has on this row: (the end of a URL name, label)."""
        buttons = [("preview", "Preview")]
        if self.may(request, "publish", row):
            buttons.append(("publish", "Publish…"))
        if row.is_published and self.may(request, "withdraw", row):
            buttons.append(("withdraw", "Withdraw…"))
        return buttons

    def may(self, request: HttpRequest, verb: str, row: Any) -> bool:
        """For the buttons; the transition itself asks again."""
        if verb == "publish":
            return bool(row.may_publish(request.user))
        return self.has_withdraw_permission(request)

    def preview_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The public page as it would be if everything that is saved were published."""
        row = self.get_object(request, str(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return self.preview(request, row)

    def preview(self, request: HttpRequest, row: Any) -> HttpResponse:
        raise NotImplementedError

    def transition_view(self, request: HttpRequest, object_id: int, verb: str) -> HttpResponse:
        rows = self.get_queryset(request).filter(pk=object_id)
        row = rows.first()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        if not self.may(request, verb, row):
            raise PermissionDenied
        return self.transition(request, rows, verb, back=self.change_url(row))

    def transition(
        self, request: HttpRequest, rows: Any, verb: str, back: str | None = None
    ) -> HttpResponse:
        """Ask for the reason, then do it row by row; what was refused is asked again."""
        back = back or reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        form = ReasonForm(request.POST if "confirmed" in request.POST else None)
        remaining = list(rows.with_content())
        if form.is_valid():
            remaining = self.refused(request, form, remaining, verb)
            if not remaining:
                return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb.capitalize()} {len(remaining)} "
            f"{self.opts.verbose_name if len(remaining) == 1 else self.opts.verbose_name_plural}",
            "opts": self.opts,
            "rows": [(row, fingerprint(row)) for row in remaining],
            "verb": verb,
            "action": request.POST.get("action", ""),
            "form": form,
            "back": back,
        }
        return TemplateResponse(request, "admin/publication/transition.html", context)

    def refused(
        self, request: HttpRequest, form: ReasonForm, rows: list[Any], verb: str
    ) -> list[Any]:
        """Do it; the rows that refuse stay, each with its reason on the form."""
        refused, unchanged = [], 0
        for row in rows:
            if verb == "publish" and row.is_published and not row.unpublished_changes:
                unchanged += 1
                continue
            how = {"by": request.user, "reason": form.cleaned_data["reason"].strip()}
            if verb == "publish":
                how["seen"] = request.POST.get(f"seen-{row.pk}", "")
            try:
                getattr(row, verb)(**how)
            except (PermissionDenied, ValidationError) as error:
                refused.append(row)
                for message in getattr(error, "messages", [str(error)]):
                    form.add_error(None, f"{row}: {message}")
        done = len(rows) - len(refused) - unchanged
        if done:
            past = "Published" if verb == "publish" else "Withdrew"
            self.message_user(request, f"{past} {done}.", messages.SUCCESS)
        if unchanged:
            self.message_user(request, f"{unchanged} had no unpublished changes.", messages.INFO)
        return refused

    @admin.display(description="public state")
    def public_state(self, row: Any) -> SafeString | str:
        """What readers see of this row, and whether they see all of it."""
        if row.pk is None or not row.was_published:
            return "draft, not published"
        state = "published" if row.is_published else "withdrawn"
        if not row.unpublished_changes:
            return state
        return format_html("{}, <strong>unpublished changes</strong>", state)

"""The column of the published kind, in whose order the claims of a kind are listed by due date."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from claims.models import Claim
from tests.published import publish_record

pytestmark = pytest.mark.django_db


def kinds() -> dict[int, str]:
    return dict(Claim.objects.values_list("pk", "public_kind"))


def fill() -> None:
    def execute(sql: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(sql)

    migration: Any = import_module("claims.migrations.0006_quicker_lists")
    migration.fill(apps, SimpleNamespace(execute=execute))


def test_the_migration_takes_it_from_editions() -> None:
    publish_record()
    editor = get_user_model().objects.get()
    withdrawn, edited = Claim.objects.order_by("pk")[:2]
    withdrawn.withdraw(by=editor, reason="It named somebody who is no public person.")
    edited.kind = "goal" if edited.kind != "goal" else "fact"
    edited.save(by=editor, why="Another kind, not published yet.")
    wanted = {
        claim.pk: claim.edition.content["kind"]
        for claim in Claim.objects.select_related("edition")
        if claim.edition
    }
    assert kinds() == wanted
    assert wanted[edited.pk] != edited.kind
    Claim.objects.update(public_kind="")

    fill()

    assert kinds() == wanted

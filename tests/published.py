"""A site with the published record, put back as rows: publishing it takes seconds every time."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from claims import search

# (table, columns, rows) of all that `first_run` fills, kept by the first test that needs them.
ROWS: list[tuple[str, list[str], list[Any]]] = []


def publish_record() -> None:
    """What `first_run` makes of an empty database."""
    if ROWS:
        load()
    else:
        begin_at_one()
        call_command("first_run", verbosity=0)
        keep()


def models() -> set[Any]:
    configs = [apps.get_app_config(label) for label in ("publication", "sources", "claims")]
    return {model for config in configs for model in config.get_models(include_auto_created=True)}


def begin_at_one() -> None:
    """On PostgreSQL, whose sequences go on from test to test, give the same ids as elsewhere."""
    sequences = connection.introspection.sequence_list()
    own = {model._meta.db_table for model in models()}
    sequences = [sequence for sequence in sequences if sequence["table"] in own]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
            cursor.execute(statement)


def keep() -> None:
    tables = {model._meta.db_table for model in (get_user_model(), *models())}
    with connection.cursor() as cursor:
        # The search is no model.
        for table in sorted(tables | {search.TABLE}):
            key = "rowid, " if table == search.TABLE and connection.vendor == "sqlite" else ""
            cursor.execute(f"SELECT {key}* FROM {table}")
            columns = [f'"{column[0]}"' for column in cursor.description]
            ROWS.append((table, columns, cursor.fetchall()))


def load() -> None:
    """Rows may come before those that they point to: foreign keys are checked at the end.

    Their keys were taken from sequences of this database, which never go back on PostgreSQL and
    look at the rows on SQLite, so that later rows get other ones.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns, rows in ROWS:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

"""Triggers that refuse to change or delete an edition in SQL, on SQLite and on PostgreSQL.

They live here and not in one migration because Django's SQLite back end remakes a table to alter
it and drops its triggers: every later migration of Edition ends by calling `create_triggers`.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "publication_edition"
MESSAGE = "editions are append-only"

# INSERT OR REPLACE deletes without firing delete triggers unless recursive_triggers is on, and a
# stranger's connection has it off; so the insert itself is refused where it would replace a row.
# Three questions: asked as one, SQLite may read all editions for every new one, once ANALYZE has
# told it that few of them have a previous one.
SQLITE = {
    "edition_no_update": f"""
        CREATE TRIGGER edition_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    "edition_no_delete": f"""
        CREATE TRIGGER edition_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
    "edition_no_replace": f"""
        CREATE TRIGGER edition_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE number = NEW.number)
          OR EXISTS (SELECT 1 FROM {TABLE} WHERE previous_id = NEW.previous_id)
          OR EXISTS (SELECT 1 FROM {TABLE} WHERE rowid = NEW.rowid)
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END""",
}

POSTGRESQL = f"""
    CREATE OR REPLACE FUNCTION edition_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$;
    DROP TRIGGER IF EXISTS edition_no_change ON {TABLE};
    CREATE TRIGGER edition_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION edition_refuse();
    DROP TRIGGER IF EXISTS edition_no_truncate ON {TABLE};
    CREATE TRIGGER edition_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION edition_refuse();
"""


def create_triggers(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For `migrations.RunPython`; safe to run again."""
    if schema_editor.connection.vendor == "sqlite":
        drop_triggers(apps, schema_editor)
        for sql in SQLITE.values():
            schema_editor.execute(sql)
    else:
        schema_editor.execute(POSTGRESQL)


def drop_triggers(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The way back of a migration."""
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS edition_no_change ON {TABLE}")
        schema_editor.execute(f"DROP TRIGGER IF EXISTS edition_no_truncate ON {TABLE}")

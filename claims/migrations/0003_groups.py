"""The four groups of the editors' desk. Who belongs to one, a superuser says in the admin."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PARTS = (
    "publisher",
    "speaker",
    "section",
    "source",
    "statement",
    "tag",
    "claim",
    "claimstatement",
    "followup",
)
PUBLISHED = ("source", "claim", "followup")


def each(verb, models):
    return {f"{verb}_{model}" for model in models}


READ = each("view", PARTS) | {"view_edition"}
DRAFT = (
    READ | each("add", PARTS) | each("change", PARTS) | {"delete_claimstatement", "delete_section"}
)
EDIT = (
    DRAFT
    | each("publish", ("followup", "statement"))
    | each("delete", ("source", "statement", "claim", "followup"))
)
GROUPS = {
    "Contributor": DRAFT,
    "Editor": EDIT,
    "Publisher": EDIT
    | each("publish", PUBLISHED)
    | each("withdraw", PUBLISHED)
    | each("delete", PARTS),
    "Auditor": READ,
}


def make_groups(apps, schema_editor):
    """Also for tests that empty the database between them; safe to run again."""
    # Django makes permissions after all migrations, and a new database needs them now.
    for label in ("publication", "sources", "claims"):
        app_config = apps.get_app_config(label)
        app_config.models_module = getattr(app_config, "models_module", True)
        create_permissions(app_config, apps=apps, verbosity=0)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    labels = ("publication", "sources", "claims")
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.filter(codename__in=codenames, content_type__app_label__in=labels)
        )


def drop_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_versions_and_history"),
        ("publication", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]

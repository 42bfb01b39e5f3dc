from django.db import migrations, models


def begin_where_it_was_told(apps, schema_editor):
    """A search of before knows no better beginning than how far it was told."""
    apps.get_model("search", "SavedSearch").objects.update(since=models.F("told_until"))


class Migration(migrations.Migration):
    dependencies = [("search", "0003_saved_searches")]

    operations = [
        migrations.AddField("newcontent", "first", models.BigIntegerField(default=0)),
        migrations.AddField("savedsearch", "since", models.BigIntegerField(default=0)),
        migrations.RunPython(begin_where_it_was_told, migrations.RunPython.noop),
    ]

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_signals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NewContent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("text", models.CharField(max_length=300)),
                ("kinds", models.JSONField(blank=True, default=list)),
                ("langs", models.JSONField(blank=True, default=list)),
                ("tags", models.JSONField(blank=True, default=list)),
                ("solved", models.CharField(blank=True, default="", max_length=1)),
                (
                    "every",
                    models.CharField(
                        choices=[("at_once", "At once"), ("day", "Every day"), ("week", "Every week")],
                        default="day",
                        max_length=8,
                        verbose_name="tells me",
                    ),
                ),
                ("paused", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_until", models.BigIntegerField(default=0)),
                ("told_on", models.DateField(blank=True, help_text="The day of its person on which it was last looked at.", null=True)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("keys", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("search", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="search.savedsearch")),
            ],
        ),
        migrations.CreateModel(
            name="RecentSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-at"], name="search_recent_list")],
                "constraints": [models.UniqueConstraint(fields=("person", "text"), name="search_recent_once")],
            },
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(fields=["person", "name"], name="search_saved_of_person"),
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(condition=models.Q(("paused", False)), fields=["every", "told_until"], name="search_saved_due"),
        ),
    ]

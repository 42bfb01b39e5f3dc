import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_interaction_position"),
        ("search", "0001_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_row", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("ref_kind", models.CharField(max_length=40)),
                ("ref_id", models.BigIntegerField()),
                ("answered", models.BooleanField()),
                ("surface", models.CharField(blank=True, default="", max_length=20)),
                ("position", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("voter", models.CharField(blank=True, default="", max_length=16)),
                (
                    "query",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.querytext"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Learned",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255)),
                ("ref_kind", models.CharField(max_length=40)),
                ("ref_id", models.BigIntegerField()),
                ("clicks", models.FloatField()),
                ("expected", models.FloatField()),
                ("voters", models.PositiveIntegerField()),
                ("viewers", models.PositiveIntegerField()),
                ("ignored", models.PositiveIntegerField(default=0)),
                ("factor", models.FloatField(default=1)),
                ("strength", models.FloatField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("strength__gt", 0)), fields=["key", "-strength"], name="search_learned_strongest")
                ],
                "constraints": [models.UniqueConstraint(fields=("key", "ref_kind", "ref_id"), name="search_learned_once")],
            },
        ),
        migrations.CreateModel(
            name="LearningState",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("on", models.BooleanField(default=True)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("learned_at", models.DateTimeField(blank=True, null=True)),
                ("day", models.DateField(blank=True, null=True)),
                ("last_interaction", models.BigIntegerField(default=0)),
                ("last_judgement", models.BigIntegerField(default=0)),
                ("rates", models.JSONField(default=dict)),
                ("votes", models.PositiveIntegerField(default=0)),
                ("ignored", models.PositiveIntegerField(default=0)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Popularity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref_kind", models.CharField(max_length=40)),
                ("ref_id", models.BigIntegerField()),
                ("score", models.FloatField()),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("indexed", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("step", models.F("indexed")), _negated=True), fields=["id"], name="search_popularity_owed"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("ref_kind", "ref_id"), name="search_popularity_once")],
            },
        ),
    ]

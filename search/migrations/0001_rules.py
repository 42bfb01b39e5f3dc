import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SuggestionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("position", models.PositiveIntegerField(default=0)),
                ("enabled", models.BooleanField(default=True, verbose_name="in use")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("phrases", models.JSONField(blank=True, default=list)),
                ("matching", models.CharField(choices=[("any", "Any of them"), ("all", "All of them")], default="any", max_length=3)),
                ("tags", models.JSONField(blank=True, default=list)),
                ("languages", models.JSONField(blank=True, default=list)),
                ("audiences", models.JSONField(blank=True, default=list)),
                ("min_trust", models.PositiveSmallIntegerField(default=0)),
                ("max_trust", models.PositiveSmallIntegerField(default=4)),
                ("pins", models.JSONField(blank=True, default=list)),
                (
                    "raises",
                    models.CharField(
                        blank=True,
                        choices=[("", "Nothing"), ("kind", "A kind of content"), ("tag", "What has a tag"), ("key", "One content")],
                        default="",
                        max_length=4,
                    ),
                ),
                ("raised", models.CharField(blank=True, default="", max_length=100)),
                ("raised_by", models.FloatField(default=1.5)),
                ("expert_tag", models.CharField(blank=True, default="", max_length=60)),
                ("asks_version", models.BooleanField(default=False)),
                ("banner", models.JSONField(blank=True, default=dict)),
                (
                    "offer",
                    models.CharField(
                        blank=True, choices=[("", "Nothing"), ("case", "A case with support"), ("chat", "A chat")], default="", max_length=4
                    ),
                ),
                ("chat_url", models.URLField(blank=True, default="", max_length=300)),
            ],
            options={
                "verbose_name": "suggestion rule",
                "verbose_name_plural": "suggestion rules",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lang", models.CharField(blank=True, default="", max_length=2)),
                ("line", models.CharField(max_length=300)),
                ("enabled", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "synonym",
                "verbose_name_plural": "synonyms",
                "ordering": ["lang", "line"],
                "constraints": [models.UniqueConstraint(fields=("lang", "line"), name="search_synonym_once")],
            },
        ),
        migrations.CreateModel(
            name="TermTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=50)),
                ("other", models.CharField(max_length=50)),
                ("score", models.FloatField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("term", "other"), name="search_translation_once")],
            },
        ),
        migrations.CreateModel(
            name="RuleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(choices=[("rule", "Suggestion rule"), ("synonym", "Synonym")], max_length=8)),
                ("subject_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=300)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("made", "Made"),
                            ("changed", "Changed"),
                            ("moved", "Moved"),
                            ("off", "Switched off"),
                            ("on", "Switched on"),
                            ("deleted", "Deleted"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["subject", "subject_id"], name="search_change_subject")],
            },
        ),
        migrations.CreateModel(
            name="RuleHits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("rule", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hits", to="search.suggestionrule")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rule", "day"), name="search_rule_hits_once")],
            },
        ),
    ]

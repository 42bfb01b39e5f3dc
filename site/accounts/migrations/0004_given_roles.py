import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_alter_apitoken_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="GivenRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=200, verbose_name="provider")),
                ("role", models.CharField(max_length=20, verbose_name="role")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="given")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="given_roles", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "role from a provider",
                "verbose_name_plural": "roles from providers",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person", "provider", "role"),
                        name="accounts_one_given_role_in_force",
                    )
                ],
            },
        ),
    ]

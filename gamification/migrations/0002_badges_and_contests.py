
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('gamification', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Badge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name in addresses')),
                ('level', models.CharField(choices=[('bronze', 'Bronze'), ('silver', 'Silver'), ('gold', 'Gold')], default='bronze', max_length=6, verbose_name='level')),
                ('rule', models.CharField(choices=[('count', 'Something counted'), ('formula', 'A formula'), ('hand', 'By hand alone')], default='count', max_length=7, verbose_name='rule')),
                ('series', models.CharField(blank=True, max_length=30, verbose_name='what is counted')),
                ('threshold', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='how many')),
                ('window_days', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='within days')),
                ('repeatable', models.BooleanField(default=False, verbose_name='can be earned again')),
                ('formula', models.CharField(blank=True, max_length=200, verbose_name='formula')),
                ('withdraws', models.BooleanField(default=True, verbose_name='goes when its cause is undone')),
                ('active_from', models.DateTimeField(blank=True, null=True, verbose_name='counts from')),
                ('enabled', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'badge',
                'verbose_name_plural': 'badges',
            },
        ),
        migrations.CreateModel(
            name='BadgeDue',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('since', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name in the address')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('announced', 'Announced'), ('open', 'Open'), ('voting', 'Voting'), ('judging', 'Being judged'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', max_length=10, verbose_name='state')),
                ('tag', models.SlugField(max_length=60, verbose_name='tag')),
                ('method', models.CharField(choices=[('votes', 'Most votes'), ('points', 'Most points earned by the entry')], default='votes', max_length=6, verbose_name='who wins')),
                ('enters', models.CharField(choices=[('threads', 'Questions and forum topics'), ('replies', 'Answers and forum posts'), ('any', 'Questions, answers, topics and posts')], default='threads', max_length=7, verbose_name='what can enter')),
                ('winners', models.PositiveSmallIntegerField(default=1, verbose_name='how many win')),
                ('zone', models.CharField(max_length=60, verbose_name='time zone')),
                ('announce_at', models.DateTimeField(blank=True, null=True, verbose_name='announced')),
                ('opens_at', models.DateTimeField(verbose_name='entries from')),
                ('voting_at', models.DateTimeField(blank=True, null=True, verbose_name='votes from')),
                ('judging_at', models.DateTimeField(verbose_name='votes until')),
                ('closes_at', models.DateTimeField(verbose_name='results')),
                ('entries_each', models.PositiveSmallIntegerField(default=1, verbose_name='entries per person')),
                ('votes_each', models.PositiveSmallIntegerField(default=3, verbose_name='votes per person')),
                ('min_trust', models.PositiveSmallIntegerField(default=0, verbose_name='least trust level')),
                ('min_rank', models.PositiveSmallIntegerField(default=0, verbose_name='least rank')),
                ('experts_only', models.BooleanField(default=False, verbose_name='experts alone')),
                ('staff_may_enter', models.BooleanField(default=False, verbose_name="the company's team may enter")),
                ('cancelled_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was cancelled')),
                ('cancelled_from', models.CharField(blank=True, max_length=10)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'contest',
                'verbose_name_plural': 'contests',
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ballots', to='gamification.contest')),
            ],
        ),
        migrations.CreateModel(
            name='ContestText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lang', models.CharField(choices=[('es', 'Spanish'), ('pt', 'Portuguese'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('body_source', models.TextField()),
                ('body_format', models.CharField(choices=[('markdown', 'Markdown'), ('html', 'Html')], default='markdown', max_length=10)),
                ('body_html', models.TextField()),
                ('body_text', models.TextField()),
                ('renderer', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('lead', models.CharField(max_length=300, verbose_name='in a sentence or two')),
                ('prizes', models.TextField(blank=True, verbose_name='prizes')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gamification.contest')),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('object_id', models.BigIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('votes', models.PositiveIntegerField(default=0)),
                ('points', models.IntegerField(default=0)),
                ('place', models.PositiveIntegerField(blank=True, null=True)),
                ('won', models.BooleanField(default=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=300)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='gamification.contest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contest_entries', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
            },
        ),
        migrations.CreateModel(
            name='ContestVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cast', to='gamification.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(max_length=10)),
                ('to_state', models.CharField(choices=[('draft', 'Draft'), ('announced', 'Announced'), ('open', 'Open'), ('voting', 'Voting'), ('judging', 'Being judged'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='gamification.contest')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RefusedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('object_id', models.BigIntegerField()),
                ('code', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refused', to='gamification.contest')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='gamification.contest')),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lang', models.CharField(max_length=5)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='gamification.terms')),
            ],
        ),
        migrations.CreateModel(
            name='TermsText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lang', models.CharField(choices=[('es', 'Spanish'), ('pt', 'Portuguese'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('body_source', models.TextField()),
                ('body_format', models.CharField(choices=[('markdown', 'Markdown'), ('html', 'Html')], default='markdown', max_length=10)),
                ('body_html', models.TextField()),
                ('body_text', models.TextField()),
                ('renderer', models.CharField(max_length=20)),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='gamification.terms')),
            ],
        ),
        migrations.CreateModel(
            name='Award',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default='once', max_length=80)),
                ('cause_kind', models.CharField(blank=True, max_length=40)),
                ('cause_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='earned')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('revoked_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was taken back')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('badge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='gamification.badge')),
            ],
            options={
                'verbose_name': 'award',
                'verbose_name_plural': 'awards',
                'indexes': [models.Index(condition=models.Q(('revoked_at', None)), fields=['badge', '-at', '-id'], name='gamification_holders'), models.Index(condition=models.Q(('revoked_at', None)), fields=['person', '-at', '-id'], name='gamification_held')],
                'constraints': [models.UniqueConstraint(fields=('badge', 'person', 'key'), name='gamification_awarded_once')],
            },
        ),
        migrations.CreateModel(
            name='BadgeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lang', models.CharField(choices=[('es', 'Spanish'), ('pt', 'Portuguese'), ('en', 'English')], max_length=5, verbose_name='language')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('description', models.CharField(max_length=200, verbose_name='what it is for')),
                ('badge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='gamification.badge')),
            ],
            options={
                'verbose_name': 'words of a badge',
                'verbose_name_plural': 'words of a badge',
                'constraints': [models.UniqueConstraint(fields=('badge', 'lang'), name='gamification_badge_worded_once')],
            },
        ),
        migrations.AddIndex(
            model_name='contest',
            index=models.Index(fields=['state', 'opens_at'], name='gamification_contest_state'),
        ),
        migrations.AddConstraint(
            model_name='contest',
            constraint=models.CheckConstraint(condition=models.Q(('opens_at__lt', models.F('judging_at')), ('judging_at__lte', models.F('closes_at'))), name='gamification_contest_order'),
        ),
        migrations.AddConstraint(
            model_name='contest',
            constraint=models.CheckConstraint(condition=models.Q(('voting_at', None), models.Q(('voting_at__gt', models.F('opens_at')), ('voting_at__lt', models.F('judging_at'))), _connector='OR'), name='gamification_contest_voting_between'),
        ),
        migrations.AddConstraint(
            model_name='contest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('method', 'points'), ('voting_at', None)), models.Q(('method', 'votes'), ('voting_at__isnull', False)), _connector='OR'), name='gamification_contest_votes_have_a_time'),
        ),
        migrations.AddConstraint(
            model_name='ballot',
            constraint=models.UniqueConstraint(fields=('contest', 'person'), name='gamification_one_ballot_each'),
        ),
        migrations.AddConstraint(
            model_name='contesttext',
            constraint=models.UniqueConstraint(fields=('contest', 'lang'), name='gamification_contest_worded_once'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['contest', '-at', '-id'], name='gamification_entries_new'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['kind', 'object_id'], name='gamification_entry_of'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('contest', 'kind', 'object_id'), name='gamification_entered_once'),
        ),
        migrations.AddConstraint(
            model_name='contestvote',
            constraint=models.UniqueConstraint(fields=('entry', 'person'), name='gamification_one_vote_per_entry'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.UniqueConstraint(condition=models.Q(('from_state', models.F('to_state')), _negated=True), fields=('contest', 'to_state'), name='gamification_state_once'),
        ),
        migrations.AddIndex(
            model_name='refusedentry',
            index=models.Index(fields=['contest', '-at', '-id'], name='gamification_refused_new'),
        ),
        migrations.AddConstraint(
            model_name='terms',
            constraint=models.UniqueConstraint(fields=('contest', 'version'), name='gamification_terms_version'),
        ),
        migrations.AddConstraint(
            model_name='acceptance',
            constraint=models.UniqueConstraint(fields=('terms', 'person'), name='gamification_terms_accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='termstext',
            constraint=models.UniqueConstraint(fields=('terms', 'lang'), name='gamification_terms_worded_once'),
        ),
    ]

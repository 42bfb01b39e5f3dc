"""The description of the API is true: no warnings, and the answers fit it."""

from io import StringIO

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from accounts.actions.make_token import make_token
from accounts.scopes import SCOPES
from config.wsgi import application

EXAMPLES = 8
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_schema_is_valid_and_without_a_warning():
    out, errors = StringIO(), StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out, stderr=errors)

    assert "/api/v1/people/{username}/" in out.getvalue()


@pytest.mark.django_db
def test_the_docs_need_no_inline_script(client):
    page = client.get("/api/v1/docs/")

    assert page.status_code == 200
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    html = page.content.decode()
    assert "<script>" not in html
    assert "https://" not in html
    assert client.get("/api/v1/docs/?script=").status_code == 200


schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
schema.config.generation.update(modes=[GenerationMode.POSITIVE])


@pytest.fixture
def _one_connection():
    """A request must not close the connection that holds the test's transaction; Django's test client sees to the same."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(_one_connection, person):
    """A token that may do everything."""
    return make_token(person(roles=("admin",), trust=4), "robot", SCOPES)[1]


@pytest.mark.slow
@schema.parametrize()
@hypothesis_settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@pytest.mark.django_db
def test_answers_fit_their_description(case, key):
    case.call_and_validate(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}, checks=CHECKS)

"""Hostile text through the doors of this room: the form, replies, reasons and leads show it and nothing of it acts."""

from collections import Counter

import pytest
from lxml import html as lxml_html

from core.text import trusted
from crm_sync.actions.open_lead import open_lead
from crm_sync.models import Case, CaseReply
from tests.support.payloads import active, hostile

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BATCH = 9_000  # characters of a description


@pytest.fixture
def batches(test_data):
    found = [""]
    for payload in hostile(test_data):
        clean = payload.encode("utf-8", "replace").decode().replace("\x00", "")
        if len(found[-1]) + len(clean) > BATCH:
            found.append("")
        found[-1] += clean[:BATCH] + "\n"
    return found


def shape(page):
    """How many elements of each kind a page has, and all attributes that act."""
    tree = lxml_html.document_fromstring(page.encode())
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    acting = [(element.tag, name) for element in elements for name in element.attrib if name.startswith("on")]
    acting += [
        (e.tag, e.get("href")) for e in elements if (e.get("href") or "").strip().lower().startswith(("javascript", "data", "vbscript"))
    ]
    return Counter(element.tag for element in elements if element.tag not in ("p", "br")), acting


def test_the_form_shows_what_was_typed_and_nothing_acts(batches, customer, agent, client_for, monkeypatch):
    monkeypatch.setattr("crm_sync.views.support.RATE", "9999/h")
    member, desk = client_for(customer), client_for(agent)
    plain = shape(member.post("/support/", {"subject": "", "description": "x", "nonce": "n"}).content.decode())
    for batch in batches[::3]:
        page = member.post("/support/", {"subject": "", "description": batch, "product": batch[:90], "nonce": "n"}).content.decode()
        assert shape(page)[0] == plain[0]
        assert not shape(page)[1]

    shapes = set()
    for number, batch in enumerate(batches):
        typed = {"subject": batch[:199].strip() or "x", "description": batch, "product": batch[-99:], "nonce": str(number)}
        member.post("/support/", typed | {"category": "other"})
    Case.objects.update(reason="<script>alert(1)</script>")
    assert Case.objects.count() > len(batches) * 0.9  # a few have nothing in their first line
    for case in Case.objects.all():
        page = desk.get(f"/support/desk/{case.pk}/").content.decode()
        tags, acting = shape(page)
        shapes.add(tuple(sorted(tags.items())))
        assert not acting
    assert len(shapes) == 1


def test_replies_and_leads(batches, customer, agent, viewer, client_for):
    case = Case.objects.create(external_id="0" * 32, person=customer, subject="It leaks", origin="form")
    desk = client_for(agent)
    for number, batch in enumerate(batches[::4]):
        desk.post(f"/support/desk/{case.pk}/", {"body": batch, "public": "1", "nonce": str(number)})
    open_lead(viewer(agent), name='"><img src=x onerror=alert(1)>', note="<svg onload=alert(1)>", campaign="javascript:alert(1)", nonce="1")

    assert CaseReply.objects.exists()
    assert not [reply.pk for reply in CaseReply.objects.all() if active(reply.body_html) or active(trusted(reply.body_html))]
    for page in (desk.get("/support/desk/leads/"), client_for(customer).get(case.get_absolute_url())):
        assert not shape(page.content.decode())[1]

"""Scripted histories: what visitors did and said, at given minutes, through the product's own doors."""

from datetime import datetime, timedelta
from itertools import count

import time_machine

from core import interactions
from core.content import content
from core.viewer import GUEST, HOUSE
from crm_sync.actions.open_case import open_from_form
from crm_sync.actions.say import say_answered, start_form
from crm_sync.periodic import follow_journeys
from tests.support.relay import deliver_all

NOON = datetime.fromisoformat("2026-11-02T12:00:00+00:00")
_nonces = count(1)


class History:
    """``with History() as then: then.at(0); then.start("t1")…``; ``then.settle()`` lets everybody leave."""

    def __init__(self, viewer=GUEST):
        self.viewer = viewer
        self.now = NOON
        self.travel = None

    def __enter__(self):
        self.at(0)
        return self

    def __exit__(self, *error):
        self.travel.stop()

    def at(self, minutes):
        if self.travel:
            self.travel.stop()
        self.now = NOON + timedelta(minutes=minutes)
        self.travel = time_machine.travel(self.now, tick=True)
        self.travel.start()
        return self

    def start(self, token, form="ask"):
        start_form(self.viewer, token, form)
        return self.deliver()

    def see(self, token, id, kind="open"):
        interactions.record(kind, viewer=self.viewer, journey=token, ref=("qa.question", id), surface="suggestion")
        return self.flush()

    def search(self, token, text, surface="results"):
        interactions.record("search", viewer=self.viewer, journey=token, query=text, lang="en", results=3, surface=surface)
        return self.flush()

    def say(self, token, id, answered=True, would=True, opened=False):
        card = content["qa.question"].card(id, HOUSE)
        say_answered(self.viewer, token, card, answered=answered, would_have_contacted=would, opened=opened)
        return self.deliver()

    def case(self, token="", subject="It leaks", product="", thread=""):
        opened = open_from_form(
            self.viewer, subject=subject, description="x", product=product, journey=token, thread=thread, nonce=str(next(_nonces))
        )
        self.deliver()
        return opened

    def flush(self):
        interactions.flush()
        return self

    def deliver(self):
        deliver_all()
        return self

    def settle(self, minutes=None):
        self.at(((self.now - NOON).total_seconds() / 60 + 31) if minutes is None else minutes)
        deliver_all()
        follow_journeys()
        return self

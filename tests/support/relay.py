"""The relay, run by hand."""

from core.events import relay
from core.models import Delivery

ROUNDS = 10_000


def deliver_all(*, may_fail: bool = False) -> int:
    """Run every due delivery until none is left; returns how many ran.

    Raises:
        AssertionError: a delivery failed, and ``may_fail`` is not set.
    """
    ran = 0
    while claimed := relay.claim("tests", limit=100):
        for delivery in claimed:
            relay.deliver(delivery)
            ran += 1
        assert ran < ROUNDS, "the events never end: does a handler record what calls it?"
    if not may_fail:
        failed = Delivery.objects.filter(done_at=None).exclude(last_error="").values_list("consumer", "last_error")
        assert not failed, f"deliveries failed: {list(failed)}"
    return ran

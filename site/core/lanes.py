"""What waits for what, among the deliveries of the relay."""

from enum import StrEnum


class Lane(StrEnum):
    """Deliveries of one lane are made one after the other, and those of another lane at the same time."""

    HOUSE = "house"
    """The database and the index: quick, so everything here is done within a second or two."""
    OUTSIDE = "outside"
    """Others' servers (mail, CRM, webhooks), each as slow as it likes."""
    JOBS = "jobs"
    """Minutes of computing (`core.jobs`)."""

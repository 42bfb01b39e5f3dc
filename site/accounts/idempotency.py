"""Remembers what the API answered to an ``Idempotency-Key``, for a day."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import IdempotentResponse


class Store:
    """`core.api.IdempotencyStore` on a table: its unique constraint decides who was first."""

    def begin(self, person_id: int, key: str, request_hash: str) -> IdempotentResponse | None:
        try:
            with transaction.atomic():
                return IdempotentResponse.objects.create(person_id=person_id, key=key, request_hash=request_hash)
        except IntegrityError:
            return None

    def find(self, person_id: int, key: str) -> IdempotentResponse | None:
        return IdempotentResponse.objects.filter(person_id=person_id, key=key).first()

    def finish(self, record: IdempotentResponse, status: int, body: Any) -> None:
        IdempotentResponse.objects.filter(pk=record.pk).update(status=status, body=body)

    def drop(self, record: IdempotentResponse) -> None:
        record.delete()

"""Give a person a picture of their own, and take it away."""

from django.core.files import File
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from core.uploads import forget_avatars, receive
from core.viewer import Viewer


def set_avatar(by: Viewer, file: File) -> str:
    """``file`` becomes the picture of ``by``; the one before is deleted. Returns its address.

    Raises:
        RefusedUpload: see `core.uploads.receive`.
    """
    upload = receive(file, purpose="avatar", by=by)
    address = reverse("uploads:file", args=[upload.small])
    with transaction.atomic():
        User.objects.filter(pk=by.user_id).update(avatar=address)
        forget_avatars(upload.owner_id, but=upload)
    return address


@transaction.atomic
def remove_avatar(by: Viewer) -> None:
    """Initials again; without a picture nothing happens."""
    if by.user_id is None:
        return
    User.objects.filter(pk=by.user_id).update(avatar="")
    forget_avatars(by.user_id)

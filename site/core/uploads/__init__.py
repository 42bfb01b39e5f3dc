"""The only door for files: pictures are made anew, everything gets a random name, and nothing is served but to those who may see it.

``receive`` takes a file, ``tie`` says which content it belongs to, ``erase`` forgets a person's files; `core.uploads.views` serves them.
"""

from core.uploads.keeping import erase, forget_avatars, keep_while_in
from core.uploads.receiving import cleaned_picture, receive
from core.uploads.refusals import RefusedUpload
from core.uploads.tying import attach, attached, provide_readers, tie

__all__ = [
    "RefusedUpload",
    "attach",
    "attached",
    "cleaned_picture",
    "erase",
    "forget_avatars",
    "keep_while_in",
    "provide_readers",
    "receive",
    "tie",
]

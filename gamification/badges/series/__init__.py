"""Everything that badges can count: a series for each thing that people do, in the file of its room.

To add one, write a reader in its room's file: it yields what stands now with the moment it happened, so the same reader serves the live
award, the backfill of an import and the check that awards agree with their rules.
"""

from gamification.badges.series import articles, days, forums, house, questions
from gamification.badges.series.base import SERIES, Batch, History, Ref, Series, Step, histories

__all__ = ["SERIES", "Batch", "History", "Ref", "Series", "Step", "articles", "days", "forums", "histories", "house", "questions"]

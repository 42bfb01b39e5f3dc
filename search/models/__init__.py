"""What search keeps of its own: rules and synonyms that managers edit, what was learned from clicks, and saved searches."""

from search.models.proposals import SynonymProposal as SynonymProposal
from search.models.rules import RuleChange as RuleChange
from search.models.rules import RuleHits as RuleHits
from search.models.rules import SuggestionRule as SuggestionRule
from search.models.rules import Synonym as Synonym
from search.models.rules import TermTranslation as TermTranslation
from search.models.saved import Alert as Alert
from search.models.saved import NewContent as NewContent
from search.models.saved import RecentSearch as RecentSearch
from search.models.saved import SavedSearch as SavedSearch
from search.models.signals import Judgement as Judgement
from search.models.signals import Learned as Learned
from search.models.signals import LearningState as LearningState
from search.models.signals import Popularity as Popularity

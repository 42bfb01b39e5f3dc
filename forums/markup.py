"""What machina's own text fields (a forum's description) become: HTML of the house's one door."""

from core.text import render_markdown
from core.viewer import HOUSE


def to_html(source: str) -> str:
    """Safe HTML of Markdown that an admin wrote."""
    return render_markdown(source, trust=HOUSE.trust).html

"""``{% kept known %}…{% endkept %}`` draws what stands between once for a `core.pieces.Piece`, and each time for None."""

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token

from core.pieces import drawn

register = template.Library()


class KeptNode(Node):
    def __init__(self, known: FilterExpression, nodelist: NodeList) -> None:
        self.known = known
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        known = self.known.resolve(context)
        request = getattr(context, "request", None) or context.get("request")
        if known is None or request is None:
            return self.nodelist.render(context)
        return drawn(known, request, lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    _name, known = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(parser.compile_filter(known), nodelist)

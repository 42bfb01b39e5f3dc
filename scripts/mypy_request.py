"""Tells mypy what our middlewares add to a request: `viewer` (accounts.middleware) and `htmx` (django-htmx)."""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import AnyType, TypeOfAny

REQUESTS = {"django.http.request.HttpRequest", "rest_framework.request.Request"}
ADDED = ("viewer", "htmx")


class RequestPlugin(Plugin):
    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add if fullname in REQUESTS else None


def _add(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in ADDED:
        added = Var(name, AnyType(TypeOfAny.explicit))
        added.info, added._fullname = info, f"{info.fullname}.{name}"
        info.names[name] = SymbolTableNode(MDEF, added, plugin_generated=True)


def plugin(version: str) -> type[Plugin]:
    return RequestPlugin

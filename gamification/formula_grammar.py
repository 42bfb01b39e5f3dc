"""How a formula is read (`gamification.formulas`)."""

import re
from typing import Any

import rule_engine
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rule_engine import ast

from gamification.formulas import LONGEST, Formula, Least

_TOKENS = re.compile(r"(?:[a-z_]+|[0-9]{1,9}|>=|<=|==|!=|>|<|[() ])+")
_NODES = (ast.LogicExpression, ast.ArithmeticComparisonExpression, ast.ComparisonExpression, ast.SymbolExpression, ast.FloatExpression)
_LEAST = {"ge": 0, "gt": 1}


def read(text: str, known: frozenset[str]) -> Formula:
    if len(text) > LONGEST or not _TOKENS.fullmatch(text):
        raise ValidationError(_("Use figures, whole numbers, comparisons, “and”, “or”, “not” and brackets: solutions >= 10 and days >= 60"))
    types = dict.fromkeys(known, rule_engine.DataType.FLOAT)
    try:
        rule = rule_engine.Rule(text, context=rule_engine.Context(type_resolver=rule_engine.type_resolver_from_dict(types)))
    except rule_engine.errors.SymbolResolutionError as error:
        raise ValidationError(_("There is no figure called “%(name)s”.") % {"name": error.symbol_name}) from error
    except (rule_engine.errors.EngineError, ArithmeticError, RecursionError) as error:
        raise ValidationError(_("This formula can't be read: check its brackets and comparisons.")) from error
    names: set[str] = set()
    expression = rule.statement.expression
    if not isinstance(expression, ast.LogicExpression | ast.ComparisonExpression | ast.UnaryExpression) or not _plain(expression, names):
        raise ValidationError(_("Compare figures with numbers: solutions >= 10"))
    if not names:
        raise ValidationError(_("A formula needs at least one figure."))
    return Formula(text, frozenset(names), tuple(_needs(expression) or ()), rule.matches)


def _plain(node: Any, names: set[str]) -> bool:
    """Whether only harmless nodes stand below ``node``; gathers the figures' names."""
    if isinstance(node, ast.SymbolExpression):
        names.add(node.name)
        return True
    if isinstance(node, ast.UnaryExpression):
        return node.type == "not" and _plain(node.right, names)
    if not isinstance(node, _NODES):
        return False
    return all(_plain(side, names) for side in (getattr(node, "left", None), getattr(node, "right", None)) if side is not None)


def _needs(node: Any) -> list[Least] | None:
    """The list of least values that ``node`` is, or None."""
    if isinstance(node, ast.LogicExpression) and node.type == "and":
        left, right = _needs(node.left), _needs(node.right)
        return None if left is None or right is None else [*left, *right]
    if isinstance(node, ast.ComparisonExpression) and node.type in _LEAST:
        if isinstance(node.left, ast.SymbolExpression) and isinstance(node.right, ast.FloatExpression):
            return [Least(node.left.name, int(node.right.value) + _LEAST[node.type])]
    return None

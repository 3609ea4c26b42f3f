"""What no single file can show: every rule looks at all of the content and tells each problem in one sentence.

One rule, one function. A rule sees only what could be read; ids that a broken file means to hold count as there, so that one fault is told once.
"""

from datetime import date
from itertools import chain

from app.checks import approvals, departments, menu, plain, readings, resources, style, topics
from app.checks.menu import safety
from app.checks.parts import Parts, Placed, Problems

__all__ = ["Parts", "Placed", "Problems", "all_of", "safety"]


def all_of(parts: Parts, today: date | None) -> Problems:
    """Run all rules; those on age only where *today* is given."""
    yield from chain.from_iterable(
        rule(parts)
        for rule in (
            *resources.RULES,
            *topics.RULES,
            *menu.RULES,
            *style.RULES,
            *readings.RULES,
            *plain.RULES,
            *departments.RULES,
            *approvals.RULES,
        )
    )
    if today is not None:
        yield from resources.entries_are_checked(parts, today)
        yield from chain.from_iterable(rule(parts) for rule in style.RULES_THAT_WARN)

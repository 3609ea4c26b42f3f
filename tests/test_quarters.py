"""The proof of the clock: over every quarter of an hour of two years it says what a second, independent clock says."""

import random
from datetime import date

import numpy as np
import pytest

from app.offering import LIVE, offer
from app.opening import status
from tests.made_up import DAYTIME
from tests.quarters import A_DAY, BEGIN, QUARTERS, NotThoughtAboutError, combinations, moment, number_of, quarters, turns, until

ASKED = 2000
"""Quarters at which each expression is asked directly, besides the walk through all of them."""


@pytest.fixture(scope="module")
def shipped(content, sakai):
    """Give all expressions for hours that we ship, with and without the city."""
    return sorted({channel.hours for each in (*content.catalogue, *sakai.catalogue) for channel in each.channels if channel.hours})


def walk(hours):
    """Go from change to change as `status` tells them; what it says holds until the next, so this covers every quarter."""
    opened, changed, at = np.zeros(QUARTERS, bool), [], 0
    while at < QUARTERS:
        here = status(hours, moment(at))
        assert here.state in {"open", "closed"}, (hours, moment(at))
        later = QUARTERS if here.changes is None else min(number_of(here.changes), QUARTERS)
        assert later > at, (hours, moment(at))
        opened[at:later] = here.open
        changed, at = [*changed, later], later
    return opened, changed[:-1]


def test_each_shipped_expression_is_open_in_just_the_quarters_of_the_second_clock_and_turns_when_that_does(shipped):
    assert len(shipped) > 40
    wrong = []
    for hours in shipped:
        opened, changed = walk(hours)
        wrong += [(hours, str(moment(int(at)))) for at in np.flatnonzero(opened != quarters(hours))[:3]]
        wrong += [(hours, str(moment(at))) for at in sorted(set(changed) ^ set(turns(quarters(hours))))[:3]]

    assert wrong == []


def test_asked_at_any_quarter_it_says_the_same_as_on_the_walk(shipped):
    chance, wrong = random.Random(2028), []
    for hours in shipped:
        for at in chance.sample(range(QUARTERS), ASKED):
            here, later = status(hours, moment(at)), until(hours, at)
            if here.open != quarters(hours)[at] or here.changes != later:
                wrong.append((hours, str(moment(at)), here))

    assert wrong == []


def test_a_window_is_called_open_only_while_one_of_its_known_numbers_answers(content, sakai):
    """A window depends on the states of its ways and on their next changes: one moment of each combination of states is enough."""
    wrong, asked = [], 0
    for each in {each.id: each for each in (*content.catalogue, *sakai.catalogue)}.values():
        live = [channel.hours for channel in each.channels if channel.type in LIVE and channel.value is not None]
        known = [hours for hours in live if hours is not None]
        for at in combinations(frozenset(known), 1):
            here, asked = offer(each, moment(at)), asked + 1
            answers, opens = [hours for hours in known if quarters(hours)[at]], [until(hours, at) for hours in known]
            said = "open" if answers else "closed" if known else "unknown"
            if here.status.state != said or (said == "closed" and here.status.changes != min(opens)):
                wrong.append((each.id, str(moment(at)), here.status))

    assert wrong == []
    assert asked > len(sakai.catalogue) + 50


# The second clock itself.


def open_on(hours, day, hour):
    return bool(quarters(hours)[(day - BEGIN).days * A_DAY + hour * 4])


@pytest.mark.parametrize(
    ("hours", "day", "hour", "opened"),
    [
        (DAYTIME, date(2026, 12, 1), 9, True),
        (DAYTIME, date(2026, 12, 1), 17, False),
        (DAYTIME, date(2026, 12, 5), 12, False),
        (f"{DAYTIME}; PH off", date(2027, 3, 22), 12, False),
        ("Sa-Su,PH 10:00-16:00", date(2027, 3, 22), 12, True),
        (f"{DAYTIME}; Dec 29-Jan 3 off", date(2026, 12, 29), 12, False),
        (f"{DAYTIME}; Dec 29-Jan 3 off", date(2027, 1, 4), 12, True),
        ("Sa[2] 09:00-17:00", date(2026, 12, 12), 12, True),
        ("Sa[2] 09:00-17:00", date(2026, 12, 19), 12, False),
        ("Mo 20:00-26:00", date(2026, 12, 1), 1, True),
        ("Mo 20:00-08:00", date(2026, 12, 1), 7, True),
        ("Mo-Fr 16:00-21:00, Dec 10 08:00-32:00", date(2026, 12, 10), 18, True),
        ("Mo-Fr 16:00-21:00, Dec 10 08:00-32:00", date(2026, 12, 11), 7, True),
        ("Mo-Fr 16:00-21:00, Dec 10 08:00-32:00", date(2026, 12, 9), 12, False),
    ],
)
def test_the_second_clock_reads_what_our_data_writes(hours, day, hour, opened):
    assert open_on(hours, day, hour) is opened


@pytest.mark.parametrize(
    "hours",
    ["Mo-Fr 09:00-17:00 unknown", "Mo-Fr 09:10-17:00", "week 10 09:00-17:00", "SH 10:00-12:00", "Mo-Fr 09:00+", "Mo 20:00-26:00; PH off", "平日"],
)
def test_the_second_clock_refuses_what_nobody_has_thought_about(hours):
    with pytest.raises(NotThoughtAboutError):
        quarters(hours)

"""When a changed file is read: not while it grows, not while it is empty, and once for each state."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.watching import Settling

PATH = Path("call.txt")


def test_a_growing_file_waits_until_it_stays_as_it_is() -> None:
    pending = Settling(1.0)
    for now, size in ((0.0, 10), (0.6, 20), (1.2, 30)):
        pending.note(PATH, (size, 0), now)
        assert pending.settled(now) == []
    pending.note(PATH, (30, 0), 2.1)
    assert pending.settled(2.1) == []
    assert pending.settled(2.2) == [PATH]
    pending.done([PATH])
    assert not pending


def test_an_empty_file_and_one_that_goes_away_are_not_read() -> None:
    pending = Settling(1.0)
    pending.note(PATH, (0, 0), 0.0)
    assert pending.settled(60.0) == []
    pending.note(PATH, None, 61.0)
    assert pending.waiting() == []


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 2)), max_size=12), st.floats(0.1, 2))
def test_a_settled_file_has_not_changed_for_that_long(steps: list[tuple[int, float]], settle: float) -> None:
    pending, now, since, last = Settling(settle), 0.0, 0.0, -1
    for size, wait in steps:
        now += wait
        if size != last:
            since, last = now, size
        pending.note(PATH, (size, 0), now)
        assert (PATH in pending.settled(now)) == (last > 0 and now - since >= settle)

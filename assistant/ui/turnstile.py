"""How many answers are written at once, and which place in the queue everybody else has."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self


class Full(Exception):
    """So many are waiting that one more would wait too long."""


class Turnstile:
    """Lets `at_once` in, in order of arrival, and `most_waiting` wait; safe for threads.

    A model on a small machine answers two questions together no faster than one after the other, so the rest waits and
    is told its place.
    """

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._at_once = at_once
        self._most = at_once + most_waiting
        self._tickets: list[Ticket] = []
        self._changed = threading.Condition()

    def ticket(self) -> Ticket:
        """A place at the end of the queue; Full where there is none."""
        with self._changed:
            if len(self._tickets) >= self._most:
                raise Full
            ticket = Ticket(self)
            self._tickets.append(ticket)
            return ticket

    def place_of(self, ticket: Ticket) -> int:
        """0 for whoever is in, 1 for who is next, and so on."""
        return max(0, self._tickets.index(ticket) + 1 - self._at_once)

    def wait(self, ticket: Ticket, seconds: float) -> int:
        """The ticket's place, after it has changed or the time is over; at once where it is 0."""
        with self._changed:
            before = self.place_of(ticket)
            if before:
                self._changed.wait_for(lambda: self.place_of(ticket) != before, seconds)
            return self.place_of(ticket)

    def leave(self, ticket: Ticket) -> None:
        """Make room for the next; a second call does nothing."""
        with self._changed:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                self._changed.notify_all()


class Ticket:
    """A place in the queue, given back at the end of its block."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile

    @property
    def place(self) -> int:
        """0 once its holder is in."""
        return self._turnstile.wait(self, 0.0)

    def wait(self, seconds: float = 1.0) -> int:
        """The place after a while; 0 once its holder is in."""
        return self._turnstile.wait(self, seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._turnstile.leave(self)

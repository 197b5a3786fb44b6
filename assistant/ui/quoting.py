"""Exact words of any call as HTML: who says them, where, and a click that opens the reader at them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assistant.analysis.quotes import UNKNOWN, CallInfo, Quote
from assistant.document import display_name
from assistant.glossary import company_name
from assistant.ui.answers import place, target
from assistant.ui.html import button, h, join, text
from assistant.ui.words import word
from index.library import Library
from index.models import Language


class Voices:
    """Speakers and companies under the names that a reader of the interface's language expects."""

    def __init__(self, library: Library, ui: Language) -> None:
        self.ui = ui
        self._speakers = {(id_, speaker.name): speaker for id_, speaker in library.speakers()}

    def who(self, quote: Quote) -> tuple[str, str | None]:
        """Name and role of who says a quote."""
        speaker = self._speakers.get((quote.call.id, quote.speaker or ""))
        if speaker is None:
            return quote.speaker or word("outside", self.ui), quote.role
        return display_name(speaker, (speaker,), self.ui)

    def named(self, call: CallInfo, name: str) -> str:
        """A name of a call's speaker."""
        speaker = self._speakers.get((call.id, name))
        return display_name(speaker, (speaker,), self.ui)[0] if speaker else name

    def company(self, call: CallInfo) -> str:
        """Who holds a call."""
        return company_name(call.company, self.ui) or UNKNOWN

    def call(self, call: CallInfo) -> str:
        """ "Amazon · Q4 2025"."""
        return f"{self.company(call)} · {call.when}"


def opens(quote: Quote) -> Markup:
    """The attributes that make an element open the reader at a quote."""
    return target(quote.call.id, quote.turn, quote.start, quote.end)


def line(quote: Quote, voices: Voices, words: Markup | None = None) -> Markup:
    """A quote as a button: who says it and where, and the words, or `words` where they are marked up."""
    name, role = voices.who(quote)
    return h(
        '<button type="button" class="tc-passage tc-whole"{target}><span class="tc-who"><b>{name}</b> {role}<span>{where}</span>'
        '</span><span class="tc-passage-text" dir="auto">{words}</span></button>',
        target=opens(quote), name=name, role=f"{role} " if role and role != name else "",
        where=place(quote.section, quote.turn, voices.ui), words=text(quote.text) if words is None else words,
    )  # fmt: skip


def downloads(forms: Sequence[tuple[str, str]], ui: Language) -> Markup:
    """Buttons to take along what is shown, one a form: (form, its name)."""
    buttons = join(button("study-export", name, form=form) for form, name in forms)
    return h(
        '<div class="tc-downloads" role="group" aria-label="{l}"><span>{l}</span>{b}</div>',
        l=word("download", ui),
        b=buttons,
    )


TABLES = (("csv", "CSV"), ("md", "Markdown"))


def note(words: str) -> Markup:
    """A sentence in place of a result."""
    return h('<p class="tc-note tc-nothing">{w}</p>', w=words)


def more(after: int, total: int, ui: Language) -> Markup:
    """The button for what follows after so many of a list."""
    return button("study-more", word("show_more", ui, count=total - after), kind="tc-quiet tc-more", after=after)

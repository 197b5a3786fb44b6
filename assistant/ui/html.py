"""HTML from templates whose values are escaped: transcripts, questions and model output are untrusted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup

from assistant.render import clean

Icon = Literal[
    "edit", "retry", "copy", "up", "down", "test", "export", "close", "open", "remove", "link", "book", "ask"
]

# Drawn for this page on a grid of 16, in the colour of the text.
_PATHS: dict[Icon, str] = {
    "edit": "M3 13h2.5L13 5.5 10.5 3 3 10.5zM9 4.5 11.5 7",
    "retry": "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
    "copy": "M6 6h7v7H6zM3.5 10V3.5H10",
    "up": "M3 7.5h2v5.5H3zM5 8l3-5.5c1.2 0 1.7.9 1.4 2L9 6.5h4l-1 6.5H5",
    "down": "M3 8.5h2V3H3zM5 8l3 5.5c1.2 0 1.7-.9 1.4-2L9 9.5h4L12 3H5",
    "test": "M4 2.5h6l2.5 2.5v8.5H4zM6 8l1.5 1.5L10.5 6.5",
    "export": "M8 2.5v7M5 6.5l3 3 3-3M3 11v2.5h10V11",
    "close": "M4 4l8 8M12 4l-8 8",
    "open": "M3 3.5h4.5c.5 0 .5.5.5.5v9s0-.5-.5-.5H3zM13 3.5H8.5c-.5 0-.5.5-.5.5v9s0-.5.5-.5H13z",
    "remove": "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 8.5h6l.5-8.5",
    "link": "M7 9l2-2M6 7 4 9a2.1 2.1 0 0 0 3 3l2-2M10 9l2-2a2.1 2.1 0 0 0-3-3L7 6",
    "book": "M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2",
    "ask": "M3 3.5h10v7H8l-3 2.5v-2.5H3z",
}


def h(template: str, /, **values: object) -> Markup:
    """A template with its values filled in: those that are not Markup are cleaned and escaped."""
    safe = {name: value if isinstance(value, Markup) else clean(str(value)) for name, value in values.items()}
    return Markup(template).format(**safe)  # noqa: S704 - templates are literals of this package


def join(parts: Iterable[Markup], by: str = "") -> Markup:
    """The parts one after the other."""
    return Markup(by).join(parts)  # noqa: S704 - as above


def text(value: str) -> Markup:
    """Untrusted text whose line breaks are kept; other control, direction and zero-width characters go."""
    kept = (c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf"))
    return Markup.escape("".join(kept))


def paragraphs(value: str) -> Markup:
    """`text` with a gap after each of its lines; what is selected or read back is still the text itself."""
    return text(value).replace(Markup("\n"), Markup('<span class="tc-nl">\n</span>'))


def icon(name: Icon) -> Markup:
    """A small drawing without a name of its own; the button around it has one."""
    return h('<svg class="tc-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{d}"/></svg>', d=_PATHS[name])


def button(action: str, words: str, name: Icon | None = None, *, kind: str = "", **data: object) -> Markup:
    """A button that the page's script acts on (`data-do`); with an icon its words become its label."""
    attributes = join(h(' data-{name}="{value}"', name=k.replace("_", "-"), value=v) for k, v in data.items())
    classes = f"tc-button {kind}".strip()
    if name is None:
        return h(
            '<button type="button" class="{c}" data-do="{a}"{d}>{w}</button>',
            c=classes,
            a=action,
            d=attributes,
            w=words,
        )
    return h(
        '<button type="button" class="{c} tc-icon-button" data-do="{a}"{d} aria-label="{w}" title="{w}">{i}</button>',
        c=classes, a=action, d=attributes, w=words, i=icon(name),
    )  # fmt: skip

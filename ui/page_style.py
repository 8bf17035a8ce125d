"""How the page looks and what it says besides answers: colours, its introduction, its list of papers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.plain import clean_line
from assistant.referencing import date_in_words
from corpus.documents import Source

if TYPE_CHECKING:
    import gradio as gr

STATIC = Path(__file__).parent / "static"

TITLE = "Ask the papers"

MAX_LISTED = 50
"""Papers listed by name on the page."""

LIGHT = {
    "body_background_fill": "#ffffff",
    "body_text_color": "#0b0c0c",
    "body_text_color_subdued": "#505a5f",
    "block_info_text_color": "#505a5f",
    "block_label_text_color": "#0b0c0c",
    "block_title_text_color": "#0b0c0c",
    "link_text_color": "#1d70b8",
    "button_primary_background_fill": "#00703c",
    "button_primary_background_fill_hover": "#005a30",
    "button_primary_text_color": "#ffffff",
    "button_secondary_background_fill": "#f3f2f1",
    "button_secondary_background_fill_hover": "#dbdad9",
    "button_secondary_text_color": "#0b0c0c",
    "input_background_fill": "#ffffff",
    "input_border_color": "#0b0c0c",
}
"""Gradio's theme variables: the GOV.UK Design System's colours, each pair at WCAG AA contrast or better."""


def theme() -> gr.themes.Base:
    """Gradio's plainest theme in our colours, with no font to load, and the same in the dark."""
    import gradio as gr

    chosen = gr.themes.Base(font=("Arial", "Helvetica", "sans-serif"), font_mono=("monospace",), radius_size="none")
    chosen.set(**LIGHT)
    # Gradio follows the system into dark colours that nobody has checked for contrast here: keep to the light ones.
    for name in [name for name in vars(chosen) if name.endswith("_dark")]:
        setattr(chosen, name, getattr(chosen, name.removesuffix("_dark")))
    return chosen


def head_html() -> str:
    """Our stylesheet and script, each named with its contents' hash, so that no browser keeps an old one."""
    tags = {
        "page.css": '<link rel="stylesheet" href="./page/{}">',
        "page.js": '<script defer src="./page/{}"></script>',
    }
    versions = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12] for name in tags}
    return "".join(tag.format(f"{name}?v={versions[name]}") for name, tag in tags.items())


def papers(count: int) -> str:
    """A number of papers in words.

    >>> papers(5), papers(1), papers(0), papers(12)
    ('five papers', 'one paper', 'no papers', '12 papers')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{words[count] if count < len(words) else f'{count:,}'} paper{'' if count == 1 else 's'}"


def introduction_html(n_documents: int) -> str:
    """What the service is, in two sentences."""
    return (
        '<p class="ra-service">Reforms assistant</p>'
        f"<h1>{escape(TITLE)}</h1>"
        f'<p class="ra-lead">Type a question. The answer comes word for word from the {papers(n_documents)} listed '
        "below, and shows where each sentence stands.</p>"
    )


def about_html(documents: Sequence[Source], n_documents: int) -> str:
    """The papers searched, and what this service is and is not."""
    lines = []
    for source in documents[:MAX_LISTED]:
        described = (source.publisher, source.kind, date_in_words(source.published))
        said = escape(", ".join(clean_line(part) for part in described if part))
        lines.append(f"<li><strong>{escape(clean_line(source.title))}</strong> <span>{said}</span></li>")
    rest = n_documents - len(lines)
    if rest > 0:
        lines.append(f"<li>{'and ' if lines else ''}{rest:,} more</li>")
    return (
        f"<details><summary>The {papers(n_documents)} searched</summary><ul>{''.join(lines)}</ul></details>"
        '<p class="ra-footer">This service quotes from the papers listed and from nothing else. It can miss or misread '
        "a passage, and it knows nothing newer than the papers. It is not advice and not a statement of any council or "
        "of the Government. A conversation is kept in memory only and is gone two hours after its last question.</p>"
    )

"""How the Gradio page looks: its colours by day and in the dark, our stylesheet and script in its head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages import asset

if TYPE_CHECKING:
    import gradio as gr

TITLE = "Ask the papers"

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


DARK = {
    "body_background_fill": "#121417",
    "body_text_color": "#f3f2f1",
    "body_text_color_subdued": "#b8bfc4",
    "block_info_text_color": "#b8bfc4",
    "block_label_text_color": "#f3f2f1",
    "block_title_text_color": "#f3f2f1",
    "link_text_color": "#8ec5ff",
    "button_primary_background_fill": "#00703c",
    "button_primary_background_fill_hover": "#005a30",
    "button_primary_text_color": "#ffffff",
    "button_secondary_background_fill": "#2b3036",
    "button_secondary_background_fill_hover": "#3a4047",
    "button_secondary_text_color": "#f3f2f1",
    "input_background_fill": "#121417",
    "input_border_color": "#f3f2f1",
}
"""Likewise for whoever has set their system to dark."""


def theme() -> gr.themes.Base:
    """Gradio's plainest theme in our colours, with no font to load."""
    import gradio as gr

    chosen = gr.themes.Base(font=("Arial", "Helvetica", "sans-serif"), font_mono=("monospace",), radius_size="none")
    return chosen.set(**LIGHT, **{f"{name}_dark": colour for name, colour in DARK.items()})


def head_html() -> str:
    """Our stylesheet and scripts, each named with its contents' hash, so that no browser keeps an old one."""
    return (
        f'<link rel="stylesheet" href="{asset("page.css")}"><link rel="stylesheet" href="{asset("views.css")}">'
        f'<script defer src="{asset("page.js")}"></script>'
        f'<script defer src="{asset("site.js")}"></script>'
    )


def papers(count: int) -> str:
    """A number of papers in words.

    >>> papers(5), papers(1), papers(0), papers(12)
    ('five papers', 'one paper', 'no papers', '12 papers')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{words[count] if count < len(words) else f'{count:,}'} paper{'' if count == 1 else 's'}"

"""What tests of the page read from it, and how they get at it."""

import os
from pathlib import Path

from autograd.views.numbers import plain_text

NPM = Path(os.environ.get("NPM_PACKAGES", Path(__file__).parents[1] / ".venv" / "npm" / "node_modules"))


def words_in(page, selector):
    """What an element says, with minus signs as Python types them."""
    return plain_text(page.inner_text(selector))


def card(page, name):
    """The lines on a card: its title, its value, its gradient."""
    cards = page.eval_on_selector_all(
        "svg g.node:not(.bare)",
        """groups => groups.map(g =>
          [g.querySelector(".name").textContent, [...g.querySelectorAll("text")].map(t => t.textContent)])""",
    )
    return next(lines for shown, lines in cards if shown == name)


def choose(page, name):
    """Click the card of a value."""
    if page.is_visible("#close"):
        page.click("#close")
    i = page.evaluate("name => nodes.findIndex(node => node.name === name)", name)
    page.click(f"#graph g.node[data-node='{i}']")


def downhill(page):
    """Open the panel of gradient descent."""
    if not page.is_visible("#downhill"):
        page.click("#hill")


def tables(page):
    """Open the tables."""
    if not page.is_visible("#tables"):
        page.click("#list")

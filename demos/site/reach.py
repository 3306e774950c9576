"""Small changes of the theme's HTML, so that the keyboard and readers that speak reach all of a page."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

CHANGES = {  # what can be scrolled must take the focus
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper docutils container">': '<div class="table-wrapper docutils container" tabindex="0">',
    '<div class="table-wrapper colwidths-auto docutils container">': (
        '<div class="table-wrapper colwidths-auto docutils container" tabindex="0">'
    ),
}


def make_reachable(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Change the body of a page before it is written."""
    for before, after in CHANGES.items():
        context["body"] = context.get("body", "").replace(before, after)


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the changes."""
    app.connect("html-page-context", make_reachable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

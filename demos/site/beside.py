"""The directive `peers`: the table of what each library answered to the questions in `peers`."""

import html
import json
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from demos.site.peers.answers import ANSWERS, LIBRARIES
from demos.site.peers.ask import QUESTIONS


def in_words(answer: Any) -> str:
    """Return an answer as a cell of the table shows it."""
    if answer is None:
        return "None"
    if isinstance(answer, list):
        shape, word = answer
        return f"shape {tuple(shape)}, {word}"
    return f"{answer:.6g}" if isinstance(answer, (int, float)) else str(answer)


class AnswersOfPeers(SphinxDirective):
    """The table of what each library answered."""

    def run(self) -> list[nodes.Node]:
        """Return the table, with the libraries' versions in its head."""
        answers = json.loads(ANSWERS.read_text(encoding="utf-8"))
        head = "".join(f"<th>{name} {answers[key]['version']}</th>" for key, name in LIBRARIES.items())
        lines = []
        for question, words in QUESTIONS.items():
            cells = (html.escape(in_words(answers[library]["answers"][question])) for library in LIBRARIES)
            lines.append(f"<tr><th>{html.escape(words)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
        table = f"<table><thead><tr><th>question</th>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
        return [nodes.raw("", f'<div class="shown wide" tabindex="0">{table}</div>', format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the directive."""
    app.add_directive("peers", AnswersOfPeers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""One self-contained page that walks through the steps, and computes them again: no server, no network, one file."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np

from autograd.names import clipped, is_raw_number
from autograd.node import Node
from autograd.symbols import ATOM, Name, number_of
from autograd.views.drawing.draw import FONT, MOST_CARDS, drawing_of, rows_of
from autograd.views.drawing.render import NoPictureError
from autograd.views.edges import ShortWriter, rule_of
from autograd.views.explanation.entries import entries_of
from autograd.views.explanation.live import program
from autograd.views.explanation.passes import Steps
from autograd.views.numbers import data_text
from autograd.writers.latex import Latex
from autograd.writers.mathml import MathML
from autograd.writers.text import COMPARISON, PREFIX, Writer


class _Places(Writer):
    """Leaves a place for every number and gradient, which the page fills in: its name between two private letters."""

    index: dict[str, int]  # the place of each node among them all, by name

    def text(self, x: Any, binds: int = COMPARISON) -> str:
        if number_of(x) is x:
            return super().text(x, binds)
        return f"{OPENS}{'(' if binds > PREFIX else ''}{x.name}{CLOSES}"  # with a bracket if a minus sign needs them

    def right(self, x: Any, binds: int) -> str:
        return super().right(x, binds) if number_of(x) is x else self.text(x, ATOM)

    def name(self, name: str) -> str:
        if isinstance(name, Name) and name.numerator in self.index and name.label in self.index:
            return f"{OPENS}{self.index[name.numerator]} by {self.index[name.label]}{CLOSES}"
        return super().name(name)


class _Text(_Places, ShortWriter): ...


class _Latex(_Places, Latex): ...


OPENS, CLOSES = "\ue000", "\ue001"
STEPPER = resources.files(__package__).joinpath("stepper")
STEPPER_FILES = ("page.html", "page.css", "state.js", "said.js", "shown.js", "moved.js", "page.js")
CARDS_BOTH_WAYS = 40  # cards up to which the page has the graph in both directions


def page(steps: Steps, text: str, examples: Mapping[int, Any], *, quiz: bool = False, handout: bool = False) -> str:
    """Return the page's source.

    Args:
        steps: both passes.
        text: the steps for browsers without scripts.
        examples: m numbers by the place of their node.
        quiz: whether it starts at the first question.
        handout: whether it starts as a sheet to print, with blanks and an answer key.
    """
    reading = steps.reading
    code, why = program(steps)
    drawn, down, cards = _pictures(steps)
    mathml = MathML(digits=4)
    data = _data(steps, cards, mathml) | {"quiz": quiz, "handout": handout, "still": why, "examples": examples}
    title = f"Backpropagation of {clipped(reading.names[reading.J])}, step by step"
    formula = mathml.aligned((left, "=", right) for left, right in reading.equations(mathml.text))
    formula += "".join(f'<p class="soft">{html.escape(sentence)}</p>' for sentence in steps.later)
    return filled_page(
        STEPPER, STEPPER_FILES, title, code, data, FORMULA=formula, GRAPH=drawn, DOWN=down, TEXT=html.escape(text)
    )


def filled_page(folder: Any, names: Sequence[str], title: str, program: str, data: Any, **more: str) -> str:
    """Return a page of one file: a template, a style, and scripts after the program, whose hash its policy names."""
    files = [STEPPER.joinpath("head.html"), STEPPER.joinpath("base.css"), *map(folder.joinpath, names)]
    head, base, template, css, *scripts = (file.read_text(encoding="utf-8") for file in files)
    script = f'"use strict";\n{program}\n{"".join(scripts)}'
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    coded = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    places = {**more, "TITLE": html.escape(title), "STYLE": base + css, "SCRIPT": script, "HASH": digest}
    places["DATA"] = re.sub("[<>&]", lambda sign: f"\\u{ord(sign[0]):04x}", coded)
    # One pass over the template, so that nothing in a label is ever taken for a placeholder.
    return re.sub(r"\[\[([A-Z]+)\]\]", lambda place: places[place[1]], head + template)


def _data(steps: Steps, cards: dict[Node, str], mathml: MathML) -> dict[str, Any]:
    """Return the data of the page: nodes in order, edges in the order of the backward pass, and cards."""
    reading = steps.reading
    index = {node: i for i, node in enumerate(reading.order)}
    texts, tex = _Text(), _Latex(digits=4)
    texts.index = tex.index = {name: index[node] for node, name in reading.names.items()}
    text = texts.text
    members: dict[str, list[int]] = {}
    for node, card in cards.items():
        members.setdefault(card, []).append(index[node])
    nodes: list[dict[str, Any]] = [
        {
            "name": clipped(name),
            "math": mathml.name(name),
            "latexName": tex.name(name),
            "card": cards.get(node),
            "value": _number(reading.held[node]),
            "rows": len(rows_of(data_text(node.raw))),
            "constant": node.constant,
            "bare": is_raw_number(node),
        }
        for node, name in reading.names.items()
    ]
    for step in steps.forward:
        nodes[index[step.node]] |= {
            "equation": list(map(text, step.sides)),
            "latex": step.written(tex),
            "detail": step.detail,
            "rule": rule_of(step.node).name,
            "entries": "\n".join(entries_of(step)),
        }
    edges = [
        {
            "node": index[step.node],
            "parent": index[step.parent],
            "id": f"edge-{reading.keys[step.node]}-{step.i}",
            "equation": f"{text(step.sides[0])} += {' = '.join(map(text, step.sides[1:]))}",
            "latex": step.written(tex),
            "math": mathml.text(step.local_side),
            "formula": clipped(step.formula, 28),
            "chain": step.local is not None and step.node.shape == step.parent.shape,
            "asked": step.is_scalar and not np.ndim(step.local) + np.ndim(step.after),
            "local": None if step.local is None else _number(np.asarray(step.local, dtype=float)),
            "adds": _number(step.contribution),
            "after": _number(step.after),
            "entries": "\n".join(entries_of(step)),
        }
        for step in steps.backward
    ]
    updates = [
        {
            "node": index[step.node],
            "name": step.by_name,
            "numbers": list(map(text, step.sides[2:])),
            "latex": step.written(tex),
            "result": _number(step.result),
        }
        for step in steps.updates
    ]
    data = {"members": members, "alpha": steps.alpha, "seed": data_text(np.ones(reading.J.shape)), "updates": updates}
    return data | {"nodes": list(map(_without_defaults, nodes)), "edges": list(map(_without_defaults, edges))}


def _without_defaults(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry without the fields that are False or empty."""
    return {name: x for name, x in entry.items() if x is not False and x != "" and x != []}


def _number(x: Any) -> Any:
    """Return a number, or the text of an array or of a number that JSON does not have."""
    return float(x) if np.ndim(x) == 0 and np.isfinite(x) else data_text(x)


def _pictures(steps: Steps) -> tuple[str, str, dict[Node, str]]:
    """Return the drawn graph as inline SVG from left to right and downwards, and the card of each node."""
    drawing = drawing_of(steps.reading, gradients=steps.gradients)
    count = len(set(drawing.cards.values()))
    if count > MOST_CARDS:
        return "<p>The graph has too many cards to draw here; the steps are below.</p>", "", {}
    try:
        picture = _inline(drawing.picture("svg"))
        drawing.graph.attr(rankdir="TB")
        return picture, _inline(drawing.picture("svg")) if count <= CARDS_BOTH_WAYS else "", drawing.cards
    except NoPictureError as error:
        return f"<pre>{html.escape(drawing.tree())}\n\n{html.escape(str(error))}</pre>", "", {}


def _inline(picture: bytes) -> str:
    """Return an SVG to stand in a page, without the titles that Graphviz gives."""
    svg = picture.decode()
    svg = re.sub(r"<title>.*?</title>\n?|<!--.*?-->\n?", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    for attribute in (' text-anchor="middle"', f' font-family="{FONT}"'):  # once for all
        svg = svg.replace(attribute, "").replace("<svg", f"<svg{attribute}", 1)
    return svg

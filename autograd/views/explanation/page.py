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
from autograd.views.cards import fused_notes, later_text
from autograd.views.edges import rule_of, short
from autograd.views.explanation.equations import Backward, Update
from autograd.views.explanation.live import MOST_ENTRIES, program
from autograd.views.explanation.passes import Steps
from autograd.views.explanation.places import PlaceMathML, Written
from autograd.views.numbers import data_text
from autograd.views.reading import Reading

PAGES = resources.files(__package__).joinpath("pages")
SCRIPTS = (
    "numbers curve state boxes layers order places cards graph overview words mathematics quiz walk panel focus "
    "downhill sheet address page"
)
AROUND = re.compile(r"\s*([{};,])\s*")  # of a style
SPARE = re.compile(r"(?m)^ *(?://.*\n)?|/\*.*?\*/| +// [^\"'`\n]*$")  # indentation and comments
# Lines of a script without a regular expression; spaces around signs, outside of texts and templates.
PLAIN_LINE = re.compile(r"(?m)^(?!.*/[^ ])[^'\\\n]+$")
SPACES = re.compile(r'("[^"]*"|`.*`)| ?([=?:,{}()<>&|;]+) ?')


def page(steps: Steps, text: str, examples: Mapping[int, Any], **begins: Any) -> str:
    """Return the page's source.

    Args:
        steps: both passes.
        text: the steps for browsers without scripts.
        examples: m numbers by the place of their node.
        begins: how it starts, quiz=True at the first question, or as a sheet to print, handout="blanks" or "key", with
            the number of the sheet.
    """
    reading = steps.reading
    code, why = program(steps)
    movement, memories = steps.optimizer.script(steps.parameters)
    data = _data(steps, memories) | begins | {"still": why, "examples": examples}
    title = f"Backpropagation of {clipped(reading.names[reading.J])}, step by step"
    mathml = PlaceMathML(digits=4)
    formula = mathml.aligned((left, "=", right) for left, right in reading.equations(mathml.text))
    formula += "".join(f'<p class="soft">{html.escape(sentence)}</p>' for sentence in steps.notes)
    scripts = SCRIPTS.split()
    if begins.get("handout"):
        scripts.insert(-1, "handout")
    files = ["page.html", "page.css", *[f"{name}.js" for name in scripts]]
    return filled_page(PAGES, files, title, f"{code}\n{movement}", data, FORMULA=formula, TEXT=html.escape(text))


def filled_page(folder: Any, names: Sequence[str], title: str, program: str, data: Any, **more: str) -> str:
    """Return a page of one file: a template, a style, and scripts after the program, whose hash its policy names."""
    files = [PAGES.joinpath("head.html"), PAGES.joinpath("base.css"), *map(folder.joinpath, names)]
    head, base, template, css, *scripts = (SPARE.sub("", file.read_text(encoding="utf-8")) for file in files)
    code = "\n".join(['"use strict";', program, *scripts])
    script = PLAIN_LINE.sub(lambda line: SPACES.sub(r"\1\2", line[0]), code)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    places = {
        **more,
        "TITLE": html.escape(title),
        "STYLE": AROUND.sub(r"\1", base + css),
        "SCRIPT": script,
        "HASH": digest,
        # Without the sign that begins a tag, so that no label ends the script.
        "DATA": json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    # One pass over the template, so that nothing in a label is ever taken for a placeholder.
    return re.sub(r"\[\[([A-Z]+)\]\]", lambda place: places[place[1]], head + template)


def _data(steps: Steps, memories: Mapping[Node, Any]) -> dict[str, Any]:
    """Return the data of the page: nodes in order, and edges in the order of the backward pass."""
    reading, written = steps.reading, Written()
    wholes = dict(reading.equations(short))
    index = {node: i for i, node in enumerate(reading.order)}
    nodes = [_node(node, reading, written) | {"inputs": [index[x] for x in node.parents]} for node in reading.order]
    for step in steps.forward:
        nodes[index[step.node]] |= written.step(step) | {
            "op": clipped(short(reading.formula(step.node)), 80),
            "whole": clipped(wholes.get(step.name, ""), 80),
            "rule": rule_of(step.node).name,
        }
    for node, memory in memories.items():
        nodes[index[node]]["memory"] = list(map(_number, memory))
    edges = [_edge(step, written) | {"node": index[step.node], "parent": index[step.parent]} for step in steps.backward]
    updates = [_update(step, written) | {"node": index[step.node]} for step in steps.updates]
    return {
        "optimizer": type(steps.optimizer).__name__,
        "alpha": steps.optimizer.alpha,
        "seed": steps.walk[len(steps.forward)].written(written.tex),
        "nodes": list(map(_without_defaults, nodes)),
        "edges": list(map(_without_defaults, edges)),
        "updates": list(map(_without_defaults, updates)),
    }


def _node(node: Node, reading: Reading, written: Written) -> dict[str, Any]:
    """Return what the page knows of any node."""
    name = reading.names[node]
    return {
        "name": clipped(name),
        "label": clipped(node.label, 60),
        "math": written.mathml.name(name),
        "shape": list(node.shape),
        "value": _number(reading.held[node]),
        "constant": node.constant,
        "bare": is_raw_number(node),
        "notes": fused_notes(reading, [node]),
        "later": later_text(reading, node),
    }


def _edge(step: Backward, written: Written) -> dict[str, Any]:
    """Return what the page knows of a backward step."""
    is_wider, local = step.node.shape != step.parent.shape, step.local
    return written.step(step) | {
        "place": step.i,
        "math": written.mathml.text(step.local_side),
        "label": clipped(short(step.reading.pulled_back(step.node, step.i) if is_wider else step.local_side), 80),
        "chain": local is not None and not is_wider,
        "ambiguous": step.is_ambiguous,
        "local": None if local is None else _number(np.broadcast_to(local, step.node.shape)),
        "localShape": list(np.shape(local)),
        "adds": _number(step.contribution),
        "after": _number(step.after),
    }


def _update(step: Update, written: Written) -> dict[str, Any]:
    """Return what the page knows of an update, which fills a place: updated, or kept0 for what is remembered."""
    fills, _ = step.outcome.name.split()
    return written.step(step) | {"name": step.by_name, "result": _number(step.result), "fills": fills}


def _without_defaults(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry without the fields that are False or empty."""
    return {name: x for name, x in entry.items() if x is not False and x not in ("", [])}


def _number(x: Any) -> Any:
    """Return a number, a list of the entries of an array, or the text of what is too large or no JSON."""
    if np.ndim(x) and 0 < np.size(x) <= MOST_ENTRIES:
        return [_number(entry) for entry in np.ravel(x)]
    return float(x) if np.ndim(x) == 0 and np.isfinite(x) else data_text(x)

"""One self-contained page that walks through the steps: no server, no network, one file."""

import html
import json
import re
from collections import Counter
from importlib import resources
from typing import Any

import numpy as np

from autograd.node import Node
from autograd.views.drawing.draw import MANY, drawing_of, rows_of
from autograd.views.drawing.render import NoPictureError
from autograd.views.edges import gone_past, gradient_name, notes_of
from autograd.views.explanation.passes import Backward, Steps
from autograd.views.explanation.quiz import answers_to, hints
from autograd.views.numbers import clipped, data_text, is_raw_number, is_small, keys_of


def page(steps: Steps, text: str, *, quiz: bool = False) -> str:
    """The page's source.

    Args:
        steps: the recorded passes.
        text: the same as text, for browsers without scripts.
        quiz: whether the page starts by asking.
    """
    template = resources.files("autograd.views.explanation").joinpath("stepper.html").read_text(encoding="utf-8")
    picture, cards = _graph(steps)
    title = f"Backpropagation of {clipped(steps.names[steps.J])}, step by step"
    shared = [card for card, nodes in Counter(cards.values()).items() if nodes > 1]
    data = {
        "steps": page_steps(steps, cards),
        "values": _values(steps, {node: card for node, card in cards.items() if card not in shared}),
        "shared": shared,  # cards of several nodes, whose numbers are shown when all are known
        "known": len(steps.forward) + len(steps.backward),
        "quiz": quiz,
    }
    parts = {
        "TITLE": html.escape(title),
        "GRAPH": picture,
        "TEXT": html.escape(text),
        "DATA": json.dumps(data, allow_nan=False)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026"),
    }
    # One pass over the template, so that nothing in a label is ever taken for a placeholder.
    return re.sub(r"\[\[(\w+)\]\]", lambda found: parts[found[1]], template)


def page_steps(steps: Steps, cards: dict[Node, str]) -> list[dict[str, Any]]:
    """What the page says and shows at each step: the forward pass, the backward pass, the update."""
    J, keys = steps.names[steps.J], keys_of(steps.names)
    said: list[dict[str, Any]] = [
        {
            "phase": "forward pass, a value is computed",
            "equation": step.equation,
            "note": step.detail,
            "node": keys[step.node],
            "value": True,
            "receiver": cards.get(step.node),
        }
        for step in steps.forward
    ]
    said.append(
        {
            "phase": "backward pass, where it begins",
            "equation": f"{gradient_name(steps.J, steps.names)} = 1",
            "note": f"{J} changes as fast as itself.",
            "active": cards.get(steps.J),
            "gradient": {"node": keys[steps.J], "text": data_text(np.ones(steps.J.shape))},
        }
    )
    said += [_backward(step, keys, cards) for step in steps.backward]
    for update in steps.updates:
        by_name, put_in, result = update.texts(steps.alpha)
        said.append(
            {
                "phase": "update, a step downhill",
                "equation": f"{by_name}: {put_in} = {result}" if put_in else by_name,
                "note": f"alpha = {steps.alpha:g} is the learning rate."
                + ("" if put_in else f"\n{update.name}: {result}"),
                "node": keys[update.node],
                "updated": result,
                "receiver": cards.get(update.node),
            }
        )
    return said


def _backward(step: Backward, keys: dict[Node, str], cards: dict[Node, str]) -> dict[str, Any]:
    said = []
    if step.before is not None and is_small(step.after):
        said.append(f"It already had {data_text(step.before)}, so it adds up: {data_text(step.after)}.")
    elif step.before is not None:
        said.append("It already had a gradient, so it adds up.")
    card = cards.get(step.node)
    if card and card == cards.get(step.parent):
        said.append("Both values are inside this card.")
    if not is_small(step.after):
        said.append(f"\n{step.so_far}")
    return {
        "phase": "backward pass, the chain rule on one edge",
        "equation": step.equation,
        "note": " ".join(said).strip(),
        "active": card,
        "receiver": cards.get(step.parent),
        "edge": f"edge-{keys[step.node]}-{step.i}",
        "gradient": {"node": keys[step.parent], "text": data_text(step.after)},
        "quiz": _question(step) if step.is_scalar else None,
    }


def _question(step: Backward) -> dict[str, Any]:
    """What the quiz asks of an edge, the right numbers, and a hint from the rule for each."""
    question = f"{step.name} -> {step.parent_name}: what does this edge add to {step.gradient_name}?"
    return {"question": question, "numbers": answers_to(step), "hints": hints(step)}


def _graph(steps: Steps) -> tuple[str, dict[Node, str]]:
    """The drawn graph as inline SVG, and the card of each node; the text tree where no picture can be made."""
    drawing = drawing_of(steps.J, gradients=steps.gradients)
    if len(set(drawing.cards.values())) > MANY:
        return "<p>The graph has too many cards to draw here; the steps are below.</p>", {}
    try:
        picture = drawing.picture("svg").decode()
    except NoPictureError as error:
        return f"<pre>{html.escape(drawing.tree())}\n\n{html.escape(str(error))}</pre>", {}
    picture = picture[picture.index("<svg") :]
    return re.sub(r"<title>.*?</title>", "", picture, flags=re.DOTALL), drawing.cards


def _values(steps: Steps, cards: dict[Node, str]) -> list[dict[str, Any]]:
    """The rows of the table of values, in the order of the forward pass, without bare numbers."""
    keys, past = keys_of(steps.names), gone_past(list(steps.names))
    return [
        {
            "node": keys[node],
            "name": clipped(name),
            "value": data_text(node.raw),
            "notes": len(notes_of([node], steps.names, past)),
            "rows": len(rows_of(data_text(node.raw))),
            "computed": not node.is_leaf,
            "constant": node.constant,
            "card": cards.get(node),
        }
        for node, name in steps.names.items()
        if not is_raw_number(node)
    ]

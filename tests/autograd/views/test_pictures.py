"""The pictures in the README are made by the project, and are those of today."""

import re
from pathlib import Path

from autograd import draw
from demos.neuron import neuron

PICTURES = Path(__file__).parents[3] / "demos" / "pictures"


def texts(svg):
    return sorted(re.findall(r"<text[^>]*>([^<]*)</text>", svg.replace("&#45;", "-")))


def test_the_neuron_in_the_readme_is_the_neuron_that_is_drawn():
    J = neuron()
    J.backward()
    drawn = draw(J, show="both").picture("svg").decode()
    assert texts((PICTURES / "neuron.svg").read_text(encoding="utf-8")) == texts(drawn)

"""Job W: how long the pages take in Chromium, beside a bare change of a text.

A step and another number on the page of a graph; on the playground an epoch, and a frame with all its maps.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from autograd import Value, explain
from nn import Dense, Sequential

MEDIAN = """(act) => {
  const times = [];
  for (let k = 0; k < 40; k++) {
    const start = performance.now();
    act(k);
    document.body.offsetHeight;  // laid out too
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[20];
}"""
ACTS = {
    "a text changed": "k => { document.getElementById('equation').textContent = k; }",
    "a step": "k => go(Math.floor(steps.length * k / 40))",
    "another number": "k => { leaves[0] = 0.5 + k / 1000; recompute(); }",
}


def chain(layers: int) -> Value:
    """A recurrence of so many layers, each with a name."""
    x = Value(0.5, "x")
    J = x
    for k in range(layers):
        J = np.tanh(J * 0.9 + x)
        J.label = f"s{k}"
    return J


def playground() -> Any:
    """The page of a network with two inputs and 337 weights."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2))
    model = Sequential([Dense(16, "tanh"), Dense(16, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    return model.playground(X, (X[:, 0] * X[:, 1] > 0).astype(float))


def main() -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or sys.exit("no chromium here")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for layers in (57, 300):
            explained = explain(chain(layers))
            path = explained.save(Path(folder) / "page.html")
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(path.as_uri())
            print(f"{len(explained.steps.walk):,} steps, {path.stat().st_size / 1000:.0f} kB, medians of 40:")
            for name, act in ACTS.items():
                print(f"  {name:<16}{page.evaluate(f'({MEDIAN})({act})'):8.1f} ms")
            page.close()
        path = playground().save(Path(folder) / "playground.html")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.as_uri())
        print(f"playground 2-16-16-1, 200 examples, {path.stat().st_size / 1000:.0f} kB, medians of 40:")
        for name, act in {"an epoch": "oneEpoch", "a frame": "() => { playing = true; oneEpoch(); draw(); }"}.items():
            print(f"  {name:<16}{page.evaluate(f'({MEDIAN})({act})'):8.1f} ms")
        page.close()
        browser.close()


if __name__ == "__main__":
    main()

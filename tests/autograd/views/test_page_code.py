"""The page's code that needs no page: numbers, names of entries and boxes, run by node and compared with Python."""

import json
import re
import shutil
import subprocess
from importlib import resources

import numpy as np
import pytest

from autograd.names import number_text
from autograd.views.numbers import plain_text, range_text

FOLDER = resources.files("autograd.views.explanation").joinpath("pages")
CODE = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir() if file.name.endswith((".js", ".css"))}


def run(names, function, data):
    """What a function makes of data, in the scope of some of the page's files."""
    node = shutil.which("node")
    if not node:
        pytest.skip("no node here")
    files = "".join(CODE[f"{name}.js"] for name in names.split())
    end = f'const input = JSON.parse(require("fs").readFileSync(0, "utf8"));\nconst result = ({function})(input);'
    return json.loads(
        subprocess.run(
            [node, "-e", f'"use strict";\n{files}\n{end}\nprocess.stdout.write(JSON.stringify(result));'],
            input=json.dumps(data), capture_output=True, check=True, text=True, timeout=60,
        ).stdout
    )  # fmt: skip


def test_digits_are_pythons():
    rng = np.random.default_rng(1)
    numbers = [0.0, -0.0, -12345.0, 12355.0, 1234.5, 1235.5, 99995.0, 9999.5, 1e-4, 9.9995e-5, 1e100, 5e-324]
    numbers += [float(x) for x in rng.normal(size=10_000) * 10.0 ** rng.integers(-8, 9, size=10_000)]
    assert run("numbers", "xs => xs.map(real)", numbers) == list(map(number_text, numbers))
    loud = [number_text(x) for x in (np.nan, np.inf, -np.inf)]
    assert run("numbers", "() => [NaN, Infinity, -Infinity].map(real)", None) == loud


def test_ranges_are_pythons():
    arrays = [np.random.default_rng(seed).normal(size=seed + 1).tolist() for seed in range(50)]
    assert run("numbers", "xs => xs.map(x => plain(rangeOf(x)))", arrays) == [
        plain_text(range_text(np.array(x))) for x in arrays
    ]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1/2", 0.5), ("\u22121/4", -0.25), ("0,5", 0.5), (" -3 ", -3.0), ("1e-3", 0.001), ("", None), ("abc", None),
     ("1e400", None), ("1/0", None), ("1/2/3", None), ("1/", None), ("0x", None)],
)  # fmt: skip
def test_what_is_typed_is_a_number_or_none(typed, number):
    assert run("numbers", "text => { const x = readNumber(text); return Number.isFinite(x) ? x : null; }", typed) == (
        number
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [("-2 - (-x)", "\u22122 \u2212 (\u2212x)"), ("1e-05", "1e\u221205"), ("skip-link", "skip-link"), ("d -", "d -"),
     ("v1 -> a", "v1 -> a"), ("w -= 1", "w \u2212= 1"), ("[0 -1]", "[0 \u22121]"), ("-INF", "\u2212INF")],
)  # fmt: skip
def test_a_minus_is_no_hyphen(text, shown):
    assert run("numbers", "withMinus", text) == shown


def test_a_repeated_array_is_what_it_was():
    rng = np.random.default_rng(2)
    cases = []
    for _ in range(200):
        wide = tuple(int(n) for n in rng.integers(1, 4, size=rng.integers(0, 4)))
        narrow = tuple(n if rng.random() < 0.5 else 1 for n in wide)[int(rng.integers(0, len(wide) + 1)) :]
        array = rng.normal(size=narrow)
        cases.append([np.broadcast_to(array, wide).ravel().tolist(), list(wide), list(narrow), array.ravel().tolist()])
    narrowed = run(
        "numbers", "xs => xs.map(([numbers, shape, narrow]) => unrepeated({ numbers, shape }, narrow))", cases
    )
    assert [x["numbers"] for x in narrowed] == [case[-1] for case in cases]
    assert [x["shape"] for x in narrowed] == [case[2] for case in cases]


def test_an_index_is_numpys():
    shapes = [(3,), (2, 3), (4, 1, 2), (2, 2, 2, 2)]
    names = run("numbers", "xs => xs.map(s => Array.from({ length: sizeOf(s) }, (_, k) => indexText(s, k)))", shapes)
    for shape, texts in zip(shapes, names, strict=True):
        assert texts == [f"[{','.join(map(str, index))}]" for index in np.ndindex(shape)]


def layer_of_entries(rows, columns):
    """The nodes of a dense layer of Values: its inputs, weights, products, sums, and a cost of them all."""
    nodes = [{"label": f"x[{i}]"} for i in range(rows)]
    at, ends = {}, []
    for i in range(rows):
        for j in range(columns):
            at[i, j] = len(nodes)
            nodes.append({"label": f"W[{i},{j}]"})
    for j in range(columns):
        for i in range(rows):
            nodes.append({"inputs": [i, at[i, j]]})
            if i:
                nodes.append({"inputs": [len(nodes) - 1, ends[-1] if i == 1 else len(nodes) - 2]})
            ends.append(len(nodes) - 1)
        nodes[-1]["label"] = f"z[{j}]"
        ends.append(len(nodes) - 1)
    nodes.append(
        {"inputs": [i for i, node in enumerate(nodes) if node.get("label", "").startswith("z[")], "label": "J"}
    )
    return nodes


CARDS = """([nodes, names]) => {
  const paths = boxPaths(nodes), opened = new Set(names);
  const open = cardsOf(nodes, paths, opened), all = cardsOf(nodes, paths, new Set(paths.flat()));
  return [open.map(({ box, members }) => [titleOf(box), members]), all.length];
}"""


@pytest.mark.parametrize("size", [(3, 4), (12, 12), (40, 50)])
def test_a_graph_of_thousands_of_nodes_opens_as_boxes_by_label_and_row(size):
    nodes = layer_of_entries(*size)
    cards, most = run("boxes", CARDS, [nodes, []])
    assert sorted(i for _, members in cards for i in members) == list(range(len(nodes)))
    assert most == len(nodes)  # with all boxes open
    if len(nodes) <= 60:
        assert len(cards) == len(nodes)
        return
    assert [title for title, _ in cards] == ["x", "W", "z", None]
    rows, _ = run("boxes", CARDS, [nodes, ["all W"]])
    assert [title for title, _ in rows if title and title.startswith("W")] == [f"W[{i},\u2026]" for i in range(size[0])]
    entries, _ = run("boxes", CARDS, [nodes, ["all W", "row W[3,"]])
    assert len(entries) == len(rows) + size[1] - 1


def test_a_graph_without_labels_opens_as_parts():
    nodes = [{"label": "x"}] + [{"inputs": [max(0, i - 7), i]} for i in range(3000)]
    cards, most = run("boxes", CARDS, [nodes, []])
    assert 1 < len(cards) <= 250
    assert sorted(i for _, members in cards for i in members) == list(range(len(nodes)))
    assert most == len(nodes)


@pytest.mark.parametrize("name", sorted(CODE))
def test_code_is_readable(name):
    """No line is longer than 120 letters, and no conditional expression stands in another."""
    assert max(map(len, CODE[name].splitlines())) <= 120
    if name.endswith(".js"):
        plain = re.sub(r"`(?:\\.|[^`])*`|\"(?:\\.|[^\"\n])*\"|/(?:\\.|[^/\n ])+/[gu]*|//.*", "x", CODE[name])
        assert not re.search(r" \? [^;,(){}\[\]]*? \? | \? [^;,(){}\[\]?]*? : [^;,(){}\[\]?]*? \? ", plain)

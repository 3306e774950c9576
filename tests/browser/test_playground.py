"""The playground learns in the browser what fit learns in Python, and states nothing that the engine does not."""

import re

import numpy as np
import pytest
from cards import NPM

from autograd import grad
from autograd.names import number_text
from nn import Activation, Dense, Sequential
from nn.layers import Dropout, Normalization
from nn.losses import BinaryCrossentropy, SparseCategoricalCrossentropy
from nn.optimizers import Adam, GradientDescent

RNG = np.random.default_rng(0)
X = RNG.normal(size=(70, 2))
y = (X[:, 0] * X[:, 1] > 0).astype(float)
CLASSES = np.arange(70) % 3
AXE = NPM / "axe-core" / "axe.min.js"
WEIGHTS = "() => data.layers.map(({W, b}) => [W && W.map(row => row.map(w => v[w])), b && b.map(w => v[w])])"
CARDS = """() => [...document.querySelectorAll("#cards g")].map(
  card => [...card.querySelectorAll("text")].map(text => text.textContent))"""


def adapted():
    layer = Normalization()
    layer.adapt(X * 3 + 1)
    return layer


NETWORKS = {
    "two features": (lambda: [Dense(6, "tanh"), Dense(4, "sigmoid"), Dense(1, "sigmoid")], "binary_crossentropy", X, y),
    "logits": (lambda: [Dense(5, "relu"), Dense(1)], BinaryCrossentropy(from_logits=True), X, y),
    "classes": (lambda: [Dense(5, "tanh"), Dense(3, "softmax")], "sparse_categorical_crossentropy", X, CLASSES),
    "class logits": (lambda: [Dense(5, "softplus"), Dense(3)], SparseCategoricalCrossentropy(True), X, CLASSES),
    "an activation apart": (
        lambda: [Dense(5, "tanh"), Dense(3), Activation("softmax")], "categorical_crossentropy", X, np.eye(3)[CLASSES],
    ),
    "a regression": (lambda: [Dense(6, "tanh"), Dense(1)], "mse", X, X[:, 0] - 2 * X[:, 1]),
    "one feature": (lambda: [Dense(6, "tanh"), Dense(1)], "mse", X[:, :1], np.sin(X[:, 0])),
    "many features": (
        lambda: [Dense(4, "leaky_relu", kernel_regularizer="l2"), Dense(1, "sigmoid")], "binary_crossentropy",
        np.tile(X, 4) + RNG.normal(size=(70, 8)), y,
    ),
    "normalized": (lambda: [adapted(), Dense(4, "tanh", use_bias=False), Dense(2)], "mse", X * 3 + 1, X),
}  # fmt: skip


def network(name="two features", optimizer=None):
    layers, loss, inputs, targets = NETWORKS[name]
    model = Sequential(layers(), seed=2)
    model.compile(loss, optimizer or GradientDescent(0.3))
    return model, inputs, targets


@pytest.fixture
def opened(blank, tmp_path):
    """Opens the page of a network."""

    def open_page(model, inputs, targets, address=""):
        path = model.playground(inputs, targets).save(tmp_path / "playground.html")
        blank.set_viewport_size({"width": 1300, "height": 1200})
        blank.goto("about:blank")
        blank.goto(path.as_uri() + address)
        return blank

    return open_page


def number(text):
    return float(text.replace("\u2212", "-"))


@pytest.mark.parametrize("name", NETWORKS)
def test_the_first_epochs_are_those_of_fit(opened, name):
    model, inputs, targets = network(name)
    page = opened(model, inputs, targets)
    before = page.evaluate("() => learner.costs[0]")
    for _ in range(3):
        page.click("#epoch")
    history = model.fit(inputs, targets, epochs=3, verbose=0)
    assert before == pytest.approx(history.initial_loss, rel=1e-9)
    np.testing.assert_allclose(page.evaluate("() => learner.costs")[1:], history.history["loss"], rtol=1e-9)
    for (W, b), layer in zip(page.evaluate(WEIGHTS), model.layers, strict=False):
        if W is not None:
            np.testing.assert_allclose(W, layer.W.data, rtol=1e-9, atol=1e-11)
        if b is not None:
            np.testing.assert_allclose(b, layer.b.data, rtol=1e-9, atol=1e-11)
    assert f"Epoch 3: J = {history.history['loss'][-1]:.4g}" == page.inner_text("#status")


@pytest.mark.parametrize("name", ["two features", "one feature", "classes"])
def test_the_maps_are_what_the_units_say(opened, name):
    model, inputs, targets = network(name)
    page = opened(model, inputs, targets)
    count, ends, rows = page.evaluate("() => [grid, ends, rows]")
    lines = [np.linspace(low, high, count) for low, high in ends]
    points = lines[0][:, None]
    if len(lines) == 2:
        points = np.column_stack([x.ravel() for x in np.meshgrid(lines[0], lines[1][::-1])])
    assert rows == (count if len(lines) == 2 else 1)
    outputs = list(model.outputs(model.inputs(points)))
    for layer, array in enumerate(outputs[:-1] if name == "classes" else outputs):
        for unit in range(array.shape[1]):
            on_the_page = page.evaluate(f"() => [...maps.get(shown[{layer}].a[{unit}])]")
            np.testing.assert_allclose(on_the_page, array.data[:, unit], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ["two features", "classes", "many features"])
def test_the_numbers_of_a_unit_are_the_engines(opened, name):
    model, inputs, targets = network(name)
    page = opened(model, inputs, targets, "#example=5&layer=0&unit=2")
    page.click("#epoch")
    model.fit(inputs, targets, epochs=1, verbose=0)
    assert page.inner_text("#unit-title") == "Unit 2 of dense_1, for example 5"
    J = model.cost(inputs[5:6], targets[5:6])
    (dW,) = grad(J, wrt=[model.layers[0].W])
    for i, row in enumerate(page.locator("#rows tr").all_inner_texts()):
        a, w, product, dz, dw = (number(cell.split("= ")[-1]) for cell in row.split("\t"))
        W = model.layers[0].W.data[i, 2]
        expected = [inputs[5, i], W, inputs[5, i] * W, inputs[5, i], dW[i, 2]]
        np.testing.assert_allclose([a, w, product, dz, dw], expected, rtol=6e-4, atol=1e-9)
    assert f"J of this example = {number_text(float(J))}" in page.inner_text("#answer")


def test_every_card_and_edge_of_a_unit(opened):
    model, inputs, targets = network()
    page = opened(model, inputs, targets, "#example=7&layer=1&unit=1")
    tiny = model.as_values()
    arrays = [tiny.inputs(inputs[7:8])]
    arrays += tiny.outputs(arrays[0])
    tiny.loss(targets[7:8], arrays[-1]).backward()
    cards = page.evaluate(CARDS)
    nodes = {v.label: v for v in [*arrays[1].flat, *arrays[2].flat, *tiny.layers[1].W.flat, *tiny.layers[1].b.flat]}
    a = arrays[2][0, 1]
    nodes["z2[0,1]"] = a.parents[0]
    for name, value, gradient in cards:
        np.testing.assert_allclose(number(value), nodes[name].data, rtol=6e-4)
        np.testing.assert_allclose(number(gradient[2:]), nodes[name].grad, rtol=6e-4)
    assert len(cards) == 15  # 6 inputs with their weights, b, z and a
    locals_shown = [number(text) for text in page.locator("#cards text.local").all_text_contents()]
    expected = []
    for name, _, _ in cards[:-2]:
        kind, index = re.match(r"(\w+)\d\[(.*)\]", name).groups()
        i = int(index.split(",")[kind == "a"]) if kind != "b" else 0
        expected.append({"a": nodes[f"W2[{i},1]"].data, "W": nodes[f"a1[0,{i}]"].data, "b": 1.0}[kind])
    np.testing.assert_allclose(locals_shown, [*expected, a.data * (1 - a.data)], rtol=6e-4)


def test_an_edge_without_a_gradient_has_no_number(opened):
    page = opened(*network(), "#layer=0&unit=2")
    cards = page.evaluate(CARDS)
    assert [len(card) for card in cards] == [2, 3, 2, 3, 3, 3, 3]  # x[0,0], W, x[0,1], W, b, z, a: data has no gradient
    shown = page.locator("#cards text.local").all_text_contents()
    x = NETWORKS["two features"][2][0]
    np.testing.assert_allclose([number(text) for text in shown[:3]], [x[0], x[1], 1], rtol=6e-4)
    assert len(shown) == 4


def test_a_cost_that_goes_past_the_probability(opened):
    model, inputs, targets = network()
    page = opened(model, inputs, targets, "#layer=2")
    assert "J is computed from z3[0,0], past a3[0,0]" in page.inner_text("#chain")
    assert page.evaluate("() => [...document.querySelectorAll('#cards g')].at(-1).textContent").endswith("d -")


def test_numbers_look_as_in_every_other_view(opened):
    model, inputs, targets = network()
    model.build(2)
    weights = model.get_weights()
    weights[0][0, :2] = 12345.6, -1e-7
    model.set_weights(weights)
    page = opened(model, inputs, targets, "#layer=0&unit=0")
    assert page.inner_text("#rows tr:first-child td:nth-child(2)") == f"W1[0,0] = {number_text(12345.6)}"
    page.click("#net button[aria-label='unit 1 of dense_1']")
    assert page.inner_text("#rows tr:first-child td:nth-child(2)") == f"W1[0,1] = {number_text(-1e-7)}"


def test_a_weight_says_its_chain_rule(opened):
    model, inputs, targets = network()
    page = opened(model, inputs, targets)
    x1, y1, x2, y2 = page.evaluate("() => lines[3].ends")
    box = page.locator("#lines").bounding_box()
    page.mouse.click(box["x"] + 0.7 * x1 + 0.3 * x2, box["y"] + 0.7 * y1 + 0.3 * y2 + 2)
    said = page.inner_text("#chain")
    assert said.startswith("dJ/dW1[0,3] = dJ/dz1[0,3] * dz1[0,3]/dW1[0,3] = ")
    assert not re.search(r"(?<!\w)-|\* \u2212", said)
    product, result = said.replace("\u2212", "-").rsplit(" = ", 2)[1:]
    assert eval(product) == pytest.approx(float(result), rel=1e-3)
    assert page.locator("#rows tr[aria-current]").count() == 1
    page.locator("#rows button").nth(1).press("Enter")
    assert page.inner_text("#chain").startswith("dJ/dW1[1,3] = ")
    J = model.cost(inputs[:1], targets[:1])
    assert float(result) == pytest.approx(grad(J, wrt=[model.layers[0].W])[0][0, 3], rel=6e-4)


def test_play_pause_restart_and_the_address(opened):
    model, inputs, targets = network()
    page = opened(model, inputs, targets)
    start = page.evaluate(WEIGHTS)
    page.click("#play")
    page.wait_for_function("() => learner.epoch > 3")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    page.click("#play")
    epoch = page.evaluate("() => learner.epoch")
    latest = page.inner_text("#costs").split()[-1]
    assert page.inner_text("#status") == f"Epoch {epoch}: J = {latest}"
    page.wait_for_timeout(100)
    assert page.evaluate("() => learner.epoch") == epoch
    assert page.evaluate(WEIGHTS) != start
    page.click("#restart")
    assert page.evaluate(WEIGHTS) == start
    assert page.inner_text("#status").startswith("Epoch 0: J = ")
    page.fill("#alpha", "0.05")
    page.fill("#size", "7")
    page.fill("#example", "9")
    page.press("#example", "Tab")
    page.get_by_role("button", name="unit 3 of dense_1").click()
    assert page.url.endswith("#alpha=0.05&size=7&layer=0&unit=3&example=9")
    again = opened(model, inputs, targets, "#" + page.url.partition("#")[2])
    assert again.inner_text("#unit-title") == "Unit 3 of dense_1, for example 9"
    assert again.evaluate("() => [learner.alpha, learner.size]") == [0.05, 7]
    again.click("#batch")
    assert again.inner_text("#status").startswith("Epoch 0: J = ")
    assert "then 7 of 70 examples, J of the latest batch = " in again.inner_text("#status")


@pytest.mark.parametrize("wrong", ["-1", "0", "", "1e99"])
def test_a_wrong_alpha_changes_nothing(opened, wrong):
    page = opened(*network())
    page.fill("#alpha", wrong)
    page.press("#alpha", "Tab")
    assert page.get_attribute("#alpha", "aria-invalid") == ""
    assert page.evaluate("() => learner.alpha") == 0.3
    assert page.inner_text("#status").startswith("alpha stays 0.3: give a number from ")


@pytest.mark.parametrize("wrong", ["1.5", "0", "71", ""])
def test_a_wrong_batch_size_is_marked_and_not_used(opened, wrong):
    page = opened(*network(), "#size=1.5")
    assert page.evaluate("() => learner.size") == 32
    page.fill("#size", wrong)
    page.press("#size", "Tab")
    assert page.get_attribute("#size", "aria-invalid") == ""
    assert page.evaluate("() => learner.size") == 32
    assert page.inner_text("#status") == "batch size stays 32: give a whole number from 1 to 70."
    page.fill("#size", "7")
    page.press("#size", "Tab")
    assert page.get_attribute("#size", "aria-invalid") is None
    page.click("#batch")
    assert "then 7 of 70 examples" in page.inner_text("#status")


@pytest.mark.parametrize("kind", ["two features", "classes", "one feature", "a regression"])
def test_an_example_is_chosen_by_a_click_and_has_a_ring(opened, kind):
    model, inputs, targets = network(kind)
    page = opened(model, inputs, targets)
    for i in (12, 33):
        x, y = page.evaluate("i => pointOf(i, at('map').width)", i)
        box = page.locator("#map").bounding_box()
        scale = box["width"] / page.evaluate("() => at('map').width")
        page.mouse.click(box["x"] + scale * x, box["y"] + scale * y)
        assert page.evaluate("() => chosen.example") == i
        assert page.input_value("#example") == str(i)
        assert f"for example {i}" in page.inner_text("#unit-title")
        dark = page.evaluate(
            """([x, y]) => {
                const copy = document.createElement("canvas");
                Object.assign(copy, { width: at("map").width, height: at("map").height });
                const pen = copy.getContext("2d", { willReadFrequently: true });
                pen.drawImage(at("map"), 0, 0);
                const around = [0, 1, 2, 3].map(k => [x + 8 * Math.cos(k * 1.57), y + 8 * Math.sin(k * 1.57)]);
                return around.map(([left, top]) => pen.getImageData(left, top, 1, 1).data[0]);
            }""",
            [x, y],
        )
        assert min(dark) < 90


def test_targets_have_the_colours_of_the_field_and_a_scale_with_numbers(opened):
    model, inputs, targets = network("a regression")
    page = opened(model, inputs, targets)
    low, middle, high = (float(page.inner_text(f"#{end}").replace("\u2212", "-")) for end in ("low", "middle", "high"))
    field = page.evaluate("() => Math.max(...[...maps.get(outputs[0])].map(Math.abs))")
    assert high == -low == pytest.approx(max(np.abs(targets).max(), field), rel=1e-3)
    assert middle == 0
    colours = page.evaluate("() => data.X.map((_, i) => colourOfTarget(i))")
    assert len(set(colours)) > 30
    assert page.is_visible("#scale")
    assert not opened(*network("classes")).is_visible("#scale")


def test_a_cost_that_has_grown_says_how_often(opened):
    page = opened(*network())
    page.evaluate("() => { learner.costs = [0.5, 88]; draw(); }")
    assert "J = 88, 176 times what it was: take a smaller alpha" in page.inner_text("#status")


def test_steps_that_are_too_large_are_said(opened):
    model, inputs, targets = network("one feature")
    page = opened(model, inputs, targets)
    page.fill("#alpha", "1e6")
    page.press("#alpha", "Tab")
    page.click("#play")
    page.wait_for_function("() => learner.stopped")
    assert "Restart with a smaller alpha" in page.inner_text("#status")
    assert page.get_attribute("#play", "aria-pressed") == "false"
    page.click("#restart")
    assert page.inner_text("#status").startswith("Epoch 0: J = ")


def test_after_pythons_orders_it_shuffles_by_itself(opened):
    page = opened(*network())
    page.evaluate("() => { data.orders.length = 1; }")
    page.click("#epoch")
    page.click("#epoch")
    order = page.evaluate("() => learner.order")
    assert sorted(order) == list(range(70))
    assert order != sorted(order)


@pytest.mark.parametrize("name", ["two features", "one feature", "many features", "classes"])
def test_anybody_can_use_it(opened, name):
    if not AXE.exists():
        pytest.skip("axe-core is not installed; make browser-test installs it")
    page = opened(*network(name))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("() => axe.run()")
        assert [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found["violations"]] == []


def test_it_fits_on_a_phone(opened):
    page = opened(*network())
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_it_is_one_small_file():
    model, inputs, targets = network()
    big = Sequential([Dense(16, "tanh"), Dense(16, "tanh"), Dense(1, "sigmoid")], seed=1)
    big.compile("binary_crossentropy")
    assert len(big.playground(np.tile(X, (3, 1))[:200], np.tile(y, 3)[:200]).page()) < 1_000_000
    page = model.playground(inputs, targets).page()
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    assert model.playground(inputs, targets)._repr_html_().startswith('<iframe title="Playground: 2-6-4-1" srcdoc=')


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: network(optimizer=Adam()), r"not with Adam\(.*GradientDescent\(alpha=0.1\)"),
        (lambda: (_dropped(), X, y), "the page has no Dropout"),
        (lambda: (_wide(), X, y), "2,251 weights, and the page shows up to 2,000"),
    ],
)
def test_what_is_refused(make, message):
    model, inputs, targets = make()
    with pytest.raises(ValueError, match=message):
        model.playground(inputs, targets)


def test_a_hidden_softmax_asks_no_unit_whether_it_is_the_largest():
    model = _compiled(Dense(3, "softmax"), Dense(1, "sigmoid"))
    assert "softmax" in model.playground(X, y)._repr_html_()


def _compiled(*layers):
    model = Sequential(layers)
    model.compile("binary_crossentropy")
    return model


def _dropped():
    return _compiled(Dense(3), Dropout(0.5), Dense(1, "sigmoid"))


def _wide():
    return _compiled(Dense(45), Dense(45), Dense(1, "sigmoid"))


def test_it_works_in_the_frame_of_a_notebook(blank):
    model, inputs, targets = network()
    page = blank
    page.set_viewport_size({"width": 1300, "height": 1000})
    page.set_content(f"<!doctype html><title>notebook</title>{model.playground(inputs, targets)._repr_html_()}")
    frame = page.frames[1]
    frame.click("#epoch")
    frame.get_by_role("button", name="unit 1 of dense_1").click()
    assert frame.inner_text("#status").startswith("Epoch 1: J = ")
    assert frame.inner_text("#unit-title").startswith("Unit 1 of dense_1")

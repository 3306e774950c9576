"""What the pictures of training state, read from the figures themselves and compared with the network."""

import re

import numpy as np
import pytest

from nn import Dense, Input, Sequential
from nn.callbacks import Snapshots
from nn.layers import Normalization
from nn.losses import BinaryCrossentropy, SparseCategoricalCrossentropy
from nn.optimizers import Adam, GradientDescent
from nn.views.boundary import probabilities

pytest.importorskip("matplotlib")

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
y = (X[:, 0] * X[:, 1] > 0).astype(float)
CLASSES = np.arange(60) % 3


def trained(layers=None, loss="binary_crossentropy", targets=y, inputs=X, epochs=4, callbacks=()):
    model = Sequential(layers or [Dense(6, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss, Adam(0.02), ["accuracy"] if "entropy" in repr(loss) else [])
    model.fit(inputs, targets, epochs=epochs, verbose=0, validation_split=0.25, callbacks=callbacks)
    return model


def points_of(field):
    """The points whose predictions a field shows, row by row."""
    left, right, bottom, top = field.get_extent()
    grid = np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))
    return np.column_stack([x.ravel() for x in grid])


def is_png(figure):
    return figure._repr_png_().startswith(b"\x89PNG")


def test_curves():
    history = trained().history
    cost, accuracy = history.plot().axes
    training, validation = cost.lines
    assert list(training.get_xdata()) == [0, 1, 2, 3, 4]
    assert list(training.get_ydata()) == [history.initial_loss, *history.history["loss"]]
    assert list(validation.get_ydata()) == history.history["val_loss"]
    assert (training.get_linestyle(), validation.get_linestyle()) == ("-", "--")
    assert list(accuracy.lines[0].get_ydata()) == history.history["accuracy"]
    assert [text.get_text() for text in cost.get_legend().get_texts()] == ["training", "validation"]
    assert (cost.get_xlabel(), cost.get_ylabel(), accuracy.get_title()) == ("epoch", "cost J", "accuracy")
    assert history._repr_png_().startswith(b"\x89PNG")


def test_a_cost_that_falls_far_is_drawn_in_powers_of_ten():
    history = trained().history
    history.history["loss"] = [100.0, 1.0, 1e-3, 1e-4]
    assert history.plot().axes[0].get_yscale() == "log"


def test_boundary_of_two_features(tmp_path):
    model = trained()
    figure = model.plot_boundary(X, y)
    (field,) = figure.axes[0].images
    left, right, bottom, top = field.get_extent()
    points = np.column_stack(
        [g.ravel() for g in np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))]
    )
    np.testing.assert_allclose(field.get_array().ravel(), model.predict(points).ravel(), rtol=1e-12)
    zeros, ones = [c.get_offsets() for c in figure.axes[0].collections if len(c.get_offsets()) > 1]
    np.testing.assert_array_equal(np.sort(zeros, axis=0), np.sort(X[y == 0], axis=0))
    np.testing.assert_array_equal(np.sort(ones, axis=0), np.sort(X[y == 1], axis=0))
    assert "2-6-1" in figure.axes[0].get_title()
    figure.save(tmp_path / "boundary.svg")
    assert (tmp_path / "boundary.svg").read_text().startswith("<?xml")


def test_the_legend_of_a_boundary_hides_no_point():
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    model = trained(targets=np.array([0, 1, 1, 0]), inputs=corners)
    figure = model.plot_boundary(corners, np.array([0, 1, 1, 0]))
    figure.draw_without_rendering()
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["class 0", "class 1"]
    assert not legend.get_window_extent().overlaps(figure.axes[0].get_window_extent())


@pytest.mark.parametrize("from_logits", [True, False])
def test_boundary_of_classes(from_logits):
    layers = [Dense(5, "relu"), Dense(3, "linear" if from_logits else "softmax")]
    model = trained(layers, SparseCategoricalCrossentropy(from_logits), CLASSES)
    (field,) = model.plot_boundary(X, CLASSES).axes[0].images
    left, right, bottom, top = field.get_extent()
    points = np.column_stack(
        [g.ravel() for g in np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))]
    )
    np.testing.assert_array_equal(field.get_array().ravel(), model.predict(points).argmax(axis=1))
    np.testing.assert_allclose(probabilities(model, X).sum(axis=1), 1)


def test_logits_are_drawn_as_probabilities():
    model = trained([Dense(1)], BinaryCrossentropy(from_logits=True))
    np.testing.assert_allclose(probabilities(model, X), 1 / (1 + np.exp(-model.predict(X))))


@pytest.mark.parametrize(
    ("layers", "loss", "targets"),
    [
        ([Dense(4, "tanh"), Dense(1)], "mse", X[:, 0]),
        ([Dense(4, "tanh"), Dense(1, "sigmoid")], "binary_crossentropy", y),
        ([Dense(3, "softmax")], "sparse_categorical_crossentropy", CLASSES),
    ],
)
def test_one_feature(layers, loss, targets):
    model = trained(layers, loss, targets, X[:, :1])
    axes = model.plot_boundary(X[:, :1], targets).axes[0]
    for k in range(layers[-1].units):
        line = axes.lines[k]
        np.testing.assert_allclose(line.get_ydata(), model.predict(line.get_xdata()[:, None])[:, k], rtol=1e-12)


def test_regression_of_two_features():
    model = trained([Dense(4, "tanh"), Dense(1)], "mse", X[:, 0])
    axes = model.plot_boundary(X, X[:, 0]).axes[0]
    np.testing.assert_array_equal(axes.collections[0].get_array(), X[:, 0])
    assert axes.images[0].get_clim() == axes.collections[0].get_clim()


def test_weights():
    model = trained([Dense(5, "tanh"), Dense(1, "sigmoid")], inputs=RNG.normal(size=(60, 6)))
    figure = model.plot_weights((2, 3))
    images = [axes.images[0] for axes in figure.axes if axes.images and axes.get_visible()][:5]
    for unit, image in enumerate(images):
        np.testing.assert_array_equal(image.get_array(), model.layers[0].W.data[:, unit].reshape(2, 3))
        assert image.get_clim() == (-np.abs(model.layers[0].W.data).max(), np.abs(model.layers[0].W.data).max())
    assert "all 5 units of dense_1" in figure.get_suptitle()
    assert model.plot_weights().axes[0].images[0].get_array().shape == (1, 6)
    with pytest.raises(ValueError, match=r"6 features are no 2 x 2 image\. Give shape="):
        model.plot_weights((2, 2))
    normalized = Sequential([Normalization(), Dense(2, name="first"), Dense(1)])
    normalized.build(9)
    for layer in (None, 1, "first"):
        assert "units of first" in normalized.plot_weights(layer=layer).get_suptitle()
    with pytest.raises(ValueError, match=r"layer=0\): the layers with a matrix W are first, dense_3"):
        normalized.plot_weights(layer=0)


def test_saturation():
    model = trained()
    model.layers[0].set_weights([model.layers[0].W.data * 50, model.layers[0].b.data])
    figure = model.plot_saturation(X, y)
    a = np.tanh(X @ model.layers[0].W.data + model.layers[0].b.data)
    share = np.mean(1 - a * a < 0.05)
    assert f"dense_1: {share:.0%} saturated" == figure.axes[0].get_title()
    J = model.cost(X, y)
    J.backward()
    typical = np.median(np.abs(model.layers[0].W.grad))
    fall = typical / np.median(np.abs(model.layers[1].W.grad))
    assert figure.axes[1].get_title() == f"median |dJ/dW| {typical:.1e}, {fall:.2g} times the next layer's"
    assert figure.axes[3].get_title() == f"median |dJ/dW| {typical / fall:.1e}"
    (median,) = figure.axes[1].lines
    assert 10 ** median.get_xdata()[0] == pytest.approx(typical)
    assert sum(bar.get_height() for bar in figure.axes[0].patches) == a.size
    assert is_png(figure)


def test_layers_that_have_collapsed_look_collapsed():
    model = trained([Dense(5, "sigmoid"), Dense(5, "sigmoid"), Dense(1, "sigmoid")])
    model.layers[1].set_weights([model.layers[1].W.data * 1e-4, np.full(5, -0.11)])
    figure = model.plot_saturation(X, y)
    spread, collapsed = (np.array([bar.get_height() for bar in figure.axes[i].patches]) for i in (0, 2))
    assert np.count_nonzero(spread) > 3
    assert np.count_nonzero(collapsed) == 1
    assert len({axes.get_xlim() for axes in figure.axes[::2]}) == 1
    low, high = figure.axes[0].get_xlim()
    assert low < 0 < 1 < high


def test_dead_units_have_gradients_of_zero():
    model = trained([Dense(4, "relu"), Dense(1, "sigmoid")])
    model.layers[0].set_weights([model.layers[0].W.data, np.full(4, -100.0)])
    model.layers[1].trainable = False
    assert model.plot_saturation(X, y).axes[1].get_title() == "median |dJ/dW| 0.0e+00, 100% are 0"


def test_a_title_of_saturation_is_no_wider_than_its_axes():
    inputs = np.column_stack([X, np.zeros(len(X))])  # a feature of zeros has gradients of 0
    figure = trained(inputs=inputs).plot_saturation(inputs, y)
    figure.draw_without_rendering()
    assert "times the next layer's, 33% are 0" in figure.axes[1].get_title()
    for axes in figure.axes:
        assert axes.title.get_window_extent().width <= axes.bbox.width, axes.get_title()


def test_mistakes():
    images = RNG.random((60, 6))
    model = trained([Dense(3, "softmax")], "sparse_categorical_crossentropy", CLASSES, images)
    figure = model.plot_mistakes(images, CLASSES, (2, 3))
    wrong = model.predict(images).argmax(axis=1) != CLASSES
    assert figure.get_suptitle().startswith(f"{wrong.sum()} of 60 examples are wrong ({wrong.mean():.1%}); the 20")
    sures = []
    for axes in figure.axes:
        i, right, answer, sure = map(
            int, re.match(r"X\[(\d+)\] is (\d)\nsaid (\d) \((\d+)%\)", axes.get_title()).groups()
        )
        assert (right, answer) == (CLASSES[i], model.predict(images)[i].argmax())
        np.testing.assert_array_equal(axes.images[0].get_array().ravel(), images[i])
        sures.append(sure)
    assert sures == sorted(sures, reverse=True)


def test_no_mistakes():
    model = Sequential([Input(4), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    model.set_weights([np.zeros((4, 1)), np.array([5.0])])
    figure = model.plot_mistakes(np.ones((3, 4)), np.ones(3))
    assert figure.get_suptitle() == "0 of 3 examples are wrong (0.0%)"
    assert figure.axes[0].get_title() == "Every answer is right."
    assert is_png(figure)


def test_the_network_in_columns():
    model = trained()
    axes = model.draw().axes[0]
    lines = [c for c in axes.collections if hasattr(c, "get_segments")]
    W = model.layers[0].W.data
    positive, negative = lines[:2]
    assert len(positive.get_segments()) == (W > 0).sum()
    assert len(negative.get_segments()) == (W < 0).sum()
    widths = 0.2 + 3 * W[W > 0] / np.abs(W).max()
    np.testing.assert_allclose(sorted(positive.get_linewidths()), sorted(widths))
    assert [tick.get_text() for tick in axes.get_xticklabels()] == [
        "inputs\n2",
        "dense_1\ntanh\n6",
        "dense_2\nsigmoid\n1",
    ]


def test_a_wide_layer_is_drawn_in_part():
    model = Sequential([Input(400), Dense(25, "relu"), Dense(1)], seed=1)
    axes = model.draw().axes[0]
    counts = [len(c.get_offsets()) for c in axes.collections if not hasattr(c, "get_segments")]
    assert counts == [15, 15, 1]
    assert sum(text.get_text() == "\u22ee" for text in axes.texts) == 2


def test_a_film_of_the_boundary(tmp_path):
    image = pytest.importorskip("PIL.Image")
    model = trained(callbacks=[Snapshots(every=2)])
    before = model.get_weights()
    film = model.history.animate(X, y)
    film.save(tmp_path / "film.gif")
    with image.open(tmp_path / "film.gif") as opened:
        assert opened.n_frames == 3
    assert film._repr_html_().startswith('<img alt="training, picture by picture" src="data:image/gif;base64,R0lG')
    for w, v in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)
    with pytest.raises(ValueError, match="no weights were kept"):
        trained().history.animate(X, y)


def test_every_view_refuses_a_suffix_that_it_is_not(tmp_path):
    pytest.importorskip("PIL.Image")
    model = trained(callbacks=[Snapshots(every=4)])
    plain = Sequential([Dense(1, "sigmoid")], seed=1)
    plain.compile("binary_crossentropy", GradientDescent(0.1))
    plain.fit(X, y, epochs=1, verbose=0)
    views = {"gif": model.history.animate(X, y), "html": plain.playground(X, y), "png": model.plot_boundary(X, y)}
    for suffix, view in views.items():
        with pytest.raises(ValueError, match=rf"can't be saved as '\.txt'\. Use .*\.{suffix}"):
            view.save(tmp_path / "view.txt")
        assert view.save(tmp_path / f"view.{suffix}").stat().st_size > 100
    assert views["png"].save(tmp_path / "view").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["view", "view.gif", "view.html", "view.png"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: trained(inputs=np.tile(X, 2)).plot_boundary(np.tile(X, 2), y), "X has 4 features, and a plane shows"),
        (lambda: trained([Dense(2)], "mse", X).plot_boundary(X, X), "2 outputs that are no classes"),
        (lambda: trained([Dense(2)], "mse", X).plot_mistakes(np.tile(X, 2)[:, :2], X), "tells no classes apart"),
        (lambda: Sequential([Dense(2)]).plot_weights(), "has no weights yet"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""What a training run tells: metrics, progress in a terminal and in a log, and the curves."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nn import Sequential
from nn.callbacks import LambdaCallback
from nn.fitting.history import History
from nn.fitting.progress import Progress
from nn.layers import Dense
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from nn.metrics import metric_named


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Notebook(io.StringIO):
    """As the stream of a notebook is known: by where it comes from."""


Notebook.__module__ = "ipykernel.iostream"


def fit(verbose, stream, monkeypatch, **options):
    monkeypatch.setattr(sys, "stdout", stream)
    model = Sequential([Dense(1, "sigmoid")], seed=1)
    model.compile(BinaryCrossentropy(), metrics=["accuracy"])
    model.fit(np.ones((64, 2)), np.ones(64), epochs=3, verbose=verbose, **options)
    return stream.getvalue()


@pytest.mark.parametrize(("verbose", "terminal"), [(1, False), (2, False), (2, True)])
def test_a_log_gets_one_clean_line_an_epoch(verbose, terminal, monkeypatch):
    lines = fit(verbose, Terminal() if terminal else io.StringIO(), monkeypatch).splitlines()
    assert len(lines) == 3
    for epoch, line in enumerate(lines, start=1):
        assert line.startswith(f"Epoch {epoch}/3  loss: 0.")
        assert "accuracy: 1.0000" in line
        assert line.isascii()
        assert line.isprintable()


@pytest.mark.parametrize("kind", [Terminal, Notebook])
def test_a_terminal_and_a_notebook_get_one_live_line(kind, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr("nn.fitting.progress.REDRAW", 0)
    drawn = fit(1, kind(), monkeypatch, batch_size=8, validation_split=0.5)
    assert drawn.count("\n") == 1
    assert drawn.endswith("\n")
    first, *lines = drawn.removesuffix("\n").split("\r")
    assert first == ""
    assert len(lines) == 3 * 4 + 3 + 1  # after each batch and each epoch, and in the end
    assert lines[0].startswith("Epoch 1/3  [=                   ]  loss: 0.")
    assert lines[-1].startswith("Epoch 3/3  [====================]  loss: 0.")
    assert [len(line) for line in lines] == sorted(len(line) for line in lines)  # each wipes the one before
    assert all("val_loss: " in line and "val_accuracy: 1.0000" in line for line in lines[4:])


def test_a_live_line_is_cut_to_the_terminal_but_for_the_last(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("nn.fitting.progress.REDRAW", 0)
    *lines, last = fit(1, Terminal(), monkeypatch, validation_split=0.5).split("\r")
    assert all(len(line) <= 39 for line in lines)
    assert "val_accuracy: 1.0000" in last


def test_an_error_begins_on_a_line_of_its_own(monkeypatch):
    monkeypatch.setattr("nn.fitting.progress.REDRAW", 0)
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    model = Sequential([Dense(1)], seed=1)
    model.compile("mse")
    with pytest.raises(RuntimeError):
        model.fit(np.ones((64, 2)), np.ones(64), callbacks=LambdaCallback(on_epoch_end=stop))
    assert stream.getvalue().endswith("\n")


def stop(epoch, logs):
    raise RuntimeError("stop")


def test_the_live_line_is_drawn_at_most_ten_times_a_second():
    stream = Terminal()
    progress = Progress(1, stream)
    progress.params = {"epochs": 1, "steps": 1000}
    for batch in range(1000):
        progress.on_train_batch_end(batch, {"loss": 0.5})
    assert 0 < stream.getvalue().count("\r") < 10


def test_silence(monkeypatch):
    assert fit(0, Terminal(), monkeypatch) == ""


@pytest.mark.parametrize(
    ("loss", "y", "p", "expected"),
    [
        (BinaryCrossentropy(), [[1], [0], [1]], [[0.9], [0.6], [0.7]], 2 / 3),
        (BinaryCrossentropy(from_logits=True), [[1], [0], [1], [0]], [[0.2], [-0.1], [-3.0], [-1.0]], 3 / 4),
        (BinaryCrossentropy(), [[1, 0], [1, 1]], [[0.9, 0.6], [0.7, 0.2]], 2 / 4),
        (CategoricalCrossentropy(), [[1, 0], [0, 1]], [[0.9, 0.1], [0.7, 0.3]], 1 / 2),
        (SparseCategoricalCrossentropy(), [0, 1, 2], [[0.9, 0.1, 0], [0.1, 0.7, 0.2], [0.5, 0.3, 0.2]], 2 / 3),
        (SparseCategoricalCrossentropy(from_logits=True), [[1], [0]], [[-5.0, -2.0], [3.0, 9.0]], 1 / 2),
    ],
)
def test_accuracy_is_the_one_that_fits_the_loss(loss, y, p, expected):
    _, accuracy = metric_named("accuracy", loss)
    assert accuracy(np.array(y), np.array(p)) == pytest.approx(expected)


def test_a_metric_of_ones_own():
    def largest(y, p):
        return p.max()

    model = Sequential([Dense(1)], seed=1)
    model.compile("mse", metrics=[largest])
    X = np.ones((4, 2))
    history = model.fit(X, np.ones(4), epochs=1, verbose=0)
    assert list(history.history) == ["loss", "largest"]
    assert model.evaluate(X, np.ones(4))[1] == model.predict(X).max()
    with pytest.raises(ValueError, match="no metric 'f1'"):
        model.compile("mse", metrics=["f1"])


def test_a_metric_gets_the_targets_in_the_shape_of_the_predictions():
    model = Sequential([Dense(1)], seed=1)
    X, y = np.random.default_rng(1).normal(size=(6, 2)), np.arange(6.0)
    model.compile("mse", metrics=["mae", "mse", lambda y, p: float(y.shape == p.shape == (6, 1))])
    loss, mae, mse, same_shape = model.evaluate(X, y)
    assert mae == pytest.approx(np.abs(model.predict(X)[:, 0] - y).mean())
    assert mse == pytest.approx(loss)
    assert same_shape


def test_accuracy_of_targets_that_are_no_classes():
    model = Sequential([Dense(1)], seed=1)
    model.compile("mse", metrics="accuracy")
    with pytest.raises(ValueError, match=r"the targets hold other numbers.*mae"):
        model.fit(np.ones((2, 1)), [0.5, 2.0])


def test_evaluate_gives_a_number_or_a_list(capsys):
    model = Sequential([Dense(1, "sigmoid")], seed=1)
    X, y = np.random.default_rng(1).normal(size=(3000, 2)), np.arange(3000) % 2
    model.compile(BinaryCrossentropy())
    assert model.evaluate(X, y) == pytest.approx(float(model.cost(X, y)), rel=1e-13)
    model.compile(BinaryCrossentropy(), metrics=["accuracy"])
    assert len(model.evaluate(X, y)) == 2
    assert list(model.evaluate(X, y, return_dict=True)) == ["loss", "accuracy"]
    assert model.evaluate(X, y, verbose=1)
    assert capsys.readouterr().out.startswith("loss: 0.")


def test_the_curves(tmp_path):
    history = History()
    assert repr(history) == "<History of 0 epochs>"
    assert history.chart() == "no epoch has been finished yet"
    history.initial_loss = 1.0
    for epoch in range(30):
        history.append({"loss": 0.9**epoch / 2, "accuracy": 1.0})
    assert repr(history) == "<History of 30 epochs, loss 1 -> 0.02355>"
    rows = history.chart().splitlines()
    assert rows[1] == f"    0  1.0000      {'#' * 50}"
    assert rows[-1].split()[0] == "30"
    assert len(rows) <= 13
    history.save_csv(tmp_path / "curve.csv")
    with open(tmp_path / "curve.csv", newline="") as file:
        table = list(csv.reader(file))
    assert table[:3] == [["epoch", "loss", "accuracy"], ["0", "1.0", ""], ["1", "0.5", "1.0"]]
    assert len(table) == 32


def test_the_plot(tmp_path):
    pytest.importorskip("matplotlib")
    history = History()
    history.initial_loss = 1.0
    history.append({"loss": 0.5, "val_loss": 0.6})
    figure = history.plot(tmp_path / "curve.png")
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert [line.get_ydata().tolist() for line in figure.axes[0].lines] == [[1.0, 0.5], [0.6]]


def test_a_plot_shows_itself_in_a_notebook(tmp_path):
    pytest.importorskip("matplotlib")
    history = History()
    history.initial_loss = 1.0
    history.append({"loss": 0.5})
    figure = history.plot()
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert b"<svg" in figure.save(tmp_path / "curve.svg").read_bytes()


def test_files_are_utf8_whatever_the_locale(tmp_path):
    program = (
        "from autograd import Value, derive; from nn.fitting.history import History\n"
        "history = History(); history.append({'gr\\u00f6\\u00dfe': 0.5}); history.save_csv('curve.csv')\n"
        "w = Value(2.0, 'gr\\u00f6\\u00dfe'); backprop = derive(w * w); backprop.save('backprop.py'); print(backprop)\n"
    )
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    path = {"PYTHONPATH": str(Path(__file__).parents[3]), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=path | ascii_only, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert b"gr\\xf6\\xdfe" in done.stdout
    for name in ("curve.csv", "backprop.py"):
        assert "größe" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_plot_without_matplotlib_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r'pip install "chalkgrad\[plot\]"'):
        History().plot()

"""Pictures with and without a layout program: one that is missing, that fails, and that hangs."""

import io
import stat
import sys
from pathlib import Path

import pytest

from autograd import Value, draw, explain
from autograd.views.drawing import render
from autograd.views.drawing.render import NoPictureError

PYTHON = sys.executable


@pytest.fixture
def drawing():
    x = Value(2.0, "x")
    J = x * x
    J.backward()
    return draw(J)


def program(folder, name, body):
    path = Path(folder) / name
    path.write_text(f"#!{PYTHON}\nimport sys, time\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """A search path that holds nothing but what a test puts there; no program beside Python either."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(render.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(render, "PROBE_SECONDS", 2.0)
    monkeypatch.setattr(render, "RENDER_SECONDS", 2.0)
    render.engines.cache_clear()
    yield tmp_path
    render.engines.cache_clear()


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_picture_is_a_picture(drawing, suffix, tmp_path):
    drawing.save(tmp_path / f"x{suffix}")
    start = (tmp_path / f"x{suffix}").read_bytes()[:200]
    assert b"<svg" in start or b"<?xml" in start or start.startswith(b"\x89PNG")


def test_source_and_tree_need_no_program(drawing, alone):
    drawing.save(alone / "x.dot")
    drawing.save(alone / "x.txt")
    assert (alone / "x.dot").read_text() == drawing.source
    assert (alone / "x.txt").read_text() == drawing.tree() + "\n"
    with pytest.raises(ValueError, match=r"can't be saved as '\.bmp'"):
        drawing.save(alone / "x.bmp")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (None, "no Graphviz program was found that runs"),
        ("sys.exit(1)", "no Graphviz program was found that runs"),
        ("time.sleep(60)", "no Graphviz program was found that runs"),
        ("if sys.argv[1] != '-V': sys.exit('Format: \"svg\" not recognized')", "failed: Format"),
        ("if sys.argv[1] != '-V': time.sleep(60)", "took more than 2 s"),
        ("pass", "gave no svg"),
    ],
)
def test_without_a_working_program_the_fix_is_one_line(drawing, alone, body, says):
    if body:
        program(alone, "dot", body)
    with pytest.raises(NoPictureError, match=says) as caught:
        drawing.save(alone / "x.svg")
    assert 'pip install "chalkgrad[dot]"' in str(caught.value)
    assert not (alone / "x.svg").exists()
    shown = drawing._repr_mimebundle_()
    assert "pip install" in shown["text/html"]
    assert "Traceback" not in shown["text/html"]
    assert shown["text/plain"] == drawing.tree()


def test_an_engine_that_fails_gives_way_to_the_next(drawing, alone):
    program(alone, "dot", "if sys.argv[1] != '-V': sys.exit(1)")
    program(alone, "graphviz-pure", "sys.stdout.write('<svg/>')")
    assert drawing.picture("svg") == b"<svg/>"


def test_show_without_a_program_prints_the_tree(drawing, alone, capsys):
    drawing.show()
    said = capsys.readouterr().out
    assert "pip install" in said
    assert "x   2   d 4" in said


def test_a_page_needs_no_program(monkeypatch, tmp_path):
    x = Value(2.0, "x")
    page = explain(x * x).html()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert explain(x * x).html() == page
    assert "pip install" not in page


def test_a_notebook_gets_an_image_that_untrusted_ones_show_too(drawing):
    shown = drawing._repr_mimebundle_()
    assert shown["text/html"].startswith('<img alt="computation graph" src="data:image/svg+xml;base64,')
    x = Value(2.0, "x")
    html = explain(x * x)._repr_mimebundle_()["text/html"]
    assert html.index("<img") < html.index("<iframe") < html.index('sandbox="allow-scripts"')


def test_a_console_without_box_characters_gets_plain_ones(drawing, monkeypatch):
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert str(drawing).isascii()
    x = Value(-2.0, "x")
    assert str(explain(x * x)).isascii()

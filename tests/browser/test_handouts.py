"""Handouts: sheets to print with blanks to write in, and their keys."""

import re

import numpy as np
import pytest
from cards import card

from autograd import Tensor, explain
from autograd.views.explanation.equations import Backward, Forward
from autograd.views.numbers import data_text
from demos.neuron import neuron


@pytest.fixture
def sheets(browser, tmp_path):
    """A sheet of the neuron and its key, opened."""
    pages = []

    def opened(explained, **how):
        for path in (
            explained.handout(tmp_path / "sheet.html", key=tmp_path / "key.html", **how),
            tmp_path / "key.html",
        ):
            pages.append(browser.new_page(viewport={"width": 794, "height": 1123}))
            pages[-1].goto(path.as_uri())
            pages[-1].emulate_media(media="print")
        return pages

    yield opened
    for page in pages:
        page.close()


def test_a_handout_has_blanks_and_its_key_the_numbers(sheets, explained):
    sheet, key = sheets(explained)
    steps = explained.steps
    assert sheet.locator("#filled li").count() == key.locator("#filled li").count() == len(steps.walk)
    for i, step in enumerate(steps.walk):
        result = data_text(step.node.raw if isinstance(step, Forward) else getattr(step, "contribution", 0.0))
        asked, answer = (page.locator("#filled li").nth(i) for page in (sheet, key))
        if isinstance(step, (Forward, Backward)):
            assert result in answer.inner_text()
            assert result not in asked.inner_text().split() or result in {"1", "0"}
            assert asked.locator(".blank.number").count() >= 1
        assert answer.locator(".blank").count() == 0
    for step in steps.forward:  # no card gives an answer away
        assert data_text(step.node.raw) not in [line for line in card(sheet, step.name) if line != "0"][1:]
        assert data_text(step.node.raw) in card(key, step.name)
    assert "in sum" in sheet.inner_text("#filled")
    assert not sheet.is_visible("#say")
    assert sheet.inner_text("h1") == "Backpropagation of J"


def test_blanks_are_wide_enough_to_write_in_and_letters_large_enough_to_read(sheets, explained):
    for page in sheets(explained):
        assert page.evaluate(
            """() => [...document.querySelectorAll("#filled .blank")].every(blank =>
                blank.getBoundingClientRect().width > (blank.classList.contains("cell") ? 14 : 23) * 96 / 25.4)"""
        )
        sizes = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter(element =>
                element.checkVisibility({ visibilityProperty: true }) &&
                [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())).map(element => {
                    const svg = element.closest("svg"), scale = svg ? svg.clientWidth / svg.viewBox.baseVal.width : 1;
                    return parseFloat(getComputedStyle(element).fontSize) * scale * 72 / 96; })"""
        )
        assert len(sizes) > 50
        assert min(sizes) >= 8
        assert page.evaluate(
            "[...document.querySelectorAll('#filled li')].every(li => li.scrollWidth <= li.clientWidth)"
        )


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_line_of_a_handout_stands_alone_on_a_page(sheets, explained, tmp_path, paper):
    pypdf = pytest.importorskip("pypdf", reason="make browser-test installs it")
    for page in sheets(explained, seed=4):
        path = tmp_path / "paper.pdf"
        page.pdf(path=path, format=paper)
        texts = [sheet.extract_text() for sheet in pypdf.PdfReader(path).pages]
        steps = [len(re.findall(r"^\d+\. ", text, re.MULTILINE)) for text in texts]
        assert sum(steps) == len(explained.steps.walk)
        assert 1 not in steps
        assert not any(re.search(r"gradient$|downhill$|value$", text.strip()) for text in texts)  # a title


def test_a_sheet_of_arrays_asks_for_formulas_and_matrices(sheets):
    X = Tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "X", constant=True)
    w = Tensor([[0.5], [-0.25]], "w")
    sheet, key = sheets(explain(np.mean(np.tanh(X @ w) ** 2), alpha=0.1))
    backward = sheet.locator("#filled ol").nth(1).locator("li")
    assert backward.last.locator(".blank.formula").count() == 1
    assert backward.last.locator(".blank.cell").count() == w.size
    assert "0.5" in sheet.inner_text("#given")
    assert key.locator(".blank").count() == 0


def test_large_arrays_are_given_by_their_shape_and_examples_are_not_averaged(sheets):
    X = Tensor(np.ones((20, 3)), "X", constant=True)
    sheet, _ = sheets(explain(np.mean((X @ Tensor([[0.5], [2.0], [1.0]], "w")) ** 2)))
    assert "20 \u00d7 3" in sheet.inner_text("#given")
    assert sheet.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
    sheet, key = sheets(explain(neuron(), examples={"x1": [5.0, 7.0]}))[2:]
    assert sheet.inner_text("#given") == key.inner_text("#given")
    assert "6" not in sheet.inner_text("#given").replace("6.88", "")


def test_each_seed_has_a_sheet_of_its_own(sheets, explained):
    sheet, key = sheets(explained, seed=7)
    assert sheet.inner_text("h1") == "Backpropagation of J, sheet 7"
    assert key.inner_text("h1") == "Backpropagation of J, sheet 7: the key"
    assert sheet.inner_text("#given") == key.inner_text("#given") != ""
    other, _ = sheets(explained, seed=8)[2:]
    assert other.inner_text("#given") != sheet.inner_text("#given")

"""The page shown to others: presented, printed, handed out, read by a screen reader; and how large it is."""

import itertools
import json

import numpy as np
import pytest
from cards import NPM, choose, tables

from autograd import Value, explain
from demos.neuron import neuron


def test_presenting_and_the_address(page):
    tables(page)
    page.keyboard.press("p")
    assert "present=1" in page.url
    assert not page.is_visible("#values")
    assert page.is_visible("#equation")
    page.keyboard.press("Escape")
    assert page.is_visible("#values")
    page.keyboard.press("p")
    page.reload()
    assert page.get_attribute("#present", "aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert page.get_attribute("#present", "aria-pressed") == "false"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_dark_on_white_and_holds_the_whole_graph(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address + "#step=22")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(32, 33, 36)"
    assert page.evaluate(
        "document.querySelector('#graph').scrollWidth <= document.querySelector('#graph').clientWidth + 1"
    )
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible("#steps tr:last-child")
    assert page.pdf().startswith(b"%PDF")


def test_what_is_printed_is_the_whole_walk(page, explained):
    tables(page)
    page.keyboard.press("Home")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.inner_text("#values tr:has(button:text-is('w1')) td:last-child") != "-"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.inner_text("#values tr:has(button:text-is('w1')) td:last-child") == "-"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_wide_graph_is_printed_in_pieces_that_cut_no_card(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.reload()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1020, "height": 650})  # a sheet on its side, in pixels
    pieces = page.eval_on_selector_all(
        "#pieces svg",
        "all => all.map(svg => [svg.viewBox.baseVal.x, svg.viewBox.baseVal.width, svg.getBoundingClientRect().width])",
    )
    assert len(pieces) > 1
    assert pieces[0][0] == 0
    for (start, across, _), (following, _, _) in itertools.pairwise(pieces):
        assert start + across == pytest.approx(following)
    assert sum(pieces[-1][:2]) == pytest.approx(page.evaluate("picture.width"))
    for x, card_width in page.evaluate("cards.map((card, k) => [picture.places[k].x, card.width])"):
        assert not any(abs(x - start) < card_width / 2 for start, _, _ in pieces[1:])
    for _, across, shown in pieces:
        assert 12 * shown / across >= 10.6  # letters of 8 points
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("#turn", "aria-pressed") == str(width == 360).lower()
    assert page.locator("#pieces svg").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser, address, scheme, width):
    axe = NPM / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip("make browser-test installs axe-core where there is npm")
    page = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}
    ).new_page()
    page.goto(address + "#step=22")
    choose(page, "w1")
    page.add_script_tag(path=axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    page.click("#ask")
    found = page.evaluate("axe.run()")["violations"]
    assert json.dumps([v["id"] for v in found]) == "[]"
    page.close()


def test_pages_are_small_enough(tmp_path):
    assert explain(neuron()).save(tmp_path / "x.html").stat().st_size < 120_000
    x = Value(0.5, "x")
    J = x
    for k in range(57):
        J = np.tanh(J * 0.9 + x)
        J.label = f"s{k}"
    explained = explain(J)
    assert len(explained.steps.forward) + len(explained.steps.backward) + 1 == 400
    assert explained.save(tmp_path / "x.html").stat().st_size < 400_000


def test_examples_that_do_not_fit_are_refused():
    J = neuron()
    for examples, said in [
        ({"x": [1.0]}, "no number of the graph has the label 'x'; there are"),
        ({"x1": []}, "must be m finite numbers"),
        ({"x1": [[1.0]]}, "must be m finite numbers"),
        ({"x1": [float("nan")]}, "must be m finite numbers"),
        ({"x1": [[1.0], [2.0, 3.0]]}, "must be m finite numbers"),
        ({"x1": ["a"]}, "must be m finite numbers"),
        ({"x1": [1.0], "y": [1.0, 2.0]}, "1 of 'x1', 2 of 'y'. Give m of each"),
    ]:
        with pytest.raises(ValueError, match=said):
            explain(J, examples=examples)

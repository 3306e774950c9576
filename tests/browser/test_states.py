"""What the page shows after one thing has been done after another."""

import numpy as np
import pytest
from cards import card, choose, downhill, tables, words_in

from autograd import Tensor, Value, explain
from autograd.names import number_text


def at(page, hash):
    page.goto(f"{page.url.split('#')[0]}#{hash}")
    page.reload()


def fill(page, step):
    page.fill("[name=local]", repr(float(step.local)))
    page.fill("[name=contribution]", repr(float(step.contribution)))
    page.fill("[name=gradient]", repr(float(step.after)))


def test_the_score_counts_what_was_right_at_once(page, explained):
    first, second, third = explained.steps.backward[:3]
    page.click("#ask")
    page.click("#hint")  # and no answer
    page.click("#next")
    assert "0 of 0 right at once" in page.inner_text("#question")
    fill(page, second)
    page.keyboard.press("Enter")
    assert page.inner_text("#note").endswith("1 of 1 right at once.")
    page.click("#next")
    page.fill("[name=local]", "99")
    page.keyboard.press("Enter")
    fill(page, third)
    page.keyboard.press("Enter")
    assert page.inner_text("#note").endswith("1 of 2 right at once.")
    tables(page)
    page.click("#steps tr:nth-child(15) button")
    fill(page, first)
    page.keyboard.press("Enter")  # with a hint before
    assert page.inner_text("#note").endswith("1 of 3 right at once.")


def test_the_quiz_gives_nothing_away(page, explained):
    page.click("#ask")
    page.click("#latex")
    assert page.inner_text("#note") == "This step is still a question."
    choose(page, "w1")
    page.click("#nudge")
    assert page.inner_text("#nudged").startswith("dJ/dw1 is still a question")
    page.click("#last")
    update = explained.steps.updates[-1]
    assert words_in(page, "#equation") == update.by_name
    assert card(page, update.name)[1] == number_text(float(update.node.raw))
    page.click("#latex")
    assert page.inner_text("#note") == "This step is still a question."
    assert page.inner_text("#flows") == ""


def test_arrays_of_one_entry_are_not_asked_for(blank, tmp_path):
    x, page = Tensor([[2.0]], "x"), blank
    page.goto(explain(np.sum(x * x * 3)).save(tmp_path / "x.html", quiz=True).as_uri())
    page.keyboard.press("End")
    assert not page.is_visible("#quiz")


def test_turning_leaves_no_old_marks(page):
    at(page, "step=15")
    page.click("#turn")
    page.click("#next")
    page.click("#next")
    page.click("#turn")
    assert page.locator("#graph .active.node, #graph .receiver").count() == 2
    assert page.locator("#graph .active.edge").count() == 1


def test_the_table_forgets_what_is_not_computed_yet(page):
    choose(page, "w1")
    page.fill("#typed", "1.5")
    page.keyboard.press("Escape")
    page.click("#last")
    page.click("#first")
    tables(page)
    rows = page.eval_on_selector_all("#values tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    assert next(row for row in rows if row[0] == "z")[1:] == ["", "-"]


def test_a_change_within_an_example_keeps_its_other_numbers(load):
    w, x, y = Value(0.5, "w"), Value(1.0, "x", constant=True), Value(1.0, "y", constant=True)
    J = (w * x - y) ** 2
    J.label = "J"
    page = load(J, examples={"x": [1.0, 2.0], "y": [5.0, 6.0]})
    page.click("#forth")
    page.click("#forth")
    choose(page, "x")
    page.fill("#by", "0.5")
    page.click("#nudge")
    assert card(page, "y")[1] == "6"
    assert card(page, "x")[1] == "2.5"
    actual = float(words_in(page, "#nudged").rsplit("=", 1)[1])
    assert actual == pytest.approx((0.5 * 2.5 - 6) ** 2 - (0.5 * 2 - 6) ** 2, rel=1e-3)


def test_reset_and_a_change_start_the_curve_afresh(page):
    downhill(page)
    page.click("#step")
    page.click("#step")
    assert page.get_attribute("#curve", "aria-label").startswith("J over 2 steps")
    page.click("#reset")
    assert page.get_attribute("#curve", "aria-label") == "J, no step yet"
    page.click("#step")
    choose(page, "w1")
    page.fill("#typed", "3")
    page.click("#step")
    assert page.get_attribute("#curve", "aria-label").startswith("J over 1 steps")


def test_narrow_windows_open_from_top_to_bottom(page):
    for width, pressed in ((360, "true"), (1280, "false")):
        page.set_viewport_size({"width": width, "height": 700})
        page.reload()
        assert page.get_attribute("#turn", "aria-pressed") == pressed


def test_the_address_says_all_there_is(page):
    at(page, "step=15&quiz=1&present=1")
    assert page.get_attribute("#present", "aria-pressed") == "true"
    assert page.get_attribute("#ask", "aria-pressed") == "true"
    page.evaluate("location.hash = 'step=2'")
    page.wait_for_function("document.querySelector('#ask').getAttribute('aria-pressed') === 'false'")
    assert page.get_attribute("#present", "aria-pressed") == "false"
    assert page.inner_text("#phase").startswith("Step 2 of")


def test_what_is_printed_while_presenting_has_its_tables(page):
    tables(page)
    page.keyboard.press("p")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.is_visible("#values")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.is_visible("#values")


def test_a_page_that_stays_still_shows_no_examples(load):
    x, W = Value(2.0, "x", constant=True), Tensor([1.0, 3.0], "W")
    assert x > 1  # a choice
    page = load(np.sum(W * x), examples={"x": [1.0, 2.0]})
    page.keyboard.press("End")
    assert "'x' was compared" in page.inner_text("#still")
    assert not page.is_visible("#examples")
    assert page.inner_text("#phase").startswith("Step ")


@pytest.mark.parametrize("size", [(1280, 800), (1366, 640), (1366, 768)])
@pytest.mark.parametrize("state", ["quiz=1", "quiz=1&present=1"])
def test_the_fields_of_a_quiz_stand_whole_in_their_panel(page, size, state):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    at(page, state)
    panel = page.locator("#say").bounding_box()
    for field in page.locator("#quiz input, #quiz button").all():
        box = field.bounding_box()
        assert box["y"] + box["height"] <= panel["y"] + panel["height"]

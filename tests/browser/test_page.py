"""The page in a real browser: every step by mouse and by keyboard, the engine's numbers, and the quiz."""

import re

import numpy as np
import pytest
from cards import tables, words_in

from autograd import Value, explain
from autograd.views.numbers import data_text, plain_text
from nn import Sequential
from nn.layers import Dense, Input


def equation(page):
    return words_in(page, "#equation")


def gradients_on_the_graph(page):
    """The last line of every card that can have a gradient, by the name on its first line."""
    cards = page.eval_on_selector_all(
        "svg g.node", "groups => groups.map(g => [...g.querySelectorAll('text')].map(t => t.textContent))"
    )
    return {lines[0].split(" = ")[0]: lines[-1] for lines in cards if lines[-1].startswith("d ")}


def expected(explained):
    steps = explained.steps
    first = [step.equation for step in steps.forward]
    return [*first, "dJ/dJ = 1", *(step.equation for step in (*steps.backward, *steps.updates))]


def test_every_step_is_reached_by_mouse(page, explained):
    page.click("#walk")
    for i, said in enumerate(expected(explained)):
        if i:
            page.click("#next")
        assert equation(page) == said
    assert page.get_attribute("#next", "aria-disabled") == "true"
    page.click("#previous")
    assert equation(page) == expected(explained)[-2]
    page.click("#first")
    assert equation(page) == expected(explained)[0]
    page.click("#last")
    assert equation(page) == expected(explained)[-1]
    tables(page)
    page.click("#steps tr:nth-child(5)")
    assert equation(page) == expected(explained)[4]


def test_every_step_is_reached_by_keyboard(page, explained):
    page.keyboard.press("Home")
    for i, said in enumerate(expected(explained)):
        if i:
            page.keyboard.press("ArrowRight" if i % 2 else "ArrowDown")
        assert equation(page) == said
        assert page.url.endswith(f"#step={i + 1}")
    page.keyboard.press("ArrowLeft")
    assert equation(page) == expected(explained)[-2]
    page.keyboard.press("End")
    assert equation(page) == expected(explained)[-1]


def test_the_gradients_on_the_graph_are_the_engines(page, explained):
    steps = explained.steps
    first = len(steps.forward)
    page.goto(page.url.split("#")[0] + f"#step={first}")
    page.reload()
    assert set(gradients_on_the_graph(page).values()) == {"d -"}
    so_far = {steps.reading.names[steps.reading.J]: "1"}
    for step in steps.backward:
        page.keyboard.press("ArrowRight") if len(so_far) > 1 else [page.keyboard.press("ArrowRight") for _ in range(2)]
        so_far[step.parent_name] = data_text(step.after)
        shown = gradients_on_the_graph(page)
        assert {name: text[2:] for name, text in shown.items() if text != "d -"} == so_far
    for node, gradient in steps.gradients.items():
        assert shown[steps.reading.names[node]] == f"d {data_text(gradient)}"


def test_a_step_marks_its_edge_and_its_cards(page, explained):
    page.goto(page.url.split("#")[0] + f"#step={len(explained.steps.forward) + 2}")
    page.reload()
    step = explained.steps.backward[0]
    assert page.text_content("svg .active.node text").startswith(step.name)
    assert page.text_content("svg .receiver text").startswith(step.parent_name)
    assert page.locator("svg .active.edge").count() == 1


def test_forward_fills_in_the_values(page):
    waiting = page.locator("svg .waiting")
    assert waiting.count() == 0
    page.click("#walk")
    hidden = waiting.count()
    assert hidden > 5
    page.keyboard.press("ArrowRight")
    assert waiting.count() < hidden
    page.keyboard.press("End")
    assert waiting.count() == 0


def test_the_update_moves_the_parameters(page, explained):
    page.keyboard.press("End")
    tables(page)
    rows = page.eval_on_selector_all("#values tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    shown = {row[0]: row[1] for row in rows}
    for update in explained.steps.updates:
        assert shown[update.name] == data_text(update.result)


def test_what_is_copied_can_be_pasted_into_python(page, explained):
    page.click("#next")
    said = page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.getElementById("equation"));
          const copied = new DataTransfer();
          document.body.dispatchEvent(new ClipboardEvent("copy", {clipboardData: copied, bubbles: true}));
          return copied.getData("text/plain");
        }"""
    )
    assert said == equation(page)
    assert "-" in said
    assert said.isascii()


def test_play_and_pause(clocked):
    page = clocked
    page.click("#play")
    page.clock.run_for(3200)
    assert page.inner_text("#phase").startswith("Step 3 of")
    page.keyboard.press("Tab")
    page.click("#play")
    page.clock.run_for(5000)
    assert page.inner_text("#phase").startswith("Step 3 of")


def test_the_slider(page, explained):
    page.fill("#slider", "7")
    assert equation(page) == expected(explained)[7]


def test_the_quiz_hides_checks_and_hints(page, explained):
    step = next(s for s in explained.steps.backward if s.formula == "a * (1 - a)")
    at = len(explained.steps.forward) + 1 + explained.steps.backward.index(step)
    page.click("#ask")
    tables(page)
    page.click(f"#steps tr:nth-child({at + 1})")
    assert data_text(step.after) not in equation(page)
    assert data_text(step.after) not in words_in(page, f"#steps tr:nth-child({at + 1})")
    assert page.is_visible("#quiz")
    assert f"upstream: {step.reading.gradient_name(step.node)} = {plain_text(data_text(step.upstream))}." in words_in(
        page, "#question"
    )
    page.fill("[name=local]", "12345")
    page.click("#quiz button[type=submit]")
    first = words_in(page, "#verdict")
    assert first.startswith("Not yet, the local: a = sigmoid(z): the rule is sigmoid")
    assert step.formula not in first
    page.click("#hint")
    assert words_in(page, "#verdict").splitlines()[1].startswith(f"the local derivative da/dz is {step.formula}")
    page.click("#hint")
    assert words_in(page, "#verdict").splitlines()[2].startswith(plain_text(data_text(step.upstream)))
    page.fill("[name=local]", str(float(step.local)))
    page.fill("[name=contribution]", f"{float(step.contribution) * 3}/3")
    page.fill("[name=gradient]", str(float(step.after)).replace(".", ","))
    page.keyboard.press("Enter")
    assert not page.is_visible("#quiz")
    assert equation(page) == expected(explained)[at]
    assert page.inner_text("#note").startswith("Right.")
    assert page.inner_text("#note").endswith("0 of 1 right at once.")


def test_a_page_that_starts_with_the_quiz(blank, explained, tmp_path):
    page = blank
    page.goto(explained.save(tmp_path / "quiz.html", quiz=True).as_uri())
    assert page.get_attribute("#ask", "aria-pressed") == "true"


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_no_width_makes_the_page_scroll_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.keyboard.press("End")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    buttons = "[...document.querySelectorAll('.controls button, .tools button')].filter(b => b.offsetParent)"
    smallest = page.evaluate(f"Math.min(...{buttons}.map(b => b.getBoundingClientRect().height))")
    assert smallest >= 44
    letters = page.evaluate("document.querySelector('svg text').getBoundingClientRect().height")
    assert letters >= 9


def test_dark_mode_changes_the_colours(page):
    def colours(scheme):
        page.emulate_media(color_scheme=scheme)
        return page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")

    light, dark = colours("light"), colours("dark")
    assert light[0] != dark[0]
    assert light[1] == "rgb(255, 255, 255)"
    assert dark[1] == "rgb(23, 24, 26)"


def test_a_sandboxed_frame_works_too(blank, explained):
    page = blank
    page.set_content(explained._repr_mimebundle_()["text/html"])
    frame = page.frame_locator("iframe")
    assert frame.locator("#phase").inner_text().startswith("All ")
    frame.locator("#walk").click()
    frame.locator("#next").click()
    assert frame.locator("#phase").inner_text().startswith("Step 2 of")


@pytest.mark.parametrize("tall", [False, True])
def test_in_a_notebook_the_page_fits_its_frame(blank, explained, tall):
    """Graph, step and buttons are there at once, however tall the picture behind the frame is."""
    html = explained._repr_html_()
    if tall:
        html = re.sub("<(img|pre)", r'<\1 style="height:3000px"', html, count=1)
    blank.set_content(html)
    frame = blank.frame_locator("iframe")
    height = blank.locator("iframe").bounding_box()["height"]
    assert height <= 46 * 16
    for part in ("#cost", "#graph", "#say", "#next"):
        box = frame.locator(part).evaluate("e => { const b = e.getBoundingClientRect(); return [b.top, b.bottom]; }")
        assert 0 <= box[0] < box[1] <= height
    assert frame.locator("html").evaluate("e => e.scrollHeight") <= height
    blank.evaluate("document.querySelector('iframe').remove()")  # as an untrusted notebook does
    shown = blank.locator("body > div > div").bounding_box()
    assert shown["height"] <= 46 * 16


def test_hostile_labels_run_nothing(load):
    x = Value(2.0, "<img src=x onerror=alert(1)></script><script>alert(2)</script>")
    J = x * x
    page = load(J)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.reload()
    page.keyboard.press("End")
    assert "onerror" in equation(page)
    assert dialogs == []


def test_focus_can_be_seen_and_the_step_is_announced(page):
    assert page.get_attribute("#say", "aria-live") == "polite"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_collapsed_graph_shows_its_numbers_when_all_are_known(load):
    model = Sequential([Input(5), Dense(6, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    J = model.as_values().cost(np.ones((1, 5)), [1])
    page = load(J)
    waiting = page.locator("svg .node.waiting")
    page.click("#walk")
    hidden = waiting.count()
    assert hidden >= 5  # whatever is computed; the ranges of W1, b1 and x are known
    page.fill("#slider", str(len(explain(J).steps.forward) - 2))
    assert 0 < waiting.count() < hidden
    page.keyboard.press("End")
    assert waiting.count() == 0
    assert "W1 (30 Values)" in page.text_content("figure")

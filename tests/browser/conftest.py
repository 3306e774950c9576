"""A headless Chromium, where there is one: CHROMIUM names the program."""

import os
import shutil

import pytest

from autograd import explain
from demos.neuron import neuron


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="make browser-test installs it")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no chromium here; make browser-test installs it")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def explained():
    return explain(neuron(), alpha=0.1)


@pytest.fixture(scope="session")
def address(explained, tmp_path_factory):
    return explained.save(tmp_path_factory.mktemp("page") / "steps.html").as_uri()


@pytest.fixture(scope="session")
def window(browser):
    """One window for all tests, and what has come from it: console messages, errors, requests."""
    page, noise = browser.new_page(), []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "data:", "about:")) else noise.append(request.url),
    )
    yield page, noise
    page.close()


@pytest.fixture
def blank(window):
    """The window with nothing in it; in the end no message, error or request may have come from it."""
    page, noise = window
    page.goto("about:blank")
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.mouse.move(0, 0)
    noise.clear()
    yield page
    assert noise == []


@pytest.fixture
def page(blank, address):
    """The neuron's page."""
    blank.goto(address)
    return blank


@pytest.fixture
def load(blank, tmp_path):
    """Open the page of one graph after another: `load(J, "#step=3", alpha=0.1)`."""

    def open_one(J, place="", **settings):
        path = explain(J, **settings).save(tmp_path / "x.html")
        blank.goto("about:blank")
        blank.goto(path.as_uri() + place)
        return blank

    return open_one


@pytest.fixture
def clocked(browser, address):
    """The neuron's page in a window whose clock stands still until it is told to run."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.clock.install()
    page.goto(address)
    yield page
    page.close()

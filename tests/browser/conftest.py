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


@pytest.fixture
def page(browser, address):
    """The neuron's page; no console message, no error and no request may have come from it in the end."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    noise = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith(("file:", "data:")) else noise.append(request.url)
    )
    page.goto(address)
    yield page
    assert noise == []
    page.close()

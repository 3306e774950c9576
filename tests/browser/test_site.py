"""The site of the lessons, built and opened as files: whole, offline, on a phone, in the dark, for everybody."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import autograd
from autograd.table import TABLE
from nn import callbacks, layers, losses, metrics, optimizers

pytest.importorskip("sphinx", reason="make site-test installs it")

ROOT = Path(__file__).parents[2]
NPM = Path(os.environ.get("NPM_PACKAGES", ROOT / ".venv" / "npm" / "node_modules"))
READ = [
    "index.html",
    "lessons/lesson_01_nudge.html",
    "lessons/lesson_08_saturation.html",
    "pages/live.html",
    "pages/teachers.html",
    "pages/peers.html",
    "pages/reference/derivatives.html",
    "pages/reference/views.html",
    "search.html",
]


def build(source, target, doctrees):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "-c",
        ROOT / "demos" / "site",
        "-d",
        doctrees,
        source,
        target,
    ]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="session")
def site():
    """The folder of the site. Pages whose sources did not change are not built again."""
    output = ROOT / "output"
    done = build(ROOT / "demos", output / "site", output / "doctrees")
    assert done.returncode == 0, done.stderr
    return output / "site"


class Page(HTMLParser):
    """The addresses that a page names, and its ids."""

    def __init__(self, text):
        super().__init__()
        self.addresses, self.ids = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self.addresses += [about[name] for name in ("href", "src") if about.get(name)]
        self.ids += [about["id"]] if "id" in about else []


@pytest.fixture(scope="session")
def pages(site):
    paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    return {path: Page(path.read_text(encoding="utf-8")) for path in paths}


def opened(browser, address, **options):
    """A page that may load files only, with all that it says or asks for."""
    page = browser.new_context(**options).new_page()
    noise = []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: noise.append(request.url) if request.url.startswith("http") else None)
    page.goto(address)
    return page, noise


def test_every_link_leads_to_a_file_and_a_place_in_it(site, pages):
    broken = []
    for path, page in pages.items():
        for address in page.addresses:
            if re.match(r"(https?|data|mailto):", address):
                continue
            file, _, place = address.partition("#")
            target = (path.parent / unquote(file.partition("?")[0])).resolve() if file else path
            has_places = target in pages and target.parent.name != "live"
            if not target.is_file() or (place and has_places and unquote(place) not in pages[target].ids):
                broken.append(f"{path.relative_to(site)}: {address}")
    assert broken == []
    assert len(pages) > 40


def test_every_page_is_quiet_and_asks_the_network_for_nothing(browser, site, pages):
    for path in pages:
        page, noise = opened(browser, path.as_uri())
        assert noise == [], path.relative_to(site)
        page.context.close()


def test_a_lesson_shows_what_it_prints(site):
    for lesson in ["lesson_01_nudge", "lesson_04_descent"]:
        printed = subprocess.run(
            [sys.executable, "-m", f"demos.lessons.{lesson}"],
            cwd=ROOT, env=os.environ | {"COLUMNS": "90"}, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        shown = "\n".join(Outputs((site / "lessons" / f"{lesson}.html").read_text(encoding="utf-8")).texts)
        assert shown.split() == printed.split()


class Outputs(HTMLParser):
    """The texts that a page shows below its cells."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.inside = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "pre":
            self.inside = dict(attributes).get("class") == "shown"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data):
        if self.inside:
            self.texts.append(data)


def test_a_lesson_is_there_as_a_script_and_as_a_notebook(site):
    nbformat = pytest.importorskip("nbformat")
    for path in sorted((ROOT / "demos" / "lessons").glob("lesson_*.py")):
        assert (site / "lessons" / path.name).read_bytes() == path.read_bytes()
        notebook = nbformat.read(site / "lessons" / f"{path.stem}.ipynb", as_version=4)
        source = path.read_text(encoding="utf-8")
        assert len(notebook.cells) == len(re.findall(r"^# %%", source, re.MULTILINE))


def test_the_table_of_derivatives_has_every_row_once(site, pages):
    path = site / "pages" / "reference" / "derivatives.html"
    shown = [name.removeprefix("row-") for name in pages[path].ids if name.startswith("row-")]
    assert sorted(shown) == sorted(TABLE)
    assert path.read_text(encoding="utf-8").count("<math") >= len(TABLE)


def test_the_reference_has_every_public_name(pages):
    ids = {name for page in pages.values() for name in page.ids}
    public = [f"autograd.{name}" for name in autograd.__all__ if name != "__version__" and name not in TABLE]
    for module in (layers, losses, optimizers, callbacks, metrics):
        functions = {name for name in module.__all__ if name.islower()} if module is losses else set()
        public += [f"{module.__name__}.{name}" for name in module.__all__ if name not in functions]
    assert [name for name in public if name not in ids] == []


def test_the_search_works_without_a_server(browser, site):
    page, noise = opened(browser, (site / "search.html").as_uri() + "?q=saturation")
    page.wait_for_selector("ul.search li")
    assert "Saturation" in page.inner_text("ul.search")
    assert noise == []
    page.goto((site / "search.html").as_uri() + "?q=softplus")
    page.wait_for_selector("ul.search li")
    assert "derivatives.html#row-softplus" in page.eval_on_selector_all("ul.search a", "a => a.map(x => x.href).join()")
    page.context.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_the_screen(browser, site, pages, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    wide = []
    for path in pages:
        if path.parent.name == "live":  # these have tests of their own, and sheets are as wide as paper
            continue
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(str(path.relative_to(site)))
    page.close()
    assert wide == []


def brightness(page, colour):
    red, green, blue = map(int, re.findall(r"\d+", page.evaluate(f"getComputedStyle(document.body).{colour}"))[:3])
    return (red + green + blue) / 3


def test_the_dark_is_dark_and_its_switch_reaches_the_frames(browser, site):
    address = (site / "pages" / "live.html").as_uri()
    page, _ = opened(browser, address, color_scheme="dark")
    assert brightness(page, "backgroundColor") < 60 < brightness(page, "color")
    page.context.close()

    page, _ = opened(browser, address, color_scheme="light")
    assert brightness(page, "color") < 60 < brightness(page, "backgroundColor")
    assert page.evaluate("getComputedStyle(document.querySelector('iframe')).filter") == "none"
    for _ in range(3):  # the switch goes through the system's choice too
        page.locator(".theme-toggle:visible").first.click()
        if page.evaluate("document.body.dataset.theme") == "dark":
            break
    assert page.evaluate("document.body.dataset.theme") == "dark"
    assert brightness(page, "backgroundColor") < 60
    assert "invert" in page.evaluate("getComputedStyle(document.querySelector('iframe')).filter")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (768, "light"), (1280, "dark")])
def test_axe_finds_nothing(browser, site, width, scheme):
    axe = NPM / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip("make site-test installs axe-core where there is npm")
    violations = []
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    for name in READ:
        page = context.new_page()
        page.goto((site / name).as_uri())
        page.add_script_tag(path=axe)
        for violation in page.evaluate("axe.run({ iframes: false })")["violations"]:
            violations.append((name, violation["id"], violation["nodes"][0]["html"][:200]))
        page.close()
    context.close()
    assert violations == []


def test_every_live_page_of_the_teachers_opens_where_its_link_says(browser, site, pages):
    path = site / "pages" / "teachers.html"
    links = sorted({address for address in pages[path].addresses if address.startswith("live/")})
    assert len(links) > 10
    for link in links:
        file, _, said = link.partition("#")
        page, noise = opened(browser, f"{(path.parent / file).as_uri()}#{said}")
        assert said in page.url
        assert noise == [], link
        page.context.close()


def test_a_page_that_fails_stops_the_build_with_its_own_traceback(tmp_path, capfd):
    from sphinx.errors import ExtensionError

    from demos.site.pages import outputs_of

    broken = tmp_path / "broken.py"
    broken.write_text("# %% [markdown]\n# # Broken\n\n# %%\nx = 1\n\ny = x / 0\n")
    with pytest.raises(ExtensionError, match=r"broken\.py fails: ZeroDivisionError"):
        outputs_of(broken)
    assert f'File "{broken}", line 7' in capfd.readouterr().err


def test_what_a_cell_shows_below_a_question_waits_for_an_answer(browser, site):
    page, noise = opened(browser, (site / "lessons" / "lesson_02_two_paths.html").as_uri())
    answers = page.locator("details.answer")
    source = (ROOT / "demos" / "lessons" / "lesson_02_two_paths.py").read_text(encoding="utf-8")
    assert answers.count() == source.count("**Question.**")
    shown = page.get_by_text("both together:       -1.0")
    assert not shown.is_visible()
    answers.first.locator("summary").click()
    assert shown.is_visible()
    page.get_by_role("button", name="Open all answers").click()
    assert page.locator("details.answer:not([open])").count() == 0
    page.context.close()
    assert noise == []

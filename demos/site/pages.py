"""Pages in percent format for Sphinx: each is run, and its prose, code and outputs become one page of the site."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from demos.site.cells import Cell, cells_of
from demos.site.notebooks import write_notebook

ROOT = Path(__file__).parents[2]
QUESTION = "**Question.**"  # in prose: what the next cell shows is hidden until the reader has an answer
LIVE = "live"  # the folder of the pages that compute, beside the page that shows them
SECONDS = 120


def outputs_of(path: Path) -> list[list[dict[str, str]]]:
    """Run a page in a process of its own, in an empty folder, and return what each cell shows.

    Raises:
        ExtensionError: if the page fails; its traceback is printed first.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "90", "MPLBACKEND": "agg"}
    with tempfile.TemporaryDirectory() as folder:
        shown = Path(folder) / "shown.json"
        command = [sys.executable, "-m", "demos.site.run", str(path), str(shown)]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            raise ExtensionError(f"{path.name} fails: {done.stderr.splitlines()[-1]}")
        outputs: list[list[dict[str, str]]] = json.loads(shown.read_text(encoding="utf-8"))
    return outputs


def fenced(text: str, language: str) -> str:
    """Return a text as a block of code in Markdown, whatever back-quotes it holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def raw(source: str) -> str:
    """Return a piece of HTML as a block of Markdown."""
    return fenced(source, "{raw} html")


class PercentPage(MystParser):
    """Reads a page in percent format: runs it, and hands its Markdown to MyST."""

    supported = ("percent",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill the document with the prose, the code and the outputs of the page."""
        environment = document.settings.env
        path = Path(environment.doc2path(environment.docname))
        live: dict[str, str] = {}
        for source in [*ROOT.glob("autograd/**/*.py"), *ROOT.glob("nn/**/*.py"), *ROOT.glob("demos/site/*.py")]:
            environment.note_dependency(str(source))
        parts: list[str] = []
        asked = False
        for cell, outputs in zip(cells_of(path), outputs_of(path), strict=True):
            if cell.kind == "markdown":
                parts.append(with_files(cell.text, path) if not parts else cell.text)
                asked = QUESTION in cell.text
                continue
            parts.append(fenced(cell.text, "python"))
            blocks = [in_place(output, cell, path, live) for output in outputs]
            parts += hidden(blocks) if asked and blocks else blocks
            asked = asked and not blocks
        environment.metadata[environment.docname]["live"] = live
        super().parse("\n\n".join(parts), document)


def with_files(prose: str, path: Path) -> str:
    """Return the first cell of a page with links to it as a script and as a notebook, below its title."""
    title, _, rest = prose.partition("\n")
    names = [f"{path.stem}{suffix}" for suffix in (".py", ".ipynb")]
    links = " ".join(f'<a href="{name}" download>{name}</a>' for name in names)
    how = ' <a href="index.html#to-run-a-lesson">how?</a>' if path.parent.name == "lessons" else ""
    files = raw(f'<p class="files">To run it yourself: {links}{how}</p>')
    return f"{title}\n\n{files}\n{rest}"


def hidden(blocks: list[str]) -> list[str]:
    """Return blocks of Markdown in a part of the page that the reader opens."""
    summary = "<summary>Your answer? Then open this.</summary>"
    return [raw(f'<details class="answer">{summary}'), *blocks, raw("</details>")]


def in_place(output: dict[str, str], cell: Cell, path: Path, live: dict[str, str]) -> str:
    """Return an output as a block of Markdown, and add it to `live` by its name if it is a page of its own."""
    kind, content, about = output["kind"], output["content"], html.escape(output["about"])
    if kind == "text":
        return raw(f'<pre class="shown" tabindex="0">{html.escape(content.rstrip())}</pre>')
    if kind == "html":
        return raw(f'<div class="shown wide" tabindex="0">{content}</div>')
    if kind == "png":
        return raw(f'<div class="shown"><img alt="{about}" src="data:image/png;base64,{content}"></div>')
    if kind == "graph":
        return raw(graph(content, about))

    name = output["about"] if kind == "file" else re.sub(r"\W+", "_", cell.title) or f"{path.stem}_{cell.line}"
    if name in live:
        raise ExtensionError(f"{path}: two cells show a page called {name}. Name each behind its # %%.")
    live[name] = content
    address = f"{LIVE}/{name}.html"
    if kind == "file":
        return raw(f'<p class="alone"><a href="{address}">Open {name}.html</a></p>')
    return raw(frame(address, output["about"]))


def frame(address: str, title: str) -> str:
    """Return a frame that shows a live page, and a link to it. Its size does not wait for the style of the site."""
    return (
        f'<p class="alone"><a href="{address}">Open this page alone</a></p>'
        f'<iframe class="live" style="width: 100%; height: min(46rem, 90vh)" loading="lazy" title="{title}" '
        f'src="{address}" sandbox="allow-scripts"></iframe>'
    )


def graph(svg: str, tree: str) -> str:
    """Return the picture of a graph with its text below, both in HTML."""
    picture = svg[svg.index("<svg") :]
    coded = html.escape(f"data:image/svg+xml,{quote(picture)}")
    return (
        f'<div class="shown wide" tabindex="0"><img class="graph" alt="A graph; its text stands below" src="{coded}">'
        f'</div><details class="tree"><summary>The graph as text</summary><pre tabindex="0">{tree}</pre></details>'
    )


def write_files(app: Sphinx, failed: Exception | None) -> None:
    """Write the script, the notebook and the live pages of every page beside it, once the site stands."""
    if failed or app.builder.format != "html":
        return
    for folder in Path(app.outdir).rglob(LIVE):
        shutil.rmtree(folder)  # pages that a cell wrote once, and does not write today
    for name in sorted(app.env.found_docs):
        path = Path(app.env.doc2path(name))
        if path.suffix != ".py":
            continue
        folder = Path(app.outdir) / Path(name).parent
        (folder / path.name).write_bytes(path.read_bytes())
        write_notebook(path, folder / f"{path.stem}.ipynb")
        for live, page in app.env.metadata[name].get("live", {}).items():
            (folder / LIVE).mkdir(exist_ok=True)
            (folder / LIVE / f"{live}.html").write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of pages in percent format."""
    app.add_source_suffix(".py", "percent")
    app.add_source_parser(PercentPage)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

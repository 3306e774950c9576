"""Run the code of a page in percent format, and write what each cell shows as JSON.

    python -m demos.site.run demos/lessons/lesson_01_nudge.py shown.json

As in a notebook, a cell shows what it prints, then the value of its last line; here also the pages that it writes as
files. A process runs one page, so that no page sees what another one has imported or changed.
"""

import ast
import base64
import contextlib
import io
import json
import linecache
import sys
from pathlib import Path
from types import CodeType
from typing import Any

from autograd.views.drawing.drawing import Drawing
from autograd.views.explanation.explain import Explanation
from demos.site.cells import Cell, cells_of
from nn.views.playground import Playground

Output = dict[str, str]  # {"kind": "text", "html", "page", "file", "graph" or "png", "content": ..., "about": ...}


def compiled(cell: Cell, path: Path) -> tuple[CodeType, CodeType | None]:
    """Return the statements of a cell, and its last line if that is an expression, as code with the file's lines."""
    tree = ast.parse(cell.text, str(path))
    ast.increment_lineno(tree, cell.line - 1)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), str(path), "eval")
    return compile(tree, str(path), "exec"), last


def title_of_page(html: str) -> str:
    """Return the title of an HTML page, in HTML."""
    return html.partition("<title>")[2].partition("</title>")[0]


def words_of_figure(figure: Any) -> str:
    """Return the titles and the names of the axes of a matplotlib figure, for those who can't see it."""
    words = [figure.get_suptitle()]
    for axes in figure.axes:
        words += [axes.get_title(), axes.get_xlabel(), axes.get_ylabel()]
    said = [" ".join(word.split()) for word in dict.fromkeys(words) if word]
    return "Figure: " + ", ".join(said) if said else "Figure"


def output_of(value: Any) -> Output:
    """Return a value as a page of the site shows it."""
    if isinstance(value, (Explanation, Playground)):
        page = value.html() if isinstance(value, Explanation) else value.page()
        return {"kind": "page", "content": page, "about": title_of_page(page)}
    if isinstance(value, Drawing):
        return {"kind": "graph", "content": value.picture("svg").decode(), "about": value.tree()}

    figure = value
    if not hasattr(figure, "savefig") and hasattr(figure, "plot") and hasattr(figure, "_repr_png_"):
        figure = value.plot()  # a history shows its curves
    if hasattr(figure, "savefig"):
        image = io.BytesIO()
        figure.savefig(image, format="png", dpi=110)
        coded = base64.b64encode(image.getvalue()).decode()
        return {"kind": "png", "content": coded, "about": words_of_figure(figure)}
    if hasattr(value, "_repr_html_"):
        return {"kind": "html", "content": value._repr_html_(), "about": type(value).__name__}
    return {"kind": "text", "content": repr(value) + "\n", "about": ""}


def run(cell: Cell, path: Path, namespace: dict[str, Any]) -> list[Output]:
    """Run a cell, and return its outputs in order."""
    statements, last = compiled(cell, path)
    printed = io.StringIO()
    value = None
    before = set(Path().glob("*.html"))
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        exec(statements, namespace)
        if last is not None:
            value = eval(last, namespace)

    outputs = []
    if printed.getvalue():
        outputs.append({"kind": "text", "content": printed.getvalue(), "about": ""})
    written = sorted(set(Path().glob("*.html")) - before, key=lambda file: (file.stat().st_mtime_ns, file.name))
    for file in written:
        outputs.append({"kind": "file", "content": file.read_text(encoding="utf-8"), "about": file.stem})
    is_shown = isinstance(value, Path) and value in written
    if value is not None and not is_shown:
        outputs.append(output_of(value))
    return outputs


def main() -> None:
    """Run a page, and write the outputs of its cells: a list for each, that of prose is empty."""
    path, target = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    linecache.checkcache(str(path))
    namespace: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    shown = [run(cell, path, namespace) if cell.kind == "code" else [] for cell in cells_of(path)]
    target.write_text(json.dumps(shown), encoding="utf-8")


if __name__ == "__main__":
    main()

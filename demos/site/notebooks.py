"""Write pages in percent format as notebooks: `python -m demos.site.notebooks FOLDER` writes that of every lesson."""

import sys
from pathlib import Path

import nbformat

from demos.site.cells import cells_of

LESSONS = Path(__file__).parents[1] / "lessons"


def write_notebook(path: Path, target: Path) -> None:
    """Write a page in percent format as a notebook without outputs, equal for equal pages."""
    new = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    cells = []
    for number, cell in enumerate(cells_of(path)):
        made = new[cell.kind](cell.text)
        made["id"] = f"cell-{number}"
        cells.append(made)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.validate(notebook)
    nbformat.write(notebook, target)


def main() -> None:
    """Write the notebook of every lesson into a folder, and name each."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(LESSONS.glob("lesson_*.py")):
        target = folder / f"{path.stem}.ipynb"
        write_notebook(path, target)
        print(target)


if __name__ == "__main__":
    main()

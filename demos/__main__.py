"""List the lessons and the other demonstrations, a line each."""

import ast
from pathlib import Path

FOLDER = Path(__file__).parent
LESSONS = sorted(path.stem for path in (FOLDER / "lessons").glob("lesson_*.py"))
DEMOS = [
    "neuron",
    "expressions",
    "by_hand",
    "derived",
    "digits",
    "watched",
    "outgrow",
    "marking",
]


def title_of(lesson: str) -> str:
    """Return the title of a lesson, the heading of its first cell."""
    source = (FOLDER / "lessons" / f"{lesson}.py").read_text(encoding="utf-8")
    return source.splitlines()[1].removeprefix("# # ")


def main() -> None:
    """Print the command of each lesson and each demonstration, and what it is about."""
    print("Lessons. Read one in an editor that knows cells (# %%), or run it with python -m demos.lessons.NAME\n")
    for lesson in LESSONS:
        print(f"{lesson:<26}  {title_of(lesson)}")

    print("\nOther demonstrations. Run one with python -m demos.NAME\n")
    for demo in DEMOS:
        source = (FOLDER / f"{demo}.py").read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(source)) or ""
        print(f"{demo:<26}  {docstring.splitlines()[0]}")


if __name__ == "__main__":
    main()

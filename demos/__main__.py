"""List the lessons, a line each."""

import ast
from pathlib import Path

LESSONS = [
    "neuron",
    "expressions",
    "network",
    "by_hand",
    "derived",
    "logistic_regression",
    "digits",
    "watched",
    "outgrow",
]


def main() -> None:
    """Print each lesson's command and the first line of its docstring."""
    print("Lessons. Run one with python -m demos.NAME\n")
    for number, lesson in enumerate(LESSONS, start=1):
        source = (Path(__file__).parent / f"{lesson}.py").read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(source)) or ""
        print(f"{number}. python -m demos.{lesson:<20}  {docstring.splitlines()[0]}")


if __name__ == "__main__":
    main()

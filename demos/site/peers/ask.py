"""Ask one library every question, and print the answers as JSON: `python ask.py micrograd`.

It runs with the Python that has the library, and imports nothing of chalkgrad by itself.
"""

import gc
import importlib.metadata
import importlib.util
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

QUESTIONS = {  # by the name of the function that asks it
    "second_derivative": "the second derivative of x ** 3 at 2, by differentiating the derivative (12 is right)",
    "numpy_function": "the derivative at 1 of NumPy's own np.sin (0.5403 is right)",
    "long_chain": "the derivative through 100,000 additions (1 is right)",
    "gradient_on_the_way": "the gradient of z in z = x * x, J = 3 * z, after one backward pass (3 is right)",
    "changed_data": "the gradient of x * x at 2, with x set to 5 before the backward pass (4 fits the forward pass)",
    "default_precision": "right digits of the derivative of x ** 3 at 0.1, in the default type (15 at most)",
    "column_minus_row": "a column of 3 minus a row of 3",
    "left_to_the_collector": "objects of a dropped graph that wait for Python's garbage collector",
}
DISTRIBUTIONS = {"chalkgrad": "chalkgrad", "micrograd": "micrograd", "hips": "autograd", "pytorch": "torch"}


def right_digits(x: float, right: float) -> int:
    """Return how many digits of x are right, up to the 15 that every float64 keeps."""
    error = abs(x / right - 1)
    return min(15, int(-math.log10(error))) if error else 15


def left_behind(make_and_drop: Callable[[], Any]) -> int:
    """Return how many objects of a graph wait for the collector once it is dropped, all but the leaf that is kept."""
    gc.collect()
    gc.disable()
    leaf = make_and_drop()  # noqa: F841  it is no part of what was dropped
    count = gc.collect()
    gc.enable()
    return count


# The questions that are not answered by the function itself.
MEASURED: dict[str, Callable[[Callable[[], Any]], Any]] = {
    "default_precision": lambda cube: right_digits(cube(), 0.03),
    "left_to_the_collector": left_behind,
}


def answers_of(library: str) -> dict[str, Any]:
    """Return what a library answers, by question: a number, a text, a list, or the error that it raises."""
    folder = str(Path(__file__).parent)
    sys.path = [path for path in sys.path if path != folder]  # in which files have the libraries' names
    path = Path(folder) / f"{library}.py"
    specification = importlib.util.spec_from_file_location(f"questions_to_{library}", path)
    questions = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(questions)
    answers = {}
    for question in QUESTIONS:
        try:
            ask = getattr(questions, question)
            measure = MEASURED.get(question)
            answers[question] = measure(ask) if measure else ask()
        except Exception as error:  # an error is an answer
            answers[question] = type(error).__name__
    return answers


def main() -> None:
    """Print the version of the library, and its answers."""
    library = sys.argv[1]
    version = importlib.metadata.version(DISTRIBUTIONS[library])
    print(json.dumps({"version": version, "answers": answers_of(library)}))


if __name__ == "__main__":
    main()

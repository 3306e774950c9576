"""The command: explain, draw, derive and compare an expression, or print the derivative table without one."""

import argparse
import os
import re
import sys
import unicodedata
from collections.abc import Sequence

from autograd.expression import cost_of
from autograd.table import TABLE
from autograd.views import NoPictureError, compare, derive, draw, explain
from autograd.writers.latex import derivative_table
from autograd.writers.text import equations

ABOUT = """Backpropagation of a formula, step by step: chalkgrad "J = (w*x + b - y)**2" w=2 x=1 b=0.5 y=3 --data x,y"""


def normal(name: str) -> str:
    """Return a name as Python reads it in a formula, where letters that look alike may be one."""
    return unicodedata.normalize("NFKC", name)


def assignment(text: str) -> tuple[str, float]:
    """Return the name and the number of `w=2`."""
    name, _, number = text.strip().partition("=")
    name = normal(name.strip())
    if not name.isidentifier():
        raise ValueError(text)
    return name, float(number)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the command's exit code: 0, 1 if compared gradients differ, 2 for a mistake in the arguments."""
    try:
        code = _answer(_parsed(arguments))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads has seen enough, as in chalkgrad | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python can close it
        return 0
    except (ValueError, TypeError, OSError, NoPictureError) as error:
        print(f"chalkgrad: {error}", file=sys.stderr)
        return 2


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the arguments of the command by name."""
    parser = argparse.ArgumentParser(prog="chalkgrad", description=ABOUT)
    add = parser.add_argument
    add("expression", nargs="?", help='a formula, or "z = w*x; J = z**2"; without it, the table of derivatives')
    add("numbers", nargs="*", type=assignment, metavar="name=number", help="a number for each name")
    add("--data", default="", metavar="x,y", help="names that are constants; the others are parameters")
    add("--alpha", type=float, help="the learning rate, to show a step downhill too")
    add("--draw", metavar="FILE", help="write the graph: .svg .png .pdf .dot .txt")
    add("--page", metavar="FILE", help="write the page that computes: .html; or .tex, .txt")
    add("--derive", action="store_true", help="print backpropagation as NumPy code")
    add("--latex", action="store_true", help="print the derivation, or the table, in LaTeX")
    add("--compare", nargs="+", type=assignment, metavar="name=number", help="check gradients derived by hand")
    if arguments is None:
        arguments = sys.argv[1:]
    # A formula may begin with a minus sign, which is no option then.
    words = [re.sub(r"^-(?!h$|-[a-z]+(=.*)?$)", " -", word) for word in arguments]
    return parser.parse_intermixed_args(words)


def _answer(typed: argparse.Namespace) -> int:
    """Print and write everything that was asked for, and return the exit code."""
    if typed.expression is None and not (typed.draw or typed.page or typed.derive or typed.compare):
        print(derivative_table() if typed.latex else table())
        return 0
    numbers = dict(typed.numbers)
    by_hand = dict(typed.compare or [])
    if typed.expression is None or len(numbers) < len(typed.numbers):
        raise ValueError('give a formula, and a number for each name once: "J = w*x" w=2.5 x=1.')
    if typed.alpha is not None and not typed.alpha > 0:
        raise ValueError(
            f"--alpha {typed.alpha:g}: the learning rate is above 0; w -= alpha * dJ/dw goes downhill then."
        )
    data = normal(typed.data).replace(",", " ").split()
    J = cost_of(typed.expression, numbers, data)
    explained = explain(J, alpha=typed.alpha)
    if not (typed.draw or typed.page or typed.derive or typed.latex or by_hand):
        print(explained)
    if typed.derive:
        print(derive(J))
    if typed.latex:
        print(derive(J).latex())
    if typed.page:
        print(f"written: {explained.save(typed.page)}")
    if typed.draw:
        J.backward()
        print(f"written: {draw(J, show='both').save(typed.draw)}")
    if not by_hand:
        return 0
    comparison = compare(J, by_hand, wrt=list(by_hand))
    print(comparison)
    return 0 if comparison.ok else 1


def table() -> str:
    """Return the table of derivatives: each operation z, then its derivative by each input."""
    lines = ["z = f(x, y). Elementwise: dz/dx is the local derivative. Otherwise dJ/dx is made from g = dJ/dz.\n"]
    for rule in TABLE.values():
        name = rule.name
        for left, right in equations(rule):
            lines.append(f"{name:<{19 - len(left)}}{left} = {right}")
            name = ""  # once is enough
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

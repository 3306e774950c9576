"""The command: explain, draw, derive and compare an expression; without one, print the derivative table."""

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
    """The name and the number of `w=2`."""
    name, _, number = text.strip().partition("=")
    name = normal(name.strip())
    if not name.isidentifier():
        raise ValueError(text)
    return name, float(number)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command's exit code: 0, 1 if compared gradients differ, 2 if something is wrong with what was typed."""
    try:
        code = _answered(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever reads has seen enough, as in chalkgrad | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python can close it
        return 0


def _answered(arguments: Sequence[str] | None) -> int:
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
    typed = sys.argv[1:] if arguments is None else arguments
    # A formula may begin with a minus sign, which is no option then.
    given = parser.parse_intermixed_args([re.sub(r"^-(?!h$|-[a-z]+(=.*)?$)", " -", x) for x in typed])
    if given.expression is None and not (given.draw or given.page or given.derive or given.compare):
        print(derivative_table() if given.latex else table())
        return 0
    try:
        return _answer(given)
    except BrokenPipeError:
        raise
    except (ValueError, TypeError, OSError, NoPictureError) as error:
        print(f"chalkgrad: {error}", file=sys.stderr)
        return 2


def _answer(given: argparse.Namespace) -> int:
    """Everything that was asked for."""
    numbers, by_hand = dict(given.numbers), dict(given.compare or [])
    if given.expression is None or len(numbers) < len(given.numbers):
        raise ValueError('give a formula, and a number for each name once: "J = w*x" w=2.5 x=1.')
    if given.alpha is not None and not given.alpha > 0:
        raise ValueError(
            f"--alpha {given.alpha:g}: the learning rate is above 0; w -= alpha * dJ/dw goes downhill then."
        )
    J = cost_of(given.expression, numbers, normal(given.data).replace(",", " ").split())
    explained = explain(J, alpha=given.alpha)
    if not (given.draw or given.page or given.derive or given.latex or by_hand):
        print(explained)
    if given.derive:
        print(derive(J))
    if given.latex:
        print(derive(J).latex())
    if given.page:
        print(f"written: {explained.save(given.page)}")
    if given.draw:
        J.backward()
        print(f"written: {draw(J, show='both').save(given.draw)}")
    if not by_hand:
        return 0
    comparison = compare(J, by_hand, wrt=list(by_hand))
    print(comparison)
    return 0 if comparison.ok else 1


def table() -> str:
    """For each operation z, then the derivative with respect to each input."""
    lines = ["z = f(x, y). Elementwise: dz/dx is the local derivative. Otherwise dJ/dx is made from g = dJ/dz.\n"]
    for rule in TABLE.values():
        for i, (left, right) in enumerate(equations(rule)):
            lines.append(f"{'' if i else rule.name:<{19 - len(left)}}{left} = {right}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

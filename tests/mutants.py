"""Mutation testing: small mistakes are planted in the code, one at a time, and its own tests must notice each.

`make mutants` draws them by seed, evenly over the files below, runs the tests of the file that was changed in a copy of
the repository, and lists those that no test noticed, with their lines. A mutant that nobody could notice, because
another line does the same, is listed in EQUIVALENT with the reason.
"""

import argparse
import ast
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
HEART = [
    f"tests/autograd/test_{name}.py"
    for name in ("graph", "nodes", "values", "table", "rules", "by_hand", "numpy", "what_comes_in", "departures",
                 "changes", "functional", "jacobians", "interrupts", "names", "short_way")
]  # fmt: skip
TRUST = ["tests/trust"]
SAVING = [f"tests/nn/test_{name}.py" for name in ("saving", "files_of_others", "made_again", "bad_input", "layers")]
STEPS = ["tests/nn/steps/test_derived.py", "tests/nn/steps/test_every_way.py", "tests/nn/fitting/test_training.py"]
TESTS = {  # what is mutated, and its own tests
    "autograd/rules/*.py": ["tests/autograd/test_functions.py", "tests/autograd/test_compositions.py", *HEART, *TRUST],
    "autograd/rule.py": [*HEART, *TRUST],
    "autograd/table.py": [*HEART, *TRUST],
    "autograd/graph.py": [*HEART, *TRUST],
    "autograd/passes.py": [*HEART, *TRUST],
    "autograd/node.py": [*HEART, *TRUST],
    "autograd/value*.py": [*HEART, *TRUST],
    "autograd/tensor.py": [*HEART, *TRUST],
    "autograd/judging/*.py": ["tests/autograd/judging", "tests/autograd/views/test_compare.py", *TRUST],
    "autograd/programs/*.py": ["tests/autograd/programs", "tests/autograd/views/test_derive.py",
                               "tests/autograd/views/test_jit.py", *STEPS],
    "autograd/expression.py": ["tests/autograd/test_command.py", *TRUST],
    "autograd/files.py": ["tests/autograd/test_interrupts.py", "tests/autograd/views/test_render.py", *SAVING, *TRUST],
    "nn/saving.py": [*SAVING, *TRUST],
    "nn/losses.py": ["tests/nn/test_losses.py", *STEPS, *TRUST],
    "nn/optimizers.py": ["tests/nn/test_optimizers.py", *STEPS, *TRUST],
    "nn/fitting/*.py": ["tests/nn/fitting", "tests/nn/test_callbacks.py", "tests/nn/test_sequential.py", *STEPS,
                        *TRUST],
}  # fmt: skip
NEEDS = {"autograd/programs/jax_numpy.py": "jax"}  # without it the tests of the file are skipped, and so is the file
# (file, line, what stands there instead): why nobody can notice it.
EQUIVALENT = {
    ("autograd/tensor.py", "node.raw = cls.frozen(data, copy=False)", "True"): "one more copy takes time, and no more",
    (
        "autograd/rules/order.py",
        "return z + np.where(nan, np.nan, 0) if np.any(nan) else z",
        "(z) - (np.where(nan, np.nan, 0))",
    ): "nan is no less nan, and 0 no more",
    ("autograd/passes.py", "return False", "return None"): "both are a no",
    ("autograd/files.py", "mask = os.umask(0o077)", "630"): "the mask is set for the moment in which it is read",
}
LONGEST = 600  # seconds; a mutant that runs longer never ends, which is noticed

OPERATORS = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "*", ast.Pow: "*",
    ast.MatMult: "*", ast.BitOr: "&", ast.BitAnd: "|", ast.LShift: ">>", ast.RShift: "<<",
}  # fmt: skip
COMPARISONS = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
SKIPPED = (ast.Raise, ast.Import, ast.ImportFrom, ast.Assert)  # messages and imports


class Mutant(NamedTuple):
    """One planted mistake: the file, where in its text, and what stands there instead."""

    path: Path
    start: int
    end: int
    new: str
    line: int
    old: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {' '.join(self.old.split())}  ->  {' '.join(self.new.split())}"

    def whole_line(self) -> str:
        """Return the line of the file in which the mistake begins."""
        return (ROOT / self.path).read_text(encoding="utf-8").splitlines()[self.line - 1].strip()

    def planted(self) -> str:
        """Return the text of the file with the mistake in it."""
        text = (ROOT / self.path).read_bytes()
        return (text[: self.start] + self.new.encode() + text[self.end :]).decode()


def mutants_of(path: Path) -> list[Mutant]:
    """Return every mistake that can be planted in a file: in operators, comparisons, numbers, conditions, returns."""
    source = (ROOT / path).read_bytes()
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    mutants: list[Mutant] = []

    def span(node: ast.AST) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def text(node: ast.AST) -> str:
        return source[slice(*span(node))].decode()

    def plant(node: ast.AST, new: str) -> None:
        mutants.append(Mutant(path, *span(node), new, node.lineno, text(node)))

    def visit(node: ast.AST) -> None:
        if isinstance(node, SKIPPED) or (isinstance(node, ast.If) and text(node.test) == "TYPE_CHECKING"):
            return
        match node:
            case ast.BinOp(left, sign, right) if type(sign) in OPERATORS and not _is_text(left, right):
                plant(node, f"({text(left)}) {OPERATORS[type(sign)]} ({text(right)})")
            case ast.AugAssign(target, sign, value) if type(sign) in OPERATORS:
                plant(node, f"{text(target)} {OPERATORS[type(sign)]}= {text(value)}")
            case ast.Compare(left, [sign], [right]):
                plant(node, f"({text(left)}) {COMPARISONS[type(sign)]} ({text(right)})")
            case ast.BoolOp(sign, parts):
                plant(node, (" and " if isinstance(sign, ast.Or) else " or ").join(f"({text(x)})" for x in parts))
            case ast.UnaryOp(ast.Not() | ast.USub(), operand):
                plant(node, f"({text(operand)})")
            case ast.Constant(bool() as value):
                plant(node, str(not value))
            case ast.Constant(int() | float() as value):
                plant(node, repr(value + 1 if value < 10 else value * 10))
            case ast.If(test) | ast.While(test) | ast.IfExp(test) if not isinstance(test, ast.Compare | ast.UnaryOp):
                plant(test, f"(not ({text(test)}))")
            case ast.Return(value) if value is not None and not _is_nothing(value):
                plant(node, "return None")
            case ast.Expr(ast.Call()):
                plant(node, "pass")
            case ast.Continue():
                plant(node, "break")
        for name, child in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for one in child if isinstance(child, list) else [child]:
                if isinstance(one, ast.AST):
                    visit(one)

    visit(ast.parse(source))
    return mutants


def _is_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _is_text(*operands: ast.expr) -> bool:
    return any(isinstance(x, ast.JoinedStr) or (isinstance(x, ast.Constant) and isinstance(x.value, str))
               for x in operands)  # fmt: skip


def drawn(number: int, seed: int) -> list[tuple[Mutant, list[str]]]:
    """Return that many mutants, drawn evenly over the files, each with the tests of its file."""
    rng = random.Random(seed)
    rooms = []
    for pattern, tests in TESTS.items():
        files = [path.relative_to(ROOT) for path in sorted(ROOT.glob(pattern)) if path.name != "__init__.py"]
        files = [file for file in files if find_spec(NEEDS.get(str(file), "sys"))]
        pools = [pool for pool in map(mutants_of, files) if pool]
        for pool in pools:
            rng.shuffle(pool)
        rng.shuffle(pools)
        rooms.append((pools, tests))
    mutants = []
    while len(mutants) < number and rooms:
        for room in list(rooms):
            pools, tests = room
            pool = pools.pop(0)
            mutants.append((pool.pop(), tests))
            if pool:
                pools.append(pool)
            if not pools:
                rooms.remove(room)
    return mutants[:number]


def copied(folder: Path) -> Path:
    """Copy the repository, without what git ignores, to a folder that mutants are planted in."""
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, capture_output=True, check=True, text=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def hears_ctrl_c() -> None:
    """Let Ctrl-C interrupt a process again, which a shell takes from those in the background; tests send it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def fails(folder: Path, tests: list[str], own: Path) -> bool:
    """Tell whether any test fails in the copy, or none of them ends."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    there = [str(own), *(name for name in tests if (folder / name).exists())]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *there]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=LONGEST,
            text=True,
            preexec_fn=hears_ctrl_c,
        )
    except subprocess.TimeoutExpired:
        return True
    if done.returncode not in (0, 1, 2, 4):
        raise RuntimeError(f"pytest gave {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.returncode != 0


def main() -> int:
    """Plant the mutants that the command line asks for, and print which were noticed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("number", type=int, nargs="?", default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", default="", help="only of files whose path has this in it")
    parser.add_argument("--trusting", action="store_true", help="don't run the tests without a mutant first")
    parser.add_argument("--least", type=float, default=0.0, help="the share that must be noticed")
    options = parser.parse_args()
    mutants = drawn(10**6 if options.of else options.number, options.seed)
    mutants = [pair for pair in mutants if options.of in str(pair[0].path)][: options.number]
    survivors, begun = [], time.time()
    with tempfile.TemporaryDirectory() as name:
        folder = copied(Path(name))
        for tests in {tuple(tests): tests for _, tests in mutants}.values():
            if not options.trusting and fails(folder, tests, Path("README.md")):
                raise SystemExit(f"these fail without any mutant, so they would notice nothing: {' '.join(tests)}")
        for i, (mutant, tests) in enumerate(mutants, start=1):
            file = folder / mutant.path
            before = file.read_bytes()
            file.write_text(mutant.planted(), encoding="utf-8")
            noticed = fails(folder, tests, mutant.path)
            file.write_bytes(before)
            known = (str(mutant.path), mutant.whole_line(), mutant.new) in EQUIVALENT
            if not noticed and not known:
                survivors.append(mutant)
            word = "noticed " if noticed else "nobody can notice" if known else "SURVIVED"
            print(f"{i:4d} {time.time() - begun:5.0f} s {word} {mutant}", flush=True)
    share = 1 - len(survivors) / max(len(mutants), 1)
    print(json.dumps({"mutants": len(mutants), "share noticed": round(share, 3), "seed": options.seed}))
    for mutant in survivors:
        print(f"survived: {mutant}")
    return share < options.least


if __name__ == "__main__":
    sys.exit(main())

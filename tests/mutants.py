"""Mutation testing: small mistakes are planted in the code, one at a time, and its own tests must notice each.

`make mutants` draws them by seed, evenly over the files below, runs the tests of the file that was changed in a copy of
the repository, one copy a core, and lists those that no test noticed, with their lines. The tests run without a mutant
first, which tells which of them reach which line: these run before the others. A mutant that nobody could notice,
because another line does the same, is listed in EQUIVALENT with the reason.
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
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
HEART = [
    f"tests/autograd/test_{name}.py"
    for name in ("graph", "nodes", "values", "table", "rules", "by_hand", "numpy", "what_comes_in", "departures",
                 "changes", "functional", "jacobians", "interrupts", "names", "short_way", "symbols", "detection")
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
    "nn/losses.py": ["tests/nn/test_losses.py", "tests/nn/test_lookup.py", "tests/nn/keras", *STEPS, *TRUST],
    "nn/optimizers.py": ["tests/nn/test_optimizers.py", "tests/nn/test_lookup.py", "tests/nn/keras",
                         "tests/nn/views/test_updates.py", *STEPS, *TRUST],
    "nn/fitting/*.py": ["tests/nn/fitting", "tests/nn/test_callbacks.py", "tests/nn/test_sequential.py",
                        "tests/nn/test_bad_input.py", "tests/nn/views", *STEPS, *TRUST],
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
    (
        "autograd/rules/elementwise.py",
        "ABOVE_ZERO, WITHIN_ONE = (0.3, 2.0), (-0.7, 0.7)  # intervals in which some rows change smoothly",
        "(0.7)",
    ): "tests draw numbers from a smaller range",
    ("autograd/rule.py", "smooth: tuple[float, float] = (-2.0, 2.0)", "3.0"): "tests draw numbers from a larger range",
    (
        "autograd/node.py",
        'if getattr(x, "ndim", 0) == 1:',
        "2",
    ): "more operations ask whether a row met a column, and are told that none did",
    (
        "autograd/graph.py",
        "if uses > 0:  # the chain rule between numbers, whose derivatives are known",
        "(uses) >= (0)",
    ): "in a pass no parent is met that has no use left",
    ("autograd/graph.py", "if uses > 0:", "(uses) >= (0)"): "in a pass no parent is met that has no use left",
    ("autograd/graph.py", "is_wanted = parent._uses >= 0", "1"): "in a pass no parent is met that has no use left",
    (
        "autograd/judging/functions.py",
        "numbers = leaf.raw * (1 + 0.3 * rng.random(leaf.shape)) + 0.01 * rng.random(leaf.shape)",
        "2",
    ): "numbers twice as large are others too",
    ("autograd/files.py", "mask = os.umask(0o077)", "630"): "the mask is set for the moment in which it is read",
}
LONGEST = 300  # seconds; a mutant that runs longer never ends, which is noticed

OPERATORS = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "*", ast.Pow: "*",
    ast.MatMult: "*", ast.BitOr: "&", ast.BitAnd: "|", ast.LShift: ">>", ast.RShift: "<<",
}  # fmt: skip
COMPARISONS = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
SKIPPED = (ast.Raise, ast.Import, ast.ImportFrom, ast.Assert)  # messages and imports


Reached = dict[Path, dict[int, set[str]]]  # the tests that reach each line of each file


class Mutant(NamedTuple):
    """One planted mistake: the file, where in its text, what stands there instead, and the lines of the place."""

    path: Path
    start: int
    end: int
    new: str
    line: int
    old: str
    lines: tuple[int, ...]

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
    statement = 0  # the first line of the statement that is visited

    def span(node: ast.AST) -> tuple[int, int]:
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    def text(node: ast.AST) -> str:
        return source[slice(*span(node))].decode()

    def plant(node: ast.AST, new: str) -> None:
        lines = (statement, *range(node.lineno, node.end_lineno + 1))
        mutants.append(Mutant(path, *span(node), new, node.lineno, text(node), lines))

    def visit(node: ast.AST) -> None:
        nonlocal statement
        if isinstance(node, ast.stmt):
            statement = node.lineno
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
            case ast.keyword("frozen"):
                return  # it keeps those who write the code from assigning
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
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


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


def reached_lines(data: Path) -> Reached:
    """Read which tests reach which line, from what coverage.py wrote down of each."""
    from coverage import CoverageData  # which `make mutants` installs

    measured = CoverageData(str(data))
    measured.read()
    reached: Reached = {}
    for file in measured.measured_files():
        lines = reached[Path(file)] = {}
        for line, contexts in measured.contexts_by_lineno(file).items():
            lines[line] = {context.split("|")[0].split("[")[0] for context in contexts} - {""}
    return reached


def tests_that_reach(mutant: Mutant, reached: Reached, tests: Sequence[str]) -> list[str]:
    """Return those of the tests that reach the place of a mutant, first those that reach little else and are quick."""
    lines = reached.get(mutant.path, {})
    names = set().union(*[lines.get(line, set()) for line in mutant.lines])
    extent = Counter(name for by_line in reached.values() for there in by_line.values() for name in there & names)
    return sorted([name for name in names if name.startswith(tuple(tests))], key=lambda name: extent[name])


def run(folder: Path, tests: Sequence[str], *options: str, longest: float | None = LONGEST) -> int:
    """Run tests in a copy and return pytest's exit code: 1 too where they never end."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests]
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=longest, text=True)
    except subprocess.TimeoutExpired:
        return 1
    if done.returncode not in (0, 1, 2, 4):
        raise RuntimeError(f"pytest gave {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.returncode


def measured(folder: Path, tests: Sequence[str]) -> Path:
    """Run the tests without a mutant, and return the file that says which line each of them reaches."""
    cores = ["--numprocesses=auto", "--dist=loadfile"]
    if run(folder, tests, *cores, "--cov", "--cov-context=test", "--cov-report=", longest=None):
        raise SystemExit("some of the tests fail without any mutant, so they would notice nothing")
    return folder / ".coverage"


def is_noticed(mutant: Mutant, folder: Path, tests: Sequence[str], reached: Reached) -> bool:
    """Plant a mutant in a copy, and tell whether one of its tests fails."""
    there = [str(mutant.path), *(name for name in tests if (folder / name).exists())]
    file = folder / mutant.path
    before = file.read_bytes()
    file.write_text(mutant.planted(), encoding="utf-8")
    try:
        first = tests_that_reach(mutant, reached, there)
        return bool(first and run(folder, first, "-x")) or bool(run(folder, there, "-x"))
    finally:
        file.write_bytes(before)


def main() -> int:
    """Plant the mutants that the command line asks for, and print which were noticed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("number", type=int, nargs="?", default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", default="", help="only of files whose path has this in it")
    parser.add_argument(
        "--reached", type=Path, help="what `make coverage` left in .coverage, read in place of a first run"
    )
    parser.add_argument("--least", type=float, default=0.0, help="the share that must be noticed")
    options = parser.parse_args()
    # A shell takes Ctrl-C from what runs in the background; tests send it to themselves.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    mutants = drawn(10**6 if options.of else options.number, options.seed)
    mutants = [pair for pair in mutants if options.of in str(pair[0].path)][: options.number]
    survivors, begun = [], time.time()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as cores:
        free: SimpleQueue[Path] = SimpleQueue()
        for i in range(os.cpu_count() or 1):
            free.put(copied(Path(name) / str(i)))
        first = dict.fromkeys(test for _, tests in mutants for test in tests)
        reached = reached_lines(options.reached or measured(Path(name) / "0", list(first)))

        def noticed(mutant: Mutant, tests: list[str]) -> bool:
            folder = free.get()
            try:
                return is_noticed(mutant, folder, tests, reached)
            finally:
                free.put(folder)

        answers = {cores.submit(noticed, mutant, tests): mutant for mutant, tests in mutants}
        for i, answer in enumerate(as_completed(answers), start=1):
            mutant = answers[answer]
            is_known = (str(mutant.path), mutant.whole_line(), mutant.new) in EQUIVALENT
            word = "SURVIVED"
            if answer.result():
                word = "noticed "
            elif is_known:
                word = "nobody can notice"
            else:
                survivors.append(mutant)
            print(f"{i:4d} {time.time() - begun:5.0f} s {word} {mutant}", flush=True)
    share = 1 - len(survivors) / max(len(mutants), 1)
    print(json.dumps({"mutants": len(mutants), "share noticed": round(share, 3), "seed": options.seed}))
    for mutant in survivors:
        print(f"survived: {mutant}")
    return share < options.least


if __name__ == "__main__":
    sys.exit(main())

"""Mark a class: a mark and a sentence for each .py file of a folder, or for each line of a CSV file.

python -m demos.marking homework     writes homework.py, with blanks, and key.py
python -m demos.marking FOLDER       marks each .py file in it
python -m demos.marking sheets.csv   marks what was typed from paper: student,seed,w1,w2,b

Copy this file, change `cost` and `sheet`, and run the copy: `python marking.py FOLDER`. A student is called by the name
of the file, and of its folder within FOLDER. Each answer runs in a process of its own, with limits of time, memory and
output, so that a bad one never stops the others. That is no sandbox: it may read, write and send what you may. Run it
in a container without a network.
"""

import contextlib
import csv
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from autograd import Tensor, Value, compare, derive, tanh
from autograd.judging.functions import line_of
from autograd.judging.replay import redrawn
from demos.neuron import neuron

POINTS = 10
SECONDS, MEGABYTES = 10, 2000  # of computing and of memory, for one answer
PATIENCE = 60  # seconds until an answer that waits for something is ended
CASES = [(0, 3), (1, 5), (2, 8)]  # each a seed and a number of examples: the worst of them counts


def cost(seed: int, m: int) -> Tensor:
    """Return the cost whose gradients are the homework, for m examples drawn from a seed."""
    rng = np.random.default_rng(seed)
    X = Tensor(rng.normal(size=(m, 3)), label="X", constant=True)
    y = Tensor(rng.normal(size=(m, 1)), label="y", constant=True)
    W1, b1 = Tensor(rng.normal(size=(3, 4)), label="W1"), Tensor(rng.normal(size=4), label="b1")
    W2, b2 = Tensor(rng.normal(size=(4, 1)), label="W2"), Tensor(rng.normal(size=1), label="b2")
    z1 = X @ W1 + b1
    a1 = tanh(z1)
    z2 = a1 @ W2 + b2
    J: Tensor = np.mean((z2 - y) ** 2)
    z1.label, a1.label, z2.label, J.label = "z1", "a1", "z2", "J"
    return J


def sheet(seed: int) -> Value:
    """Return the cost of the sheet that explain(neuron()).handout(..., seed=seed) writes."""
    return redrawn(neuron(), seed)  # type: ignore[return-value]


def compared(answer: dict[str, str]) -> list[dict[str, Any]]:
    """Return the comparisons of an answer as plain data: of the function in a file, or of gradients that were typed."""
    if "file" in answer:
        backprop = runpy.run_path(answer["file"]).get("backprop")
        if not callable(backprop):
            raise NameError("it has no function backprop")
        return [compare(cost(seed, m), backprop).as_dict() for seed, m in CASES]
    typed = {name: text for name, text in answer.items() if name not in ("student", "seed") and text}
    return [compare(sheet(int(answer["seed"])), typed, wrt=["w1", "w2", "b"]).as_dict()]


def is_credited(row: dict[str, Any]) -> bool:
    """Tell whether a gradient counts: it is right, or right apart from an earlier mistake."""
    return bool(row["ok"] or row["verdict"].startswith("follows from"))


def share_of(details: dict[str, Any]) -> float:
    """Return the share of the gradients that count."""
    return sum(map(is_credited, details["rows"])) / len(details["rows"])


def judged(answer: dict[str, str]) -> dict[str, Any]:
    """Return the share that an answer gets, a sentence, and the comparison that these come from."""
    try:
        details = min(compared(answer), key=share_of)
    except BaseException as error:  # whatever a student's file does
        where = line_of(error, answer["file"]) if "file" in answer else ""
        return without_share(f"it can't be run: {type(error).__name__}{where}: {error}")
    wrong = [row for row in details["rows"] if not row["ok"]]
    wrong.sort(key=lambda row: row["verdict"] == "no answer")  # what says more comes first
    sentences = [f"d{row['name']}: {row['verdict']}" for row in wrong] or ["all is right"]
    return {"share": share_of(details), "sentence": sentences[0], "details": details}


def without_share(sentence: str) -> dict[str, Any]:
    """Return what is said of an answer that can't be compared."""
    return {"share": 0.0, "sentence": sentence, "details": {"rows": []}}


def limit(seconds: int) -> None:
    """Limit this process, where the system can."""
    with contextlib.suppress(ImportError):  # Windows has no such module
        import resource

        limits = {"CPU": seconds, "AS": MEGABYTES << 20, "FSIZE": 1 << 20}
        for name, most in limits.items():
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def in_a_process(answer: dict[str, str]) -> dict[str, Any]:
    """Return what `judged` returns for an answer, in a process of its own."""
    command = [sys.executable, __file__, "--one", str(SECONDS), json.dumps(answer)]
    paths = os.pathsep.join([str(Path(__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
    nothing = subprocess.DEVNULL
    with tempfile.TemporaryFile() as output:  # no pipe, which a process that stays behind would hold open
        process = subprocess.Popen(
            command, stdin=nothing, stdout=output, stderr=nothing, env=environment, start_new_session=True
        )
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return without_share(f"it takes more than {PATIENCE} seconds")
        finally:
            end(process)
        output.seek(0)
        lines = output.read().decode(errors="replace").splitlines()
    try:
        return dict(json.loads(lines[-1]))
    except (IndexError, ValueError):
        limits = f"{SECONDS} seconds of computing or {MEGABYTES} megabytes"
        return without_share(f"its process ended without an answer (code {code}): did it take more than {limits}?")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and those that it has started."""
    if hasattr(os, "killpg"):  # not on Windows
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def mark(path: Path) -> list[dict[str, Any]]:
    """Return the student, the share, a sentence and the details of each answer in a folder or a CSV file."""
    if path.is_dir():
        files = sorted(path.rglob("*.py"))
        if not files:
            raise FileNotFoundError(f"{path} has no .py file in it or in a folder of it, so there is nothing to mark.")
        answers = []
        for file in files:
            student = file.relative_to(path).with_suffix("").as_posix()
            answers.append({"student": student, "file": str(file.resolve())})
    else:
        with path.open(encoding="utf-8-sig", newline="") as table:
            delimiter = ";" if ";" in table.readline() else ","  # a spreadsheet with decimal commas writes semicolons
            table.seek(0)
            answers = list(csv.DictReader(table, delimiter=delimiter))
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        results = list(threads.map(in_a_process, answers))
    return [{"student": answer["student"], **result} for answer, result in zip(answers, results, strict=True)]


def main(arguments: list[str]) -> None:
    """Do what the first lines of this file say."""
    if arguments[:1] == ["--one"]:
        limit(int(arguments[1]))
        with contextlib.redirect_stdout(sys.stderr):  # what a student prints
            result = judged(json.loads(arguments[2]))
        print(f"\n{json.dumps(result)}", flush=True)
    elif arguments == ["homework"]:
        print(f"wrote {derive(cost(*CASES[0])).blanks().save('homework.py', key='key.py')} and key.py")
    elif len(arguments) == 1:
        lines = csv.writer(sys.stdout)
        lines.writerow(["student", "mark", "sentence"])
        for result in mark(Path(arguments[0])):
            lines.writerow([result["student"], round(POINTS * result["share"], 2), result["sentence"]])
    else:
        print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

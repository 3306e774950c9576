"""The benchmarks: how fast chalkgrad is beside its peers, all measured in the same minutes, as ratios.

Every peer is a process of its own (tests/bench/peers), which runs the job when it is asked. The peers take
turns, so that the load of the machine is the same for all; a ratio is that of the medians.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from report import growth_table, plot, table

HERE = Path(__file__).parent
PEERS = HERE / "peers"
OURS = Path(sys.executable)
THEIRS = {"t_torch", "t_jax", "t_scanned", "t_keras", "t_sklearn", "t_hips", "s_micrograd", "s_torch", "o_torch"}
THEIRS |= {"m_torch", "m_keras", "m_sklearn", "imports_theirs"}

LARGE = "2048-2048-10, 4,096 examples, batch 1,024"
G = {
    "a class in plain Python": "g_plain",
    "chalkgrad, Values": "g_chalkgrad",
}
S = {
    "micrograd": "s_micrograd",
    "PyTorch 0-d": "s_torch",
    "chalkgrad, Values": "s_chalkgrad",
    "chalkgrad, derived from one example": "s_derived",
    "chalkgrad, that compiled by XLA": "s_derived --jit",
    "NumPy by hand, matrices": "s_numpy",
}
SMALL = {
    "PyTorch eager": "o_torch",
    "chalkgrad, Tensors": "o_chalkgrad",
}
T = {
    "NumPy by hand": "t_numpy",
    "NumPy by hand, preallocated": "t_preallocated",
    "chalkgrad, fit": "t_chalkgrad",
    "chalkgrad, jit_compile=True": "t_chalkgrad --jit",
    "chalkgrad, run_eagerly=True": "t_chalkgrad --eager",
    "JAX, epochs scanned, by hand": "t_scanned",
    "JAX, jit of a step": "t_jax",
    "PyTorch eager": "t_torch",
    "scikit-learn": "t_sklearn",
    "HIPS autograd": "t_hips",
    "Keras 3 on PyTorch": "t_keras",
}
M = {
    "PyTorch eager": "m_torch",
    "chalkgrad, fit": "m_chalkgrad",
    "chalkgrad, jit_compile=True": "m_chalkgrad --jit",
    "scikit-learn": "m_sklearn",
    "Keras 3 on JAX": "m_keras --backend=jax",
    "Keras 3 on PyTorch": "m_keras --backend=torch",
}
D = {
    "1 device": "m_chalkgrad --jit --devices=1",
    "2 devices": "m_chalkgrad --jit --devices=2",
    "4 devices": "m_chalkgrad --jit --devices=4",
}
IMPORTS = {
    "NumPy": "imports numpy",
    "chalkgrad": "imports nn",
    "JAX": "imports_theirs jax",
    "PyTorch": "imports_theirs torch",
    "Keras 3 on PyTorch": "imports_theirs keras",
}


def command_of(script: str, theirs: Path, threads: int, arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """How to start a peer: the command, and the environment that limits its threads."""
    name, *flags = script.split()
    python = theirs if name in THEIRS else OURS
    limits = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], str(threads))
    if name.startswith("imports"):
        return [str(python), "-c", f"import {flags[0]}"], os.environ | limits | {"KERAS_BACKEND": "torch"}
    environment = os.environ | limits | ({"PYTHONPATH": ""} if name in THEIRS else {})  # their autograd is HIPS's
    return [str(python), str(PEERS / f"{name}.py"), *flags, f"--threads={threads}", *arguments], environment


class Peer:
    """A process that runs a job on demand.

    Attributes:
        missing: why it can't, if it can't.
        seconds: how long each run took.
    """

    def __init__(self, script: str, theirs: Path, threads: int, arguments: list[str]) -> None:
        command, environment = command_of(script, theirs, threads, arguments)
        self.seconds: list[float] = []
        self.missing = ""
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.result = self._answer()

    def _answer(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            errors = self._process.stderr.read().strip().splitlines()
            self.missing = errors[-1] if errors else "it ended without a word"
        return line.strip()

    def run(self) -> None:
        if not self.missing:
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
            if answer := self._answer():
                self.seconds.append(float(answer))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


def measure(peers: dict[str, str], theirs: Path, threads: int, repeats: int, arguments: list[str]) -> dict[str, dict]:
    """The median seconds of each peer over interleaved runs, and why a peer is missing."""
    running = {name: Peer(script, theirs, threads, arguments) for name, script in peers.items()}
    for _ in range(repeats):
        for peer in running.values():
            peer.run()
    found = {}
    for name, peer in running.items():
        peer.stop()
        result = {"missing": peer.missing} if peer.missing else {"seconds": statistics.median(peer.seconds)}
        found[name] = result | {"runs": peer.seconds, "cost": peer.result.removeprefix("ready ")}
    return found


def measure_same(*arguments: Any) -> dict[str, dict]:
    """Return what `measure` does, of peers that must come to the same cost."""
    found = measure(*arguments)
    costs = {name: float(result["cost"]) for name, result in found.items() if "seconds" in result}
    if not all(math.isclose(x, y, rel_tol=1e-12) for x, y in pairwise(costs.values())):
        raise ValueError(f"the peers came to different costs, {costs}, so they didn't run the same program.")
    return found


def whole_processes(peers: dict[str, str], theirs: Path, repeats: int, arguments: list[str]) -> dict[str, dict]:
    """The median seconds from the start of Python to its end: import, build, and the job once."""
    found: dict[str, dict] = {name: {"runs": []} for name in peers}
    for _ in range(repeats):
        for name, script in peers.items():
            command, environment = command_of(script, theirs, 1, arguments)
            start = time.perf_counter()
            ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if ended.returncode:
                found[name]["missing"] = (ended.stderr.strip().splitlines() or ["it ended without a word"])[-1]
            else:
                found[name]["runs"].append(time.perf_counter() - start)
    return {
        name: result | ({"seconds": statistics.median(result["runs"])} if result["runs"] else {})
        for name, result in found.items()
    }


def growth() -> list[dict]:
    """How time and memory grow with nodes and with examples."""
    command, environment = command_of("growth", OURS, 1, [])
    lines = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()
    return [json.loads(line) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--theirs", type=Path, default=OURS, help="the Python that has the peers")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", default="", help="the jobs to run, by the first letters of their titles")
    parser.add_argument("--output", type=Path, default=Path("output/bench"))
    chosen = parser.parse_args()
    results = {}

    def add(title: str, unit: str, measured: Callable[[], dict[str, dict]]) -> None:
        if title.startswith(chosen.only):
            results[title] = {"unit": unit, "peers": measured()}
            print(table(title, results[title]), flush=True)

    for collector, arguments in (("on", []), ("off", ["--no-collector"])):
        title = f"G: one step of a GPT, 1 layer of 16 units, a name of 8 letters, garbage collector {collector}"
        add(title, "a class in plain Python", partial(measure_same, G, chosen.theirs, 1, chosen.repeats, arguments))
        title = f"S: one step of MLP(2, [16, 16, 1]) on 100 examples, garbage collector {collector}"
        add(title, "micrograd", partial(measure, S, chosen.theirs, 1, chosen.repeats, arguments))
    for side in (1, 8, 32):
        title = f"O: 41 operations on arrays of {side}x{side}, forward and backward, float64, one thread"
        add(title, "PyTorch eager", partial(measure_same, SMALL, chosen.theirs, 1, chosen.repeats, [f"--batch={side}"]))
    for threads in (1, 2):
        said = f"{threads} BLAS thread{'s' * (threads > 1)}"
        for batch, dtype in product((32, 1000), ("float64", "float32")):
            arguments = [f"--batch={batch}", f"--dtype={dtype}"]
            title = f"T: 100 epochs of 400-25-15-1, batch {batch}, {dtype}, {said}"
            add(title, "NumPy by hand", partial(measure, T, chosen.theirs, threads, chosen.repeats, arguments))
        for name, size, arguments in (("M", "128-10, 60,000 examples, batch 128", []), ("L", LARGE, ["--large"])):
            title = f"{name}: 3 epochs of 784-{size}, Adam, float32, {said}"
            add(title, "PyTorch eager", partial(measure, M, chosen.theirs, threads, chosen.repeats, arguments))
    title = "D: 3 epochs of 784-128-10, 60,000 examples, batch 128, on simulated devices, which share the cores"
    add(title, "1 device", partial(measure, D, chosen.theirs, 2, chosen.repeats, []))
    title = "P: whole process, import + build + 100 epochs of 400-25-15-1, batch 32"
    add(title, "NumPy by hand", partial(whole_processes, T, chosen.theirs, chosen.repeats, []))
    title = "I: import alone"
    add(title, "NumPy", partial(whole_processes, IMPORTS, chosen.theirs, chosen.repeats, []))
    if "N: growth".startswith(chosen.only):
        results["N: growth"] = {"rows": growth()}
        print(growth_table(results["N: growth"]["rows"]), flush=True)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "bench.json").write_text(json.dumps(results, indent=1))
    plot(results, chosen.output / "bench.png")
    print(f"\nwritten to {chosen.output}/bench.json and bench.png")


if __name__ == "__main__":
    main()

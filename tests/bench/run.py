"""The benchmarks: how fast chalkgrad is beside its peers, all measured in the same minutes, as ratios.

Every peer is a process of its own (tests/bench/peers), which runs the job when it is asked. The peers take
turns, so that the load of the machine is the same for all; a ratio is that of the medians.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE / "peers"
OURS = Path(sys.executable)
THEIRS = {"t_torch", "t_jax", "t_keras", "t_sklearn", "t_hips", "s_micrograd", "s_torch"}

S = {
    "micrograd": "s_micrograd",
    "micrograd, collector off": "s_micrograd --no-collector",
    "PyTorch 0-d": "s_torch",
    "chalkgrad, Values": "s_chalkgrad",
    "chalkgrad, derived from one example": "s_derived",
    "NumPy by hand, matrices": "s_numpy",
}
T = {
    "NumPy by hand": "t_numpy",
    "NumPy by hand, preallocated": "t_preallocated",
    "chalkgrad, fit": "t_chalkgrad",
    "chalkgrad, run_eagerly=True": "t_chalkgrad --eager",
    "JAX jit": "t_jax",
    "PyTorch eager": "t_torch",
    "scikit-learn": "t_sklearn",
    "HIPS autograd": "t_hips",
    "Keras 3 on PyTorch": "t_keras",
}


class Peer:
    """A process that runs a job on demand.

    Attributes:
        missing: why it can't, if it can't.
        seconds: how long each run took.
    """

    def __init__(self, script: str, theirs: Path, threads: int, arguments: list[str]) -> None:
        name, *flags = script.split()
        python = theirs if name in THEIRS else OURS
        limits = dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"], str(threads))
        command = [str(python), str(PEERS / f"{name}.py"), *flags, f"--threads={threads}", *arguments]
        self.seconds: list[float] = []
        self.missing = ""
        self._process = subprocess.Popen(
            command,
            env=os.environ | limits,
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


def table(title: str, found: dict[str, dict], measure_of_all: str) -> str:
    """The speed of each peer as a multiple of one of them."""
    unit = found[measure_of_all]["seconds"]
    lines = [f"\n{title} (speed, {measure_of_all} = 1)"]
    for name, result in found.items():
        speed = f"{unit / result['seconds']:10.2f}" if "seconds" in result else f"   missing: {result['missing']}"
        lines.append(f"  {name:<36}{speed}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--theirs", type=Path, default=OURS, help="the Python that has the peers")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", help="jobs to run, by the first letters of their titles")
    parser.add_argument("--output", type=Path, default=Path("output/bench"))
    chosen = parser.parse_args()
    jobs = [("S: one step of MLP(2, [16, 16, 1]) on 100 examples", S, "micrograd", [])]
    for batch in (32, 1000):
        for dtype in ("float64", "float32"):
            title = f"T: 100 epochs of 400-25-15-1, batch {batch}, {dtype}"
            jobs.append((title, T, "NumPy by hand", [f"--batch={batch}", f"--dtype={dtype}"]))
    results = {}
    for title, peers, unit, arguments in jobs:
        for threads in (1, 2):
            name = f"{title}, {threads} BLAS thread{'s' * (threads > 1)}"
            if chosen.only is None or name.startswith(chosen.only):
                results[name] = measure(peers, chosen.theirs, threads, chosen.repeats, arguments)
                print(table(name, results[name], unit), flush=True)
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "bench.json").write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()

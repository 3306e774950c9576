"""What every peer does: prepare, say so, and run the job each time it is asked, telling how long it took.

The parent asks in turn, so that all peers are measured under the same load of the machine.
"""

import argparse
import gc
import os
import sys
import time

EPOCHS, EXAMPLES, FEATURES = 100, 1000, 400


def limit_xla(threads, devices=1):
    """Tell XLA its threads and its devices, which it asks for when it is first used."""
    flags = [f"--xla_force_host_platform_device_count={devices}"]
    if threads == 1:
        flags += ["--xla_cpu_multi_thread_eigen=false", "intra_op_parallelism_threads=1"]
    os.environ["XLA_FLAGS"] = " ".join(flags)


def settings():
    """The numbers of the job, from the command line; XLA is limited to its threads, the collector is switched off."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--dtype", default="float64")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--no-collector", action="store_true", help="without Python's cyclic garbage collector")
    chosen = parser.parse_args()
    limit_xla(chosen.threads)
    if chosen.no_collector:
        gc.disable()
    return chosen


def digits(dtype="float64"):
    """1,000 examples of 400 features with their answers, (m, 1), and the weights that every peer starts from."""
    import numpy as np

    rng = np.random.default_rng(1)
    X = rng.normal(size=(EXAMPLES, FEATURES)).astype(dtype)
    y = (X[:, :20].sum(axis=1, keepdims=True) > 0).astype(dtype)
    shapes = [(400, 25), (25,), (25, 15), (15,), (15, 1), (1,)]
    weights = [rng.normal(size=s, scale=(2 / sum(s)) ** 0.5 * (len(s) > 1)).astype(dtype) for s in shapes]
    return X, y, weights


def trained(job, step):
    """All epochs of the job, in shuffled batches: `step(batch)` learns from these examples and gives their cost.

    Returns:
        The mean cost of the last epoch.
    """
    import numpy as np

    rng = np.random.default_rng(2)
    for _ in range(job.epochs):
        order, total = rng.permutation(EXAMPLES), 0.0
        for start in range(0, EXAMPLES, job.batch):
            batch = order[start : start + job.batch]
            total += len(batch) * step(batch)
    return total / EXAMPLES


def moons():
    """100 examples of two interleaved half circles, and their answers -1 or 1."""
    import numpy as np

    rng = np.random.default_rng(1)
    angle = rng.uniform(0, np.pi, 100)
    side = np.arange(100) % 2
    x = np.stack([np.cos(angle) * (1 - 2 * side) + side, np.sin(angle) * (1 - 2 * side) + 0.5 * side], axis=1)
    return x + rng.normal(size=x.shape, scale=0.1), 2.0 * side - 1.0


def warmed(job, times=4):
    """Run a job that learns so many times, so that the cost that it shows next depends on its gradients."""
    for _ in range(times):
        job()
    return job


def serve(job, times=1):
    """Run `job` once to warm up, print the cost that it came to; for each line of input run it so many times again.

    A short job that is run once after all the other peers had the processor would be measured with cold caches.
    """
    print(f"ready {float(job())!r}", flush=True)
    for _ in sys.stdin:
        if not gc.isenabled():
            gc.collect()  # graphs with cycles would fill the memory, which takes time too
        start = time.perf_counter()
        for _ in range(times):
            job()
        print(repr((time.perf_counter() - start) / times), flush=True)

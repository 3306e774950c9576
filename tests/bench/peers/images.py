"""Jobs M and L: three epochs of a network of images, 784-128-10 on 60,000 examples, or 784-2048-2048-10 on 4,096."""

import argparse
import os
from dataclasses import dataclass

from worker import limit_xla


@dataclass(frozen=True)
class Job:
    """What a peer is asked to do."""

    units: tuple[int, ...]
    examples: int
    batch: int
    threads: int
    devices: int


def job():
    """The job of the command line; it also tells XLA its threads and devices, before XLA is loaded."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--devices", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--jit", action="store_true")
    parser.add_argument("--backend", default="")
    chosen = parser.parse_args()
    limit_xla(chosen.threads, chosen.devices)
    os.environ["KERAS_BACKEND"] = chosen.backend
    sizes = ((2048, 2048), 4096, 1024) if chosen.large else ((128,), 60_000, 128)
    return Job(*sizes, chosen.threads, chosen.devices), chosen


def images(job):
    """The examples, (m, 784) in float32, and a class of ten for each."""
    import numpy as np

    rng = np.random.default_rng(1)
    X = rng.normal(size=(job.examples, 784)).astype("float32")
    return X, np.argmax(X[:, :10], axis=1)

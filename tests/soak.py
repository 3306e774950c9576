"""Many random programs of all rows, longer ones than in the tests: `make soak` runs 20,000 and prints what agreed."""

import argparse
import os
import random
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from trust.agreement import check
from trust.program import program

LENGTH, BATCH = 16, 100


def run(seeds):
    """Check the programs of some seeds, and return how often each way and each row took part, and what failed."""
    warnings.simplefilter("ignore")
    ways, rows, failures = Counter(), Counter(), []
    for seed in seeds:
        try:
            one = program(random.Random(seed), LENGTH)
            rows.update({rule.name for rule, *_ in one.steps})
            ways.update(check(one, np.random.default_rng(seed), twice=True))
        except Exception as error:
            failures.append(f"seed {seed}: {type(error).__name__}: {error}")
    return ways, rows, failures


def main():
    """Print the figures, and return whether any program failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, nargs="?", default=20000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    begun, ways, rows, failures = time.time(), Counter(), Counter(), []
    last = options.first + options.number
    batches = [range(i, min(i + BATCH, last)) for i in range(options.first, last, BATCH)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for each in pool.map(run, batches):
            ways += each[0]
            rows += each[1]
            failures += each[2]
    print(f"{options.number} programs in {time.time() - begun:.0f} s: {len(failures)} failed")
    print("agreed by", dict(ways))
    print(f"rows: {len(rows)}, the rarest in", rows.most_common()[-1:])
    print(*failures[:20], sep="\n")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())

"""Random programs of all rows: every way to their derivatives gives the same numbers."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from trust import agreement
from trust.program import TABLE_AS_IMPORTED, calls, program

from autograd import jacobian, jvp, vjp

ROOT = Path(__file__).parents[2]
NUMBER = 1000
without_mpmath = pytest.mark.skipif(agreement.exact is None, reason="exact numbers need mpmath: pip install mpmath")


@settings(max_examples=NUMBER, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_every_way_to_a_derivative_agrees(draw):
    agreement.check(program(draw), np.random.default_rng(0), twice=draw.random() < 0.2)


@pytest.mark.skipif(not shutil.which("make") or not (ROOT / "Makefile").exists(), reason="needs make and a checkout")
def test_make_soak_runs_with_the_packages_and_not_with_the_folders_of_tests():
    python = Path(sys.executable)
    command = ["make", "--old-file=.venv/test", f"BIN={python.parent}", "PROGRAMS=2", "soak"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "2 programs in" in done.stdout
    assert "0 failed" in done.stdout


def test_a_function_that_returns_its_argument():
    x, g = np.array([1.0, 2.0]), np.array([3.0, 5.0])
    np.testing.assert_array_equal(vjp(lambda x: x, x)[1](g), g)
    np.testing.assert_array_equal(vjp(lambda x: x["a"], {"a": x, "b": 1.0})[1](g)["a"], g)
    assert vjp(lambda x: x, 1.0)[1](2.0) == 2.0
    np.testing.assert_array_equal(jvp(lambda x: x, x, g)[1], g)
    np.testing.assert_array_equal(jacobian(lambda x: x)(x), np.eye(2))


@without_mpmath
def test_exact_numbers_read_nearly_every_row():
    unread = [name for name in calls() if not agreement.is_exact(name)]
    assert len(unread) <= 0.1 * len(calls()), unread


def test_random_programs_take_every_row():
    draw = random.Random(0)
    rows = {rule.name for _ in range(3000) for rule, *_ in program(draw, 1).steps}
    with_derivative = {name for name, rule in TABLE_AS_IMPORTED.items() if rule.variadic or any(rule.backward)}
    assert with_derivative - rows == set()

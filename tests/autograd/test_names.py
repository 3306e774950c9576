"""Names and numbers as a reader meets them."""

import numpy as np
import pytest

from autograd.names import read_number


@pytest.mark.parametrize(
    ("answer", "number"),
    [("0", 0.0), ("1e-12", 1e-12), ("1/4", 0.25), ("-1/4", -0.25), ("\N{MINUS SIGN}2", -2.0), ("0,5", 0.5),
     ("1/4/1", np.nan), ("1_0", np.nan), ("1/0", np.nan), ("", np.nan), ("half", np.nan)],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(answer, number):
    np.testing.assert_equal(read_number(answer), number)

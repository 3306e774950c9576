"""Every test of the engine runs twice: with fast Values, and with the plain ones that they stand for."""

import pytest

from autograd import fast_values


@pytest.fixture(autouse=True, params=["fast", "plain"])
def values(request):
    if request.param == "plain":
        fast_values.switch_off()
    yield request.param
    fast_values.switch_on()

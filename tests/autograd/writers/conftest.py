"""The writers read rows and symbols, so that one kind of Value is enough for their tests."""

import pytest


@pytest.fixture(autouse=True)
def values():
    return "fast"

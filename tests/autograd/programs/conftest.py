"""Programs are only read from graphs, so that one kind of Value is enough for their tests."""

import pytest


@pytest.fixture(autouse=True)
def values():
    return "fast"

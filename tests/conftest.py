"""What tests of several folders need."""

import pytest
from own_rows import put_back, rows_as_they_are, rows_of_its_own

AS_IMPORTED = rows_as_they_are()


@pytest.fixture(scope="module", autouse=True)
def without_rows_of_lessons():
    """The READMEs, which may run before a file of tests, add rows whose names are gone by then."""
    put_back(AS_IMPORTED)


@pytest.fixture
def own_rows():
    """Rows that a test adds to the table are gone after it."""
    with rows_of_its_own():
        yield

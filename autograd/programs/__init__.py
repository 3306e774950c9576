"""A graph as a straight-line NumPy program: what `derive` prints and `fit` runs."""

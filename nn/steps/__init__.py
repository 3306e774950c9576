"""Training steps as derived programs, in NumPy, in place and under XLA, all imported by step.py."""

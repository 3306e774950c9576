"""Training steps as derived programs, in NumPy, in place and under XLA. The door is step.py."""

"""Training steps as derived programs: the one room of nn that knows how code is derived. Its door is ../step.py."""

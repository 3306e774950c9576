"""Fitting a network: the cost, the loop that learns, its epochs, and whatever watches a run."""

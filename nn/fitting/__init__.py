"""How a network is fitted: the cost, the loop that learns, its epochs, and whatever watches a run."""

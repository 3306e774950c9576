"""Ways to look at a graph: a picture, and backpropagation step by step."""

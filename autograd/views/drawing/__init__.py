"""The picture of a graph. Its door is draw.py."""

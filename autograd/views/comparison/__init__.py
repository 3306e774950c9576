"""Gradients side by side: the engine's, those derived by hand, and central differences. Its door is compare.py."""

"""Backpropagation as a NumPy program. Its door is derive.py."""

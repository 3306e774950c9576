"""Backpropagation as a NumPy program. Its door is derive.py; what nn asks of it stands in step.py there."""

"""Backpropagation step by step: tables, the page and the slides. Its door is explain.py."""

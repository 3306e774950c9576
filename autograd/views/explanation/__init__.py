"""Backpropagation step by step: tables, the page, the quiz and the slides. Its door is explain.py."""

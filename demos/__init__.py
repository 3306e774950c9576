"""Lessons: each a script that runs in seconds. `python -m demos` lists them."""

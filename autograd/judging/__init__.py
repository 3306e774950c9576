"""Judging gradients: what is asked, what is answered, whether each entry is right, and which mistake was made."""

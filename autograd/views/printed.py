"""What the views have in common: they print themselves, in letters that the console knows."""

from autograd.views.numbers import fits


class Printed:
    """Something with a text, of which a plain ASCII version can be asked for."""

    def text(self, *, ascii_only: bool = False) -> str:
        """What is printed."""
        raise NotImplementedError

    def __str__(self) -> str:
        text = self.text()
        return text if fits(text) else self.text(ascii_only=True)

    def __repr__(self) -> str:
        return str(self)

"""Print the derivative table: `python -m autograd`."""

from autograd.table import TABLE
from autograd.writers.text import equations


def main() -> None:
    """For each operation z, then the derivative with respect to each input."""
    print("z = f(x, y). Elementwise: dz/dx is the local derivative. Otherwise dJ/dx is made from g = dJ/dz.\n")
    for rule in TABLE.values():
        for i, (left, right) in enumerate(equations(rule)):
            title = "" if i else rule.name
            print(f"{title:<{19 - len(left)}}{left} = {right}")


if __name__ == "__main__":
    main()

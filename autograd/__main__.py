"""Print the derivative table: `python -m autograd`."""

from autograd.table import TABLE
from autograd.writers.text import formulas


def main() -> None:
    """For each operation z, then the derivative with respect to each input."""
    print("z = f(x, y). Elementwise: dz/dx is the local derivative. Otherwise dJ/dx is made from g = dJ/dz.\n")
    for rule in TABLE.values():
        forward, derivatives = formulas(rule)
        of = "dz" if rule.elementwise else "dJ"
        print(f"{rule.name:<17} z = {forward}")
        for name, text in derivatives.items():
            print(f"{f'{of}/d{name}':>19} = {text}")


if __name__ == "__main__":
    main()

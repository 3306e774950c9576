"""The table that `model.summary()` prints, in Keras's columns."""

from collections.abc import Sequence

import numpy as np

from nn.layers import Layer

WIDTHS = (32, 24, 12)


def summary_table(layers: Sequence[Layer], features: int) -> str:
    """One line per layer: name and kind, output shape (None stands for the number of examples), parameters."""
    rule = "=" * sum(WIDTHS)
    lines = [_line("Layer (type)", "Output shape", "Param #"), rule]
    for layer in layers:
        shape = f"(None, {layer.units})" if layer.units else "?"
        lines.append(
            _line(f"{layer.name} ({type(layer).__name__})", shape, f"{_count([layer]):,}" if features else "?")
        )
    total = f"{_count(layers):,}" if features else "unknown until the number of features is: model.build(features)"
    return "\n".join([*lines, rule, f"Total params: {total}"])


def _count(layers: Sequence[Layer]) -> int:
    return sum(int(np.prod(np.shape(parameter))) for layer in layers for parameter in layer.parameters)


def _line(*columns: str) -> str:
    return "".join(f"{column:<{width}}" for column, width in zip(columns, WIDTHS, strict=True)).rstrip()

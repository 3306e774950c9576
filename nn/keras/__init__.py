"""Keras's package, with the names that are here: `from nn.keras.layers import Dense`, `import nn.keras as keras`.

The bridge to Keras itself, to_keras and from_keras, stands in bridge.py.
"""

from importlib import import_module

from nn.layers import Input
from nn.left_out import answering
from nn.sequential import Sequential

MODULES = (
    "activations", "callbacks", "layers", "losses", "models", "optimizers", "regularizers", "utils",
)  # fmt: skip
for module in MODULES:
    import_module(f"nn.keras.{module}")  # so that keras.layers is there without an import of its own

__all__ = ["Sequential", "Input", *MODULES]
__getattr__ = answering(__name__)

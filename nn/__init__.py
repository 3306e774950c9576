"""A small Keras-like neural-network package on top of `autograd`.

>>> from nn import Sequential
>>> from nn.layers import Dense
>>> model = Sequential([Dense(units=25, activation="sigmoid"), Dense(1, "sigmoid")])
>>> model.compile(loss="binary_crossentropy")
"""

from nn.sequential import Sequential, load

__all__ = ["Sequential", "load"]

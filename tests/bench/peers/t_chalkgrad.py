"""Job T in chalkgrad: compile and fit, on derived code, node by node, or through XLA."""

import sys

from worker import digits, serve, settings

from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy

eager = "--eager" in sys.argv and not sys.argv.remove("--eager")
jit = "--jit" in sys.argv and not sys.argv.remove("--jit")
job = settings()
X, y, weights = digits(job.dtype)
model = Sequential([Input(400), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], dtype=job.dtype)
model.set_weights(weights)
model.compile(loss=BinaryCrossentropy(), run_eagerly=eager, jit_compile=jit)


def train():
    return model.fit(X, y, epochs=job.epochs, batch_size=job.batch, verbose=0).history["loss"][-1]


serve(train)

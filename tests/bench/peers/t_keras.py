"""Job T in Keras 3 on PyTorch: compile and fit."""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import torch
from worker import digits, serve, settings

job = settings()
torch.set_num_threads(job.threads)
keras.config.set_floatx(job.dtype)
X, y, weights = digits(job.dtype)
Dense = keras.layers.Dense
model = keras.Sequential([keras.Input((400,)), *[Dense(n, activation="sigmoid") for n in (25, 15, 1)]])
model.set_weights(weights)
model.compile(loss=keras.losses.BinaryCrossentropy(), optimizer=keras.optimizers.SGD(0.1))


def train():
    return model.fit(X, y, epochs=job.epochs, batch_size=job.batch, verbose=0).history["loss"][-1]


serve(train)

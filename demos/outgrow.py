"""A network that outgrows this package: learned here, then on four devices, then in Keras on the same four, and back.

The four devices are simulated: XLA splits the processor when it is told to. Each part is compared with the same run on
one device here.

It needs JAX for the second part, and Keras for the third: pip install "chalkgrad[jax]" keras
"""

import copy
import os
from importlib.util import find_spec
from typing import Any

import numpy as np

import nn
from demos.digits import load_digits
from nn import Dense, Sequential
from nn.losses import BinaryCrossentropy
from nn.optimizers import Adam

DEVICES = 4


def simulate_devices() -> None:
    """Ask for four devices, before JAX is imported, and for Keras to compute with JAX."""
    os.environ.setdefault("XLA_FLAGS", f"--xla_force_host_platform_device_count={DEVICES}")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("KERAS_BACKEND", "jax")


def apart(one: Sequential, other: Sequential) -> float:
    """Return the largest difference of the weights, relative to the norm of each array."""
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return max(float(np.linalg.norm(w - v) / np.linalg.norm(w)) for w, v in pairs)


def main() -> None:
    """Learn in three places, and compare each with one device here."""
    simulate_devices()
    X, Y, X_test, Y_test = load_digits()
    model = Sequential([Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=1, dtype="float32")
    model.compile(loss=BinaryCrossentropy(), optimizer=Adam(0.001), metrics=["accuracy"])

    print("1. Learned here, in NumPy")
    model.fit(X, Y, epochs=5, verbose=0)
    print(f"   {model.history}")
    here = copy.deepcopy(model)  # which goes on with one device

    print(f"\n2. Continued by XLA on {DEVICES} devices")
    if find_spec("jax") is None:
        print('   This part needs JAX: pip install "chalkgrad[jax]"')
        return
    model.compile("binary_crossentropy", model.optimizer, ["accuracy"], jit_compile=True, devices="cpu")
    for network in (model, here):
        network.fit(X, Y, epochs=5, verbose=0)
    print(f"   {model.history}\n   weights {apart(here, model):.1e} apart from those of one device")

    print(f"\n3. Handed to Keras over JAX, on the same {DEVICES} devices")
    if find_spec("keras") is None:
        print("   This part needs Keras: pip install keras")
        return
    back = nn.from_keras(continued_in_keras(model, X, Y))
    here.fit(X, Y, epochs=5, shuffle=False, verbose=0)
    print(f"   weights {apart(here, back):.1e} apart from those of one device here")

    print("\n4. Back here, to be looked at")
    loss, accuracy = back.evaluate(X_test, Y_test)
    J = back.cost(X, Y)
    J.backward()
    print(f"   accuracy {accuracy:.1%} on digits it has never seen, at a cost of {loss:.4f}")
    print(f"   dJ/dW1, from this engine: at most {np.abs(back.layers[0].W.grad).max():.1e}")
    print(
        "\nOn a cluster two things change, and nothing else: each host runs this program, whose first line is "
        "jax.distributed.initialize(),\nand the mesh, the list of devices, is then jax.devices() of all hosts."
    )


def continued_in_keras(model: Sequential, X: Any, Y: Any) -> Any:
    """Return the network after five more epochs in Keras, each batch shared out among the devices."""
    import jax
    import keras

    devices = [f"{device.platform}:{device.id}" for device in jax.devices()]
    keras.distribution.set_distribution(keras.distribution.DataParallel(devices=devices))
    theirs = nn.to_keras(model)
    losses = theirs.fit(X, Y, epochs=5, shuffle=False, batch_size=32, verbose=0).history["loss"]
    print(f"   loss {losses[0]:.4g} -> {losses[-1]:.4g}")
    return theirs


if __name__ == "__main__":
    main()

"""Keras in float64, or in float32."""

from contextlib import contextmanager


@contextmanager
def keras_in(keras, dtype, x64=True):
    """Let Keras cast examples and make layers in this dtype, over JAX too unless x64 is False."""
    over_jax = keras.backend.backend() == "jax"
    try:
        keras.config.set_floatx(dtype)
        keras.config.set_dtype_policy(dtype)
        if over_jax:
            __import__("jax").config.update("jax_enable_x64", x64 and dtype == "float64")
        yield keras
    finally:
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")
        if over_jax:
            __import__("jax").config.update("jax_enable_x64", False)

"""Keras's names for what there is here, so that a course's program runs with `import nn as tf` in place of TensorFlow.

`tf.keras.layers.Dense`, `tf.keras.losses`, `tf.keras.optimizers.Adam(0.001)`, `tf.keras.regularizers.l2`,
`tf.random.set_seed`, `tf.nn.softmax(p).numpy()` ...: nothing here computes anything. What is left out says what to use.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

from autograd import Tensor, exp, log, sqrt
from nn import activations, callbacks, layers, losses, metrics, optimizers, regularizers
from nn.seeds import set_random_seed
from nn.sequential import Sequential, load

LEFT_OUT = {
    "GradientTape": "build the cost J with Tensors, and call J.backward() or autograd.grad(J, wrt=[...])",
    "Model": "a network here is a Sequential; compute with several by calling them, and use autograd.grad",
    "Variable": "autograd.Tensor(data, label='w') is a parameter, and J.backward() gives its gradient",
    "Conv2D": "Flatten the images and use Dense, or write a Layer of your own: build, call, get_config",
    "BatchNormalization": "use Normalization with adapt(X), or write a Layer of your own",
    "LSTM": "write a loop over the steps with autograd's Tensors: a graph may be as long as you like",
    "Embedding": "multiply one-hot rows with Dense(units, use_bias=False)",
    "data": "give fit an array, a numpy.memmap or a dataset of h5py: it reads batches",
    "plot_model": "use model.draw(), or autograd.draw(model.cost(X, y))",
}  # fmt: skip
SAME = {"Conv1D": "Conv2D", "MaxPooling2D": "Conv2D", "AveragePooling2D": "Conv2D", "GRU": "LSTM", "SimpleRNN": "LSTM"}


class Names(SimpleNamespace):
    """A place where names stand, as in `tf.keras.layers`; one that is missing says what to use instead."""

    def __getattr__(self, name: str) -> NoReturn:
        instead = LEFT_OUT.get(SAME.get(name, name), f"there are {', '.join(sorted(vars(self)))}")
        raise AttributeError(f"chalkgrad has no {name}, on purpose, since it is small: {instead}.")


def public(module: Any) -> dict[str, Any]:
    """What a module defines or gives out."""
    own = [name for name, x in vars(module).items() if getattr(x, "__module__", "") == module.__name__]
    return {name: getattr(module, name) for name in getattr(module, "__all__", own) if name[0] != "_"}


def of_arrays(function: Any) -> Callable[..., Any]:
    """The function of a node, for arrays too, of which it makes constant Tensors: they have `.numpy()`."""

    def called(x: Any, *more: Any, **options: Any) -> Any:
        return function(x if hasattr(x, "backward") else Tensor(x, constant=True), *more, **options)

    return called


functions = {
    name: of_arrays(f) for name, f in {"exp": exp, "log": log, "sqrt": sqrt, **activations.ACTIVATIONS}.items()
}
keras = Names(
    Sequential=Sequential, Input=layers.Input, layers=Names(**public(layers)), losses=Names(**public(losses)),
    models=Names(Sequential=Sequential, load_model=load), callbacks=Names(**public(callbacks)),
    optimizers=Names(**public(optimizers)), regularizers=Names(**public(regularizers)),
    activations=Names(**activations.ACTIVATIONS), metrics=Names(**public(metrics)),
    utils=Names(set_random_seed=set_random_seed),
)  # fmt: skip
tf = Names(
    keras=keras, nn=Names(**functions), math=Names(**functions), random=Names(set_seed=set_random_seed),
    autograph=Names(set_verbosity=lambda level=0, alsologtostdout=False: None),  # there is nothing to say
)  # fmt: skip

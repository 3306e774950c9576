"""Keras's names for what there is here, so that a course's program runs with `import nn as tf` in place of TensorFlow.

`tf.keras.layers.Dense`, `tf.keras.losses`, `tf.keras.optimizers.Adam(0.001)`, `tf.keras.regularizers.l2`,
`tf.random.set_seed`, `tf.nn.softmax(p).numpy()` ... What is left out says what to use.
"""

from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any, NoReturn

from autograd import Tensor, exp, log, sqrt
from nn import activations, callbacks, layers, losses, optimizers, regularizers
from nn.loading import load
from nn.seeds import set_random_seed
from nn.sequential import Sequential

LEFT_OUT = {
    "GradientTape": "build the cost J with Tensors, and call J.backward() or autograd.grad(J, wrt=[...])",
    "Model": "a network here is a Sequential; compute with several by calling them, and use autograd.grad",
    "Variable": "autograd.Tensor(data, label='w') is a parameter, and J.backward() gives its gradient",
    "Conv2D": "Flatten the images and use Dense, or write a Layer of your own: build, call, get_config",
    "BatchNormalization": "use Normalization with adapt(X), or write a Layer of your own",
    "LSTM": "write a loop over the steps with autograd's Tensors: a graph may be as long as you like",
    "Embedding": "multiply one-hot rows with Dense(units, use_bias=False)",
    "data": "give fit an array, a numpy.memmap or a dataset of h5py: it reads batches",
    "to_categorical": "np.eye(classes)[y] gives one-hot rows, and SparseCategoricalCrossentropy takes class numbers",
    "ModelCheckpoint": "use EarlyStopping(restore_best_weights=True), or Snapshots, and model.save",
    "LearningRateScheduler": "set self.model.optimizer.alpha in a Callback of your own",
    "ReLU": "Activation('relu'), or Dense(units, 'relu')",
    "metrics": "compile(metrics=['accuracy', 'mae']), or a function (y, p) of your own",
    "initializers": "give a layer a name, 'glorot_uniform', or a function (shape, rng) of your own",
    "constant": "autograd.Tensor(data, constant=True); most functions take arrays as they are",
    "datasets": "load arrays with NumPy",
    "plot_model": "use model.draw(), or autograd.draw(model.cost(X, y))",
}  # fmt: skip
SAME = {
    "Conv1D": "Conv2D", "MaxPooling2D": "Conv2D", "AveragePooling2D": "Conv2D", "GRU": "LSTM", "SimpleRNN": "LSTM",
    "LeakyReLU": "ReLU", "Softmax": "ReLU", "convert_to_tensor": "constant",
    "ReduceLROnPlateau": "LearningRateScheduler",
}  # fmt: skip


class Names(SimpleNamespace):
    """A namespace such as `tf.keras.layers`; a name that is missing says what to use instead."""

    def __getattr__(self, name: str) -> NoReturn:
        if instead := LEFT_OUT.get(SAME.get(name, name)):
            raise AttributeError(f"chalkgrad has no {name}, on purpose, since it is small: {instead}.")
        more = ""
        if "keras" in vars(self):  # nn itself
            more = " Layers, losses, optimizers ... are in nn.layers, nn.losses, nn.optimizers, or in nn.keras."
        raise AttributeError(f"there is no {name} here. There are {', '.join(sorted(vars(self)))}.{more}")


def classes(module: Any, base: type) -> dict[str, Any]:
    """The classes of one kind that a module holds, by name."""
    return {name: x for name, x in vars(module).items() if isinstance(x, type) and issubclass(x, base)}


def of_arrays(function: Any) -> Callable[..., Any]:
    """The function of a node, for arrays too, of which it makes constant Tensors: they have `.numpy()`."""

    @wraps(function, assigned=())
    def called(x: Any, *more: Any, **options: Any) -> Any:
        return function(x if hasattr(x, "backward") else Tensor(x, constant=True), *more, **options)

    return called


functions = {
    name: of_arrays(f) for name, f in {"exp": exp, "log": log, "sqrt": sqrt, **activations.ACTIVATIONS}.items()
}
keras = Names(
    Sequential=Sequential, Input=layers.Input, layers=Names(**classes(layers, layers.Layer)),
    losses=Names(**classes(losses, losses.Loss)), callbacks=Names(**classes(callbacks, callbacks.Callback)),
    models=Names(Sequential=Sequential, load_model=load), utils=Names(set_random_seed=set_random_seed),
    optimizers=Names(**classes(optimizers, optimizers.Optimizer), SGD=optimizers.SGD),
    regularizers=Names(**classes(regularizers, regularizers.L1L2)), activations=Names(**activations.ACTIVATIONS),
)  # fmt: skip
tf = Names(
    keras=keras, nn=Names(**functions), math=Names(**functions), random=Names(set_seed=set_random_seed),
    autograph=Names(set_verbosity=lambda level=0, alsologtostdout=False: None),  # there is nothing to say
)  # fmt: skip

"""Keras's names that are not here, each with what to use in its place."""

import inspect
import sys
from collections.abc import Callable, Collection
from typing import Any, NoReturn, Self

ALPHA = "set model.optimizer.alpha in a Callback of your own; there are no schedules"
CONSTRAINT = "set the weights in a Callback of your own, or keep them small with kernel_regularizer=L2(0.01)"
CLIPPING = "take a smaller alpha, or write an Optimizer of your own, whose step clips dw with np.clip"
CONVOLUTION = "Flatten the images and use Dense, or write a Layer of your own: build, call"
RECURRENT = "write a loop over the steps with autograd's Tensors: a graph may be as long as you like"
ACTIVATION = "Activation('relu'), or Dense(units, 'relu')"
READS = "fit takes arrays, a numpy.memmap or a dataset of h5py, and reads batches by itself"
AS_FILE = "model.save('m.npz') writes the network, and nn.load reads it; nn.to_keras(model) is the way to Keras's files"
DRAWN = "use model.draw(), or autograd.draw(model.cost(X, y))"
BY_NAME = "give a name, 'glorot_uniform', or a function (shape, rng) -> array of your own"
COMBINED = "a network here is a Sequential; compute with several by calling them, and use autograd.grad"

# Classes, functions and modules.
NAMES = {
    "GradientTape": "build the cost J with Tensors, and call J.backward() or autograd.grad(J, wrt=[...])",
    "Model": COMBINED,
    "Concatenate": COMBINED,
    "Add": COMBINED,
    "Variable": "autograd.Tensor(data, label='w') is a parameter, and J.backward() gives its gradient",
    "constant": "autograd.Tensor(data, constant=True); most functions take arrays as they are",
    "convert_to_tensor": "autograd.Tensor(data, constant=True); most functions take arrays as they are",
    "Conv1D": CONVOLUTION,
    "Conv2D": CONVOLUTION,
    "MaxPooling2D": CONVOLUTION,
    "AveragePooling2D": CONVOLUTION,
    "GlobalAveragePooling2D": CONVOLUTION,
    "BatchNormalization": "use Normalization with adapt(X), or write a Layer of your own",
    "LayerNormalization": "nn/README.md writes it as a Layer of your own, in six lines",
    "LSTM": RECURRENT,
    "GRU": RECURRENT,
    "SimpleRNN": RECURRENT,
    "Embedding": "multiply one-hot rows with Dense(units, use_bias=False)",
    "ReLU": ACTIVATION,
    "LeakyReLU": ACTIVATION.replace("relu", "leaky_relu"),
    "Softmax": ACTIVATION.replace("relu", "softmax"),
    "Reshape": "Flatten makes rows of images; reshape other arrays before fit",
    "Lambda": "Activation(function), or write a Layer of your own: call",
    "GaussianNoise": "use Dropout, or add the noise to X before fit",
    "data": READS,
    "datasets": "load arrays with NumPy",
    "preprocessing": "use Normalization with adapt(X), and NumPy",
    "to_categorical": "np.eye(classes)[y] gives one-hot rows, and SparseCategoricalCrossentropy takes class numbers",
    "plot_model": DRAWN,
    "ModelCheckpoint": "use EarlyStopping(restore_best_weights=True), or Snapshots, and model.save",
    "CSVLogger": "history.save_csv(path) writes the curves after fit",
    "TensorBoard": "history.plot() draws the curves, and history.save_csv(path) writes them",
    "TerminateOnNaN": "fit stops by itself where J is no longer finite, and says when",
    "LearningRateScheduler": ALPHA,
    "ReduceLROnPlateau": ALPHA,
    "schedules": ALPHA,
    "ExponentialDecay": ALPHA,
    "Adagrad": "use Adam() or RMSprop(), or write an Optimizer of your own: step",
    "AdamW": "use Adam(), and kernel_regularizer=L2(0.01) in the layers",
    "Nadam": "use Adam(), or write an Optimizer of your own: step",
    "Huber": "give compile a function (y, p) of your own, or MeanAbsoluteError()",
    "Hinge": "give compile a function (y, p) of your own, np.maximum(1 - y * p, 0)",
    "KLDivergence": "CategoricalCrossentropy() has the same gradients",
    "metrics": "compile(metrics=['accuracy', 'mae']), or a function (y, p) of your own",
    "initializers": BY_NAME,
    "GlorotUniform": BY_NAME,
    "HeNormal": BY_NAME.replace("glorot_uniform", "he_normal"),
}

# Arguments, of whatever takes them in Keras.
ARGUMENTS = {
    "lr": "write learning_rate=..., or alpha=... as in the course",
    "decay": ALPHA,
    "weight_decay": "give the layers kernel_regularizer=L2(0.01)",
    "nesterov": "Momentum is Keras's SGD without it",
    "amsgrad": "leave it out: Adam is the plain one",
    "centered": "leave it out: RMSprop is the plain one",
    "use_ema": "average model.get_weights() in a Callback of your own",
    "clipnorm": CLIPPING,
    "clipvalue": CLIPPING,
    "global_clipnorm": CLIPPING,
    "kernel_constraint": CONSTRAINT,
    "bias_constraint": CONSTRAINT,
    "activity_regularizer": "use kernel_regularizer=L2(0.01), which is for the weights",
    "dtype": "give it to the model: Sequential([...], dtype='float32')",
    "batch_input_shape": "write input_shape=(features,): a batch may have any size",
    "batch_size": "a batch may have any size: leave it out",
    "noise_shape": "leave it out: every number is dropped by itself",
    "mean": "call adapt(X), which takes the mean and the variance of X",
    "variance": "call adapt(X), which takes the mean and the variance of X",
    "data_format": "leave it out: the order of the numbers stays as it is",
    "reduction": "leave it out: J is the mean over the examples",
    "steps_per_epoch": "leave it out: an epoch goes through all examples",
    "validation_batch_size": "leave it out: it makes no difference",
    "validation_steps": "leave it out: all examples are validated with",
    "validation_freq": "leave it out: every epoch is validated",
    "initial_epoch": "leave it out: fit goes on where the network was, and counts its own epochs",
    "steps": "leave it out: all examples are taken",
    "callbacks": "give them to fit",
    "loss_weights": "a network here has one output and one loss",
    "weighted_metrics": "metrics are not weighted here",
    "steps_per_execution": "leave it out: jit_compile=True runs a whole epoch in one call",
    "save_format": AS_FILE,
    "min_lr": ALPHA,
    "name": "leave it out: only layers and models have names",
    "seed": "give it to the model: Sequential([...], seed=1)",
    "momentum": "Momentum(alpha=0.01, beta=0.9) has it, by the name beta",
    "compile": "leave it out: the network is compiled as it was",
    "custom_objects": "leave it out: define the classes of its layers before, which are found by their names",
    "overwrite": "leave it out: a file of that name is replaced",
    "include_optimizer": "leave it out: the optimizer is part of the file",
    "by_name": "leave it out: the weights are taken in order",
    "skip_mismatch": "leave it out: all weights are taken, or none",
    "input_shape": "start the model with Input(shape=(features,)), or call model.build(features)",
    "line_length": "leave it out: a line is as long as it has to be",
    "print_fn": "leave it out: it is printed",
    "workers": READS,
    "use_multiprocessing": READS,
    "max_queue_size": READS,
    "nb_epoch": "write epochs=10",
}

# Attributes of layers, models and optimizers.
ATTRIBUTES = {
    "kernel": "the weights are layer.W",
    "bias": "the biases are layer.b",
    "trainable_weights": "use model.parameters, those that are not constant",
    "trainable_variables": "use model.parameters, those that are not constant",
    "non_trainable_weights": "use model.parameters, those that are constant",
    "variables": "model.weights are those of a network; optimizer.memory(w) is what an optimizer remembers of w",
    "input_shape": "model.features is the number of features",
    "output_shape": "the units of the last layer, model.layers[-1].units",
    "output": COMBINED,
    "input": COMBINED,
    "to_json": AS_FILE,
    "to_yaml": AS_FILE,
    "export": AS_FILE,
    "get_config": AS_FILE,
    "count_params": "model.summary() says it; sum(w.size for w in model.get_weights())",
    "plot": DRAWN,
    "predict_classes": "np.argmax(model.predict(X), axis=1), or model.predict(X) > 0.5 for one unit",
    "predict_proba": "model.predict(X) gives probabilities",
    "predict_on_batch": "model.predict(X)",
    "train_on_batch": "model.fit(X, y, batch_size=None, verbose=0) makes one step with all of X",
    "test_on_batch": "model.evaluate(X, y)",
    "fit_generator": READS,
    "train_step": "write the loop yourself: J = model.cost(X, y), J.backward(), w.data -= alpha * w.grad",
    "pop": "make a new Sequential of the layers that stay",
    "lr": "optimizer.alpha is the learning rate, or optimizer.learning_rate",
    "kernel_regularizer": "give it to the constructor, Dense(..., kernel_regularizer=L2(0.01))",
    "bias_regularizer": "give it to the constructor, Dense(..., bias_regularizer=L2(0.01))",
    "apply_gradients": "optimizer.update(w, dw) moves one parameter",
    "minimize": "J.backward(), then optimizer.update(w, w.grad) for each parameter",
    "compute_output_shape": "the units of the layer are layer.units",
    "input_spec": "layer.features, where the constructor was told",
    "metrics_names": "['loss', *model.metrics]",
    "losses": "model.penalties() is what the size of the weights adds to the cost",
    "built": "model.features is 0 until there are weights",
    "iterations": "optimizer.memory(w)['t'] counts the steps of w",
}


def name_left_out(name: str, known: Collection[str], more: str = "") -> str:
    """Say what to use in place of a class, a function or a module of Keras."""
    if name in NAMES:
        return f"chalkgrad has no {name}, on purpose, since it is small: {NAMES[name]}."
    return f"there is no {name} here. There are {', '.join(known)}.{more}"


def answering(module: str) -> Callable[[str], NoReturn]:
    """Return the `__getattr__` of a module that answers a name of Keras with what to use in its place."""

    def answer(name: str) -> NoReturn:
        raise AttributeError(name_left_out(name, sorted(sys.modules[module].__all__)))

    return answer


def refuse_left_out(function: Callable[..., Any], title: str, names: Collection[str]) -> None:
    """Raise the TypeError for an argument of Keras that a function does not take."""
    for name in names:
        if name in ARGUMENTS and name not in inspect.signature(function).parameters:
            raise TypeError(f"{title}({name}=...): chalkgrad has no such argument. Instead: {ARGUMENTS[name]}.")


def _is_used(kind: type, name: str) -> bool:
    """Return True if a class of one's own, or one that it is made from, has an attribute of that name in its code."""
    for base in kind.__mro__:
        if base.__module__.startswith("nn."):
            continue
        for method in vars(base).values():
            code = getattr(method, "__code__", None)
            if code is not None and name in code.co_names:
                return True
    return False


class Answering:
    """An object that answers arguments and attributes of Keras's with what to use in their place.

    It also knows the call that made it, for whatever makes it again.
    """

    _call: tuple[Any, ...]  # the arguments of its constructor, by place and by name

    def __new__(cls, *args: Any, **settings: Any) -> Self:
        known = {name for base in cls.__mro__ for name in inspect.signature(base.__init__).parameters}  # type: ignore[misc]
        refuse_left_out(cls.__init__, cls.__name__, settings.keys() - known)  # **more may hand some on
        new = super().__new__(cls)
        vars(new)["_call"] = args, settings
        return new

    def __getattr__(self, name: str) -> Any:
        if hasattr(type(self), name):  # a property, whose own error says more
            return object.__getattribute__(self, name)
        message = f"{type(self).__name__!r} object has no attribute {name!r}"
        if name in ATTRIBUTES:
            message = f"{type(self).__name__} has no {name}: {ATTRIBUTES[name]}."
        raise AttributeError(message, name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ATTRIBUTES and not hasattr(type(self), name) and not _is_used(type(self), name):
            raise AttributeError(f"{type(self).__name__}.{name} = ... would have no effect: {ATTRIBUTES[name]}.")
        super().__setattr__(name, value)

"""The way out, and back: a network as a keras.Sequential with the same weights, and the other way round.

Files of Keras go through Keras itself, `to_keras(model).save("m.keras")` and
`from_keras(keras.models.load_model("m.keras"))`. It needs the extra `keras`.
"""

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from nn import layers
from nn.base_layer import Layer
from nn.keras.settings import (
    ACCURACY,
    LAYER_ARGUMENTS,
    PENALTIES,
    accuracy_there,
    as_text,
    check_input,
    counts_the_same,
    each_metric,
    layer_arguments,
    loss_of,
    refuse_others,
)
from nn.losses import Loss
from nn.metrics import METRIC_NAMES
from nn.optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from nn.saving import is_compiled_with_known
from nn.scalars import nodes_of
from nn.sequential import Sequential
from nn.settings import settings_of

# What Keras calls an optimizer, and what it remembers of each parameter.
COUNTERPARTS: dict[type[Optimizer], tuple[str, dict[str, str]]] = {
    GradientDescent: ("SGD", {}),
    Momentum: ("SGD", {"v": "momentum"}),
    RMSprop: ("RMSprop", {"v": "velocity"}),
    Adam: ("Adam", {"m": "momentum", "v": "velocity"}),
}
RENAMED = {"alpha": "learning_rate", "beta": "momentum"}  # its constants that Keras calls otherwise


def to_keras(model: Sequential) -> Any:
    """Return the same network as a keras.Sequential: weights, loss, optimizer and what it remembers, metrics.

    Predictions and further steps equal those here but for rounding; what is drawn at random does not. It takes rows,
    (m, features). The cost here counts the penalty of a frozen layer, which moves nothing; Keras's does not. Where
    Keras computes in float32 only, as over JAX, a warning says so. (JAX has the derivative of |w| at 0 as 1; here it
    is 0.)

    Raises:
        ImportError: if Keras, or its backend, is not installed.
        ValueError: if a layer, loss, optimizer or metric is of your own, or the weights are not made yet; or if Adam
            has moved some weights more often than others, from where Keras can't go on.
    """
    keras = required_keras()
    model.get_weights()  # which refuses a model that has none yet
    converted = keras.ops.convert_to_tensor(np.zeros(1, model.dtype))
    dtype = keras.backend.standardize_dtype(converted.dtype)
    if dtype != model.dtype:
        warnings.warn(
            f"Keras over {keras.backend.backend()} computes in {dtype}, so the {model.dtype} weights are rounded. To "
            "keep them, set the environment variable JAX_ENABLE_X64=1 before Python starts.",
            stacklevel=2,
        )
    there = keras.Sequential([keras.Input((model.features,), dtype=dtype)], name=model.name)
    for layer in model.layers:
        kind = type(layer).__name__
        config = layer.get_config() | {"name": layer.name}
        if getattr(layers, kind, None) is not type(layer) or kind not in LAYER_ARGUMENTS:
            raise ValueError(f"{layer!r} is a layer of your own. Keras is given {', '.join(LAYER_ARGUMENTS)}.")
        frozen = ", ".join(layer.frozen_alone)
        if frozen:
            raise ValueError(f"{layer.name} is trainable, but its {frozen} is not: Keras freezes all or none.")
        for name in PENALTIES:
            if config.get(name):
                config[name] = keras.regularizers.L1L2(**config[name])
        layer_there = getattr(keras.layers, kind)(**config, dtype=dtype)
        there.add(layer_there)
        weights = layer.get_weights()
        if kind == "Normalization":
            layer_there.set_weights([*weights, np.zeros(())])
            layer_there.finalize_state()  # it computes with copies of its weights
        else:
            layer_there.set_weights(weights)
        layer_there.trainable = layer.trainable
    if model.loss is not None:
        _compile_there(keras, model, model.loss, there)
    return there


def _compile_there(keras: Any, model: Sequential, loss: Loss, there: Any) -> None:
    """Give the network there the loss, the metrics, the optimizer and what it remembers."""
    optimizer = model.optimizer
    if not is_compiled_with_known(model):
        raise ValueError(
            f"{loss}, {optimizer} or a metric of {list(model.metrics)} is of your own, which Keras can't be given."
        )
    kind, states = COUNTERPARTS[type(optimizer)]
    steps = {optimizer.memory(w)["t"]: w.name() for w in model.parameters if not w.constant}
    if type(optimizer) is Adam and len(steps) > 1:
        counts = " and ".join(f"{t} steps for {name}" for t, name in steps.items())
        raise ValueError(
            f"Adam has made {counts}. Keras counts one "
            "number for all, and would go on otherwise. Start Adam afresh with compile before to_keras."
        )
    metrics = []
    for title in model.metrics:
        metric = title
        if title in (*ACCURACY, "binary_accuracy"):
            counting, settings = accuracy_there(loss, title)
            metric = getattr(keras.metrics, counting)(name=title, **settings)
        metrics.append(metric)
    config = {RENAMED.get(name, name): float(x) for name, x in settings_of(optimizer).items()}
    optimizer_there = getattr(keras.optimizers, kind)(**config)
    loss_there = getattr(keras.losses, type(loss).__name__)
    there.compile(
        loss=loss_there(**settings_of(loss), dtype=there.layers[0].compute_dtype),
        optimizer=optimizer_there,
        metrics=metrics,
        auto_scale_loss=False,  # whatever dtype policy Keras is set to
    )
    optimizer_there.build(there.trainable_variables)
    optimizer_there.iterations.assign(max(steps, default=0))
    for weight, remembered in _remembered(model, there, optimizer_there, states):
        for key, variable in remembered.items():
            parts = [np.broadcast_to(optimizer.memory(w).get(key, 0.0), w.shape) for w in nodes_of(weight)]
            variable.assign(np.reshape(parts, variable.shape))


def from_keras(model: Any) -> Sequential:
    """Return the same network as a Sequential here, so that its gradients can be drawn, explained and compared.

    A setting that is not known here is refused, unless it has the value that Keras gives it by itself. Metrics that
    are counted otherwise here are left out, and a warning names them.

    Raises:
        ImportError: if Keras, or its backend, is not installed.
        ValueError: if it has a layer, a loss, an optimizer or a setting that is not known here; it names it.
    """
    keras = required_keras()
    if type(model) is not keras.Sequential or not model.built or not model.layers:
        raise ValueError(
            f"{model!r} is no keras.Sequential with layers that knows its inputs, or of a class of your own. "
            "Start it with keras.Input(shape)."
        )
    shape = model.input_shape[1:]
    first = model.layers[0]
    arguments = [layer_arguments(keras, layer, first.dtype_policy.name) for layer in model.layers]
    check_input(keras, model)
    ours = Sequential(dtype=first.compute_dtype, name=model.name)
    for layer, settings in zip(model.layers, arguments, strict=True):
        if not ours.layers and len(shape) == 1:
            ours.add(layers.Input(shape))
        elif not ours.layers:
            settings["input_shape"] = shape  # of a Flatten
        mine: Layer = getattr(layers, type(layer).__name__)(**settings)
        mine._given_name = layer.name
        ours.add(mine)
        mine.set_weights(_weights(keras, layer, mine.units))
        mine.trainable = layer.trainable and model.trainable
    if model.compiled and model.loss is not None:
        _compile_here(keras, ours, model)
    return ours


def _weights(keras: Any, layer: Any, features: int) -> list[Any]:
    """Return the weights of a layer there, or the statistics of a Normalization, a row each."""
    if not isinstance(layer, keras.layers.Normalization):
        return list(layer.get_weights())
    statistics = [keras.ops.convert_to_numpy(x) for x in (layer.mean, layer.variance)]
    return [np.broadcast_to(x, (1, features))[0] for x in statistics]


def _compile_here(keras: Any, ours: Sequential, model: Any) -> None:
    """Take the loss, the metrics that are counted so here, the optimizer and what it remembers."""
    try:
        compiled = model.get_compile_config()
    except TypeError as error:
        raise ValueError(
            f"Keras can't say how {model.name} was compiled ({error}). Give compile objects, MeanSquaredError(), in "
            "place of classes."
        ) from error
    refuse_others("compile", None, compiled)
    loss = loss_of(keras, model.loss)
    optimizer = model.optimizer
    kind = type(optimizer).__name__
    config = optimizer.get_config()
    kinds = {there: here for here, (there, _) in COUNTERPARTS.items()}
    if not config.get("momentum"):
        kinds["SGD"] = GradientDescent
    if kind not in kinds or not type(optimizer).__module__.startswith("keras."):
        raise ValueError(f"the optimizer {kind} is not known here: there are {', '.join(kinds)}, as Keras made them.")
    _, states = COUNTERPARTS[kinds[kind]]
    constants = {name: RENAMED.get(name, name) for name in inspect.signature(kinds[kind]).parameters}
    if not isinstance(config["learning_rate"], float):
        raise ValueError(
            f"the optimizer {kind} has learning_rate={as_text(config['learning_rate'])}, and here it is one number. "
            f"Compile with {float(optimizer.learning_rate)!r}, that of its next step."
        )
    refuse_others(f"the optimizer {kind}", type(optimizer), config, constants.values())
    metrics = []
    others = []
    for metric in each_metric(compiled.get("metrics")):
        if not counts_the_same(metric, loss, model.output_shape[-1]):
            others.append(metric)
        elif isinstance(metric, str):
            metrics.append(metric)
        else:
            metrics.append(metric["config"]["name"])
    others += each_metric(compiled.get("weighted_metrics"))
    if others:
        warnings.warn(
            f"from_keras leaves out the metrics {', '.join(map(as_text, others))}: they are not known here, or counted "
            f"otherwise. The network is the same without them. Here there are {', '.join(sorted(METRIC_NAMES))}.",
            stacklevel=3,
        )
    settings: Any = {here: float(config[there]) for here, there in constants.items()}
    ours.compile(loss, kinds[kind](**settings), metrics)
    for weight, remembered in _remembered(ours, model, optimizer, states):
        if len(remembered) == len(states):
            memory = ours.optimizer.memory(weight)
            memory["t"] = int(optimizer.iterations)
            for key, x in remembered.items():
                memory[key] = np.array(keras.ops.convert_to_numpy(x), ours.dtype)


def _remembered(
    ours: Sequential, theirs: Any, optimizer: Any, states: dict[str, str]
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield each weight here, and the variables in which an optimizer there remembers it, none if it was frozen."""
    by_name = {x.name: x for x in optimizer.variables}
    for layer, other in zip(ours.layers, theirs.layers, strict=True):
        for weight, variable in zip(layer.parameters, other.weights, strict=False):  # a Normalization has one more
            wanted = {key: f"{variable.path.replace('/', '_')}_{name}" for key, name in states.items()}
            yield weight, {key: by_name[name] for key, name in wanted.items() if name in by_name}


def required_keras() -> Any:
    """Return the module keras, if it is installed.

    Raises:
        ImportError: that says how to get it.
    """
    try:
        import keras
    except ImportError as error:
        raise ImportError(
            f'This needs Keras and a backend ({error}): pip install "chalkgrad[keras]", and set the environment '
            "variable KERAS_BACKEND to torch or jax before Python starts."
        ) from None
    return keras

"""The way out, and back: a network as a keras.Sequential with the same weights, and the other way round.

Files of Keras go through Keras itself, `to_keras(model).save("m.keras")` and
`from_keras(keras.models.load_model("m.keras"))`. It needs the extra `keras`.
"""

from typing import Any

import numpy as np

from nn import layers
from nn.base_layer import Layer
from nn.losses import LOSSES
from nn.optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from nn.saving import METRIC_NAMES
from nn.sequential import Sequential

# What Keras calls an optimizer, its constants, and what it remembers of each parameter.
OPTIMIZERS: dict[type[Optimizer], tuple[str, dict[str, str], dict[str, str]]] = {
    GradientDescent: ("SGD", {"alpha": "learning_rate"}, {}),
    Momentum: ("SGD", {"alpha": "learning_rate", "beta": "momentum"}, {"v": "momentum"}),
    RMSprop: ("RMSprop", {"alpha": "learning_rate", "rho": "rho", "epsilon": "epsilon"}, {"v": "velocity"}),
    Adam: (
        "Adam",
        {"alpha": "learning_rate", "beta_1": "beta_1", "beta_2": "beta_2", "epsilon": "epsilon"},
        {"m": "momentum", "v": "velocity"},
    ),
}
REGULARIZERS = ("kernel_regularizer", "bias_regularizer")
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "Dense": ("units", "activation", "use_bias", *REGULARIZERS), "Activation": ("activation",), "Dropout": ("rate",),
    "Normalization": (), "Flatten": (),
}  # fmt: skip
# What is taken over in another way, or makes no difference once the weights are there.
ASIDE = {
    "name", "trainable", "dtype", "kernel_initializer", "bias_initializer", "seed", "axis", "data_format",
    "learning_rate", "ema_momentum", "reduction", "label",
}  # fmt: skip


def to_keras(model: Sequential) -> Any:
    """The same network as a keras.Sequential: weights, loss, optimizer and what it remembers, metrics.

    Predictions and further steps equal those here but for rounding; what is drawn at random does not.

    Raises:
        ImportError: if Keras, or its backend, is not installed.
        ValueError: if a layer, loss, optimizer or metric is of your own, or the weights are not made yet.
    """
    keras, dtype = required_keras(), str(model.dtype)
    weights = iter(model.get_weights())
    made = keras.Sequential([keras.Input((model.features,), dtype=dtype)])
    for layer in model.layers:
        kind, config = type(layer).__name__, layer.get_config() | {"name": layer.name}
        if getattr(layers, kind, None) is not type(layer) or kind not in ARGUMENTS:
            raise ValueError(f"{layer!r} is a layer of your own. Keras is given {', '.join(ARGUMENTS)}.")
        for name in set(REGULARIZERS) & set(config):
            config[name] = keras.regularizers.L1L2(**config[name])
        made.add(getattr(keras.layers, kind)(**config, dtype=dtype))
        arrays = [next(weights) for _ in layer.parameters]
        made.layers[-1].set_weights([*arrays, np.zeros(())] if kind == "Normalization" else arrays)
        made.layers[-1].trainable = layer.trainable
    if model.loss is None:
        return made
    loss, metrics, optimizer = model.loss, list(model.metrics), model.optimizer
    if type(loss) not in LOSSES.values() or type(optimizer) not in OPTIMIZERS or not _known(metrics):
        raise ValueError(f"{loss}, {optimizer} or a metric of {metrics} is of your own, which Keras can't be given.")
    kind, constants, states = OPTIMIZERS[type(optimizer)]
    theirs = getattr(keras.optimizers, kind)(**{name: getattr(optimizer, ours) for ours, name in constants.items()})
    made.compile(loss=getattr(keras.losses, type(loss).__name__)(**vars(loss)), optimizer=theirs, metrics=metrics)
    theirs.build(made.trainable_variables)
    memories = [optimizer.memory(w) for w in model.parameters if not w.constant]
    theirs.iterations.assign(max((memory["t"] for memory in memories), default=0))
    for key, name in states.items():
        for memory, variable in zip(memories, _remembered(theirs, name), strict=True):
            variable.assign(np.broadcast_to(memory.get(key, 0.0), variable.shape))
    return made


def from_keras(model: Any) -> Sequential:
    """The same network as a Sequential here, so that its gradients can be drawn, explained and compared.

    Raises:
        ImportError: if Keras, or its backend, is not installed.
        ValueError: if it has a layer, a loss, an optimizer or a setting that is not known here; it names it.
    """
    keras = required_keras()
    if not isinstance(model, keras.Sequential) or not model.built:
        raise ValueError(f"{model!r} is no keras.Sequential that knows its inputs. Start it with keras.Input(shape).")
    ours = Sequential(dtype=model.layers[0].compute_dtype)
    if len(model.input_shape) == 2:
        ours.add(layers.Input(model.input_shape[-1]))
    for layer in model.layers:
        kind, config = type(layer).__name__, layer.get_config()
        if kind not in ARGUMENTS:
            raise ValueError(f"{layer.name} is a {kind}, and there are {', '.join(ARGUMENTS)} here.")
        _refuse_others(layer.name, config, ARGUMENTS[kind])
        given = {name: config[name] for name in ARGUMENTS[kind]}
        for name in set(REGULARIZERS) & set(given):
            given[name] = given[name] and given[name]["config"]
        made: Layer = Layer.kinds[kind](**given)
        made._given_name = layer.name
        if kind == "Flatten" and not ours.layers:
            made.features = int(np.prod(model.input_shape[1:]))
        ours.add(made)
        made.set_weights([np.asarray(w) for w in layer.get_weights()[: len(made.parameters)]])
        made.trainable = layer.trainable
    if model.compiled:
        _compile(ours, model)
    return ours


def _compile(ours: Sequential, model: Any) -> None:
    """Take the loss, the metrics that are known by name, the optimizer and what it remembers."""
    loss, optimizer = model.loss, model.optimizer
    if hasattr(loss, "get_config"):
        losses = {kind.__name__: kind for kind in LOSSES.values()}
        if type(loss).__name__ not in losses:
            raise ValueError(f"the loss {type(loss).__name__} is not known here: there are {', '.join(losses)}.")
        config = loss.get_config() | {"axis": None}
        _refuse_others(type(loss).__name__, config, ("from_logits",))
        loss = losses[type(loss).__name__](**{k: x for k, x in config.items() if k == "from_logits"})
    name, config = type(optimizer).__name__, optimizer.get_config()
    kinds = {"SGD": Momentum if config.get("momentum") else GradientDescent, "RMSprop": RMSprop, "Adam": Adam}
    if name not in kinds:
        raise ValueError(f"the optimizer {name} is not known here: there are {', '.join(kinds)}.")
    _, constants, states = OPTIMIZERS[kinds[name]]
    _refuse_others(name, config, tuple(constants.values()))
    metrics = [m for m in (model.get_compile_config() or {}).get("metrics") or [] if isinstance(m, str) and _known([m])]
    mine = kinds[name](**{here: float(config[there]) for here, there in constants.items()})
    ours.compile(getattr(loss, "__name__", loss), mine, metrics)
    moving = [w for w in ours.parameters if not w.constant]
    for w in moving:
        mine.memory(w)["t"] = int(optimizer.iterations)
    for key, state in states.items():
        for w, variable in zip(moving, _remembered(optimizer, state), strict=False):  # none before its first step
            mine.memory(w)[key] = np.array(variable, ours.dtype)


def _remembered(optimizer: Any, name: str) -> list[Any]:
    """The variables of that name in an optimizer of Keras, in the order of the parameters."""
    return [variable for variable in optimizer.variables if variable.name.endswith(f"_{name}")]


def _known(metrics: list[str]) -> bool:
    return set(metrics) <= METRIC_NAMES


def _refuse_others(name: str, config: dict[str, Any], known: tuple[str, ...]) -> None:
    """Raise the ValueError for a setting that would make a difference and is not known here."""
    others = {k: x for k, x in config.items() if x and k not in known and k not in ASIDE}
    if others or config.get("axis", (-1,)) not in ((-1,), (1,), -1, None):
        raise ValueError(f"{name} has settings that are not known here: {others or config}.")


def required_keras() -> Any:
    """Keras, once it is sure that it is there.

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

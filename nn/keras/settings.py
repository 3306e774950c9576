"""The settings of a model of Keras's: what is taken over, and the sentence for what would be lost."""

import inspect
from collections.abc import Iterable
from typing import Any

from nn.activations import ACTIVATIONS
from nn.losses import LOSSES, CategoricalCrossentropy, Loss
from nn.metrics import METRIC_NAMES, threshold_of

BY_CLASS = {kind.__name__: kind for kind in LOSSES.values()}
PENALTIES = ("kernel_regularizer", "bias_regularizer")
# What makes a layer here.
LAYER_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "Dense": ("units", "activation", "use_bias", *PENALTIES), "Activation": ("activation",), "Dropout": ("rate",),
    "Normalization": (), "Flatten": (),
}  # fmt: skip
# What else may have any value: it is looked at in another way, or makes no difference once the weights are there.
# Every other setting must have the value that Keras gives it by itself.
ASIDE: dict[str, tuple[str, ...]] = {
    "InputLayer": ("batch_shape",), "Dense": ("kernel_initializer", "bias_initializer"), "Dropout": ("seed",),
    "Normalization": ("axis", "mean", "variance"), "Flatten": ("data_format",),
    **dict.fromkeys(("SGD", "RMSprop", "Adam"), ("ema_momentum", "ema_overwrite_frequency")),
    "compile": (
        "loss", "optimizer", "metrics", "weighted_metrics", "run_eagerly", "jit_compile", "steps_per_execution",
    ),
}  # fmt: skip
OF_EVERY_KIND = ("name", "trainable", "dtype")
FLOATS = ("float32", "float64")
ACCURACY = ("accuracy", "acc")


def refuse_others(owner: str, kind: Any, config: dict[str, Any], taken: Iterable[str] = ()) -> None:
    """Raise the ValueError for a setting that is not taken and has another value than Keras gives it by itself.

    Args:
        owner: what has the settings, as the message names it.
        kind: its class there; None if it has none.
        config: its settings.
        taken: the names of those that are taken, with those that its constructor needs.
    """
    usual: dict[str, Any] = {}
    aside = ASIDE.get(owner, ())
    if kind is not None:
        usual = kind.from_config({name: config[name] for name in taken}).get_config()
        aside = ASIDE.get(kind.__name__, ())
    known = {*taken, *OF_EVERY_KIND, *aside}
    has = []
    fixes = []
    for name in sorted(config.keys() - known):
        if config[name] != usual.get(name):
            has.append(f"{name}={as_text(config[name])}")
            fixes.append(f"{name}={usual.get(name)!r}")
    if has:
        raise ValueError(
            f"{owner} has {', '.join(has)}, which is not known here and would be lost. Make it with {', '.join(fixes)}."
        )


def as_text(setting: Any) -> str:
    """Return a setting as a message names it: an object that Keras has described by its class or function."""
    if not isinstance(setting, dict) or "class_name" not in setting:
        return repr(setting)
    if setting["class_name"] == "function":
        return str(setting["config"])
    return str(setting["class_name"])


def check_input(keras: Any, model: Any) -> None:
    """Raise the ValueError if the layers here can't take such examples."""
    first = model.layers[0]
    shape = model.input_shape[1:]
    config = model.get_config()["layers"][0]["config"]
    refuse_others("the Input", keras.layers.InputLayer, config, ["batch_shape"])
    policy = first.dtype_policy.name
    if policy not in FLOATS or config["dtype"] not in FLOATS:
        raise ValueError(
            f"the Input has dtype {config['dtype']}, and the layer {first.name} {policy}: here both are float32 or "
            "float64, and would compute other numbers. Make them with dtype='float32'."
        )
    are_images = len(shape) > 1
    is_flattened = type(first) is keras.layers.Flatten
    if not shape or None in shape or (are_images and not is_flattened):
        raise ValueError(
            f"the layer {first.name} gets examples of shape {shape}, and layers here take rows of a known length. "
            "Give keras.Input its shape, and let a Flatten come first."
        )
    if are_images and first.data_format != "channels_last":
        raise ValueError(
            f"the layer {first.name} has data_format={first.data_format!r}, which gives the numbers of an example "
            "another order. Make it with data_format='channels_last'."
        )


def layer_arguments(keras: Any, layer: Any, dtype: str) -> dict[str, Any]:
    """Return the arguments of a layer here that computes the same, or raise the ValueError for what can't be taken."""
    kind = type(layer).__name__
    config = layer.get_config()
    title = f"the layer {layer.name}"
    if kind not in LAYER_ARGUMENTS or type(layer) is not getattr(keras.layers, kind):
        raise ValueError(
            f"{layer.name} is a {kind}, and there are {', '.join(LAYER_ARGUMENTS)} here, as Keras made them."
        )
    if layer.dtype_policy.name != dtype:
        raise ValueError(f"{title} has dtype {layer.dtype_policy.name}, and the first one {dtype}. Give all the same.")
    arguments = {name: config[name] for name in LAYER_ARGUMENTS[kind]}
    if "activation" in arguments:
        activation = getattr(layer.activation, "__name__", "")
        if activation not in ACTIVATIONS or not layer.activation.__module__.startswith("keras."):
            raise ValueError(
                f"{title} has activation={layer.activation!r}. Give it the name of one that is here, without settings: "
                f"{', '.join(ACTIVATIONS)}."
            )
        arguments["activation"] = activation
    known = (keras.regularizers.L1, keras.regularizers.L2, keras.regularizers.L1L2)
    for name in PENALTIES:
        penalty = getattr(layer, name, None)
        if penalty and type(penalty) not in known:
            raise ValueError(f"{title} has {name}={penalty!r}, and here there are L1, L2 and L1L2.")
        if penalty:
            arguments[name] = penalty.get_config()
    refuse_others(title, type(layer), config, LAYER_ARGUMENTS[kind])
    if kind == "Normalization" and layer.axis not in ((-1,), (1,), ()):
        raise ValueError(f"{title} has axis={layer.axis}: here each feature has its own mean. Make it with axis=-1.")
    if kind == "Dense" and layer.trainable and layer.non_trainable_weights:
        frozen = ", ".join(variable.name for variable in layer.non_trainable_weights)
        raise ValueError(f"{title} is trainable, but its {frozen} is not. Here a layer is frozen as a whole.")
    return arguments


def loss_of(keras: Any, there: Any) -> Loss:
    """Return the loss here for one there, which is a name, a function, an object, or a list that holds only that."""
    if isinstance(there, (list, tuple)) and len(there) == 1:
        (there,) = there
    if isinstance(there, (list, tuple, dict)):
        raise ValueError(f"the loss is {there!r}, and a Sequential has one: compile(loss='mse').")
    loss = keras.losses.get(there)
    name = getattr(loss, "__name__", type(loss).__name__)
    kind = {**LOSSES, **BY_CLASS}.get(name)
    if kind is None or getattr(keras.losses, name) not in (loss, type(loss)):
        raise ValueError(f"the loss {name} is not known here: there are {', '.join(BY_CLASS)}, as Keras made them.")
    if name not in BY_CLASS:
        return kind()
    names = list(inspect.signature(kind).parameters)
    refuse_others(f"the loss {name}", type(loss), loss.get_config(), names)
    if loss.dtype not in FLOATS:
        raise ValueError(f"the loss {name} has dtype {loss.dtype}. Make it with dtype='float32' or 'float64'.")
    return kind(**{name: getattr(loss, name) for name in names})


def accuracy_there(loss: Loss, title: str = "accuracy") -> tuple[str, dict[str, float]]:
    """Return the class there that counts as an accuracy of that name does here, and its arguments."""
    if isinstance(loss, CategoricalCrossentropy) and title != "binary_accuracy":
        return type(loss).__name__.replace("Crossentropy", "Accuracy"), {}
    return "BinaryAccuracy", {"threshold": threshold_of(loss)}


def counts_the_same(metric: Any, loss: Loss, units: int) -> bool:
    """Tell whether a metric of compile there gives the numbers that its name gives here."""
    counting, settings = accuracy_there(loss)
    if metric in ACCURACY:  # Keras chooses by the number of units, and counts at 0.5
        is_chosen = (counting == "BinaryAccuracy") == (units == 1)
        return is_chosen and settings.get("threshold") != 0.0
    if metric == "binary_accuracy":
        return not loss.from_logits
    if isinstance(metric, str):
        return metric in METRIC_NAMES
    config = metric["config"]
    if metric["module"] != "keras.metrics" or metric["class_name"] != counting:
        return False
    return config["name"] in ACCURACY and all(config[name] == x for name, x in settings.items())


def each_metric(metrics: Any) -> list[Any]:
    """Return the metrics of compile there, out of the lists and dicts that hold them."""
    if isinstance(metrics, dict) and "class_name" not in metrics:
        metrics = list(metrics.values())
    if isinstance(metrics, (list, tuple)):
        return [metric for part in metrics for metric in each_metric(part)]
    if metrics is None:
        return []
    return [metrics]

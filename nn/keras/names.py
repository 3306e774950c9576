"""TensorFlow's modules of functions: `tf.nn.softmax(p).numpy()`, `tf.math.sigmoid`, `tf.random.set_seed`."""

from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace
from typing import Any, NoReturn

from autograd import Tensor, exp, log, sqrt
from nn.activations import ACTIVATIONS
from nn.fitting.seeds import set_random_seed
from nn.left_out import name_left_out


class Names(SimpleNamespace):
    """A namespace such as `tf.math`, in which a missing name says what to use instead."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(name_left_out(name, sorted(vars(self))))


def of_arrays(function: Any) -> Callable[..., Any]:
    """The function of a node, for arrays too, of which it makes constant Tensors: they have `.numpy()`."""

    @wraps(function, assigned=())
    def called(x: Any, *more: Any, **options: Any) -> Any:
        return function(x if hasattr(x, "backward") else Tensor(x, constant=True), *more, **options)

    return called


functions = {name: of_arrays(f) for name, f in {"exp": exp, "log": log, "sqrt": sqrt, **ACTIVATIONS}.items()}
nn, math, random = Names(**functions), Names(**functions), Names(set_seed=set_random_seed)
autograph = Names(set_verbosity=lambda level=0, alsologtostdout=False: None)  # there is nothing to say

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
    """Let a function of nodes take arrays too, as constant Tensors: then what it returns has `.numpy()`."""

    @wraps(function, assigned=())
    def called(x: Any, *more: Any, **options: Any) -> Any:
        if not hasattr(x, "backward"):
            x = Tensor(x, constant=True)
        return function(x, *more, **options)

    return called


of_nodes = {"exp": exp, "log": log, "sqrt": sqrt, **ACTIVATIONS}
functions = {name: of_arrays(function) for name, function in of_nodes.items()}
nn = Names(**functions)
math = Names(**functions)
random = Names(set_seed=set_random_seed)
autograph = Names(set_verbosity=lambda level=0, alsologtostdout=False: None)  # there is nothing to say

"""Derivation: a derived program, to be read, kept and run."""

import html
import re
import warnings
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from autograd.judging.blanks import Blanks, with_blanks
from autograd.node import Node
from autograd.programs.jax_numpy import jitted, numpys_types, under_jax
from autograd.programs.made_of_m import Origins, with_origins
from autograd.programs.program_of_graph import SEVERAL, Backprop
from autograd.programs.source import Statement, defined, statements
from autograd.symbols import Name, Symbol
from autograd.tensor import REAL, Tensor
from autograd.value import Value
from autograd.views.printed import Printed, save_by_suffix
from autograd.writers.latex import Latex, document
from autograd.writers.mathematics import MathWriter
from autograd.writers.mathml import MathML
from autograd.writers.numpy import NumpyWriter

ROWS = "Examples are rows, (m, features)."


class Derivation(Printed):
    """Backpropagation as straight-line NumPy code. Print it to read it, call it to run it.

    Attributes:
        source: the code, a module that needs nothing but NumPy.
        trace: the graph read with symbols, which the code was written from.
        note: why it holds for the shapes of the graph only; "" if there is no reason to tell.
        m: the number of examples in the graph, where the code holds for any; else 0.
        doubtful: numbers and constants of it that may be made of m; the first call with another m warns of them.
    """

    def __init__(self, backprop: Backprop, note: str = "", *, m: int = 0, doubtful: Origins | None = None) -> None:
        trace = backprop.trace
        self.trace, self.source, self._program = trace, backprop.source, backprop.program
        self.note, self.m, self.doubtful = note, m, doubtful or {}
        self._has_warned = False
        self._leaves = {trace.names[node].label: node for node in trace.leaves}
        self._by_example = all(node.rule is None or node.rule.elementwise for node in trace.names)
        self._outputs: dict[Name, Any] = {trace.names[trace.J]: trace.values[trace.J]}
        for label, gradient in backprop.gradients.items():
            self._outputs[trace.gradient_name(self._leaves[label])] = gradient
        tensors = [node for node in trace.names if isinstance(node, Tensor)]
        self._of_values = not tensors
        # The engine computes with the floats of its arrays, which a Value never widens.
        types = {node.dtype for node in tensors if node.is_leaf and node.dtype.kind == "f"}
        self._value_type: type[np.floating[Any]] = np.result_type(*types).type if types else np.float64

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The function that the code defines: arrays in order, nothing checked."""
        return defined(self.source, "backprop")

    def __call__(
        self, data: Mapping[str, Any] | None = None, /, *, per_example: bool = False, **by_name: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Compute J and its gradients by label, with the leaves as they are now where nothing else is given.

        Args:
            data: numbers and arrays by label, for labels that are no identifiers: {"W1[0,2]": 0.5}.
            per_example: for a graph of Values that is given arrays of m examples, whether J and every gradient come for
                each example, of shape (m,). Otherwise J is summed over the examples, and so is the gradient of
                what was given as a number.
            by_name: numbers and arrays by label.

        Returns:
            J and the gradients, new arrays.

        Raises:
            TypeError: for an unknown name, or what is not real and numeric.
            ValueError: for a shape that the code was not derived for.
        """
        arrays, counts = self._arguments({**(data or {}), **by_name})
        if per_example and not self._of_values:
            raise ValueError("per_example=True takes a graph of Values; for one of Tensors, use derive(J).jit().")
        with np.errstate(**self.trace.ignored):
            J, gradients = self.function(*arrays.values())
        if self._of_values and counts:
            return self._of_examples(J, gradients, arrays, max(counts.values()), per_example)
        return np.asarray(J).item(), {name: _owned(g, arrays[name]) for name, g in gradients.items()}

    @staticmethod
    def _of_examples(
        J: Any, gradients: Mapping[str, Any], arrays: Mapping[str, Any], m: int, per_example: bool
    ) -> tuple[Any, dict[str, Any]]:
        """Return J and the gradients of a graph of Values for m examples: of each, or the sums."""
        full = np.empty((len(gradients) + 1, m))  # all in one array, since there may be many of them
        for row, g in zip(full, (J, *gradients.values()), strict=True):
            row[...] = g
        rows = dict(zip(gradients, full[1:], strict=True))
        if per_example:
            return full[0], rows
        total, *sums = full.sum(axis=1).tolist()
        pairs = zip(rows.items(), sums, strict=True)
        return total, {name: row if isinstance(arrays[name], np.ndarray) else number for (name, row), number in pairs}

    def jit(self) -> Callable[..., tuple[Any, dict[str, Any]]]:
        """Compile it with XLA (extra `jax`) to a function that is called as this is, and may be within JAX's own.

        It gives arrays of JAX; with per_example=True, J and the gradients of each example for Tensors too, by vmap.
        """
        run = jitted(under_jax(self.source, "backprop"), list(self._leaves), self._of_values)

        def compiled(data: Mapping[str, Any] | None = None, /, *, per_example: bool = False, **by_name: Any) -> Any:
            arrays, counts = self._arguments({**(data or {}), **by_name}, by_jax=True, one_by_one=per_example)
            if per_example and not (counts or self._of_values):
                raise ValueError(f"per_example=True: no array holds examples. {self.note or ROWS}")
            with numpys_types(arrays.values()):
                return run(tuple(arrays.values()), tuple([name in counts for name in arrays]), per_example)

        return compiled

    def _arguments(
        self, by_name: Mapping[str, Any], by_jax: bool = False, one_by_one: bool = False
    ) -> tuple[dict[str, Any], dict[str, int]]:
        """Return the arguments by name, and the number of examples in each that holds some: the same in all."""
        for name in by_name:
            if name not in self._leaves:
                raise TypeError(f"this graph has no {name!r}. It takes {', '.join(map(repr, self._leaves))}.")
        arrays = {name: self._checked(name, x, by_name.get(name, x.raw), by_jax) for name, x in self._leaves.items()}
        if self._of_values:
            counts = {name: len(x) for name, x in arrays.items() if x.ndim}
        else:
            counts = {name: len(x) for name, x in arrays.items() if self._leaves[name] in self.trace.examples}
        if len(set(counts.values())) > 1:
            listed = ", ".join(f"{n} in {name}" for name, n in counts.items())
            raise ValueError(
                f"the numbers of examples differ: {listed}. What is not given is as in the graph; give all."
            )
        if counts and self.m:
            self._require_fit(1 if one_by_one else max(counts.values()), by_name)
        return arrays, counts

    def _require_fit(self, m: int, by_name: Container[str]) -> None:
        """Raise a ValueError if the code does not hold for m examples, and warn once if it may not."""
        if m == 1 and self.trace.squeezes:
            raise ValueError(f"one example: this code is {SEVERAL[0].lower()}{SEVERAL[1:]}")
        names = self.trace.names
        doubtful = {str(names[x]): origins for x, origins in self.doubtful.items() if names[x].label not in by_name}
        if m != self.m and doubtful and not self._has_warned:
            self._has_warned = True
            warnings.warn(
                f"derived from {self.m} examples and called with {m}, with what may be made from m and stays as it is: "
                f"{with_origins(doubtful)}. Derive the graph of another number of examples, such as 11 or 13, which "
                "tells; or if it is not made from m, derive(J, m=0).",
                stacklevel=4,
            )

    def _checked(self, name: str, node: Node, x: Any, by_jax: bool) -> Any:
        """Return an argument for `node` as floats of the right shape."""
        if type(x) is float and isinstance(node, Value):
            return self._value_type(x)  # which divides by zero as arrays do
        if isinstance(x, Node):
            x = x.data
        is_of_jax = by_jax and hasattr(x, "aval")
        array = x if is_of_jax else np.asarray(x)
        if array.dtype.kind not in REAL:
            raise TypeError(f"{name} must be real numbers, not {x!r}.")
        if not is_of_jax:
            array = array.astype(node.raw.dtype if isinstance(node, Tensor) else self._value_type)
        elif array.dtype.kind != "f":
            array = array * 1.0  # JAX's own type of float
        if self._of_values:
            self._require_examples(name, array)
        else:
            self._require_shape(name, node, array)
        return array if array.ndim or isinstance(node, Tensor) else array[()]

    def _require_examples(self, name: str, array: Any) -> None:
        """Raise a ValueError for an array that is neither a number nor m examples of one, in a graph of Values."""
        if array.ndim and not self._by_example:
            raise ValueError(
                f"{name} has shape {array.shape}; give a number: this graph reduces or reshapes its numbers, and would "
                "mix examples."
            )
        if array.ndim > 1 or not array.size:
            raise ValueError(f"{name} has shape {array.shape}; give a number, or m examples, (m,).")

    def _require_shape(self, name: str, node: Node, array: Any) -> None:
        """Raise a ValueError for an array that the code was not derived for."""
        holds_examples = node in self.trace.examples
        expected: tuple[Any, ...] = ("m", *node.shape[1:]) if holds_examples else node.shape
        if len(expected) != array.ndim or any(n not in ("m", k) for n, k in zip(expected, array.shape, strict=True)):
            fix = self.note or "Derive the graph of the new shape: derive(J)."
            if node.constant and array.ndim == node.ndim > 1 and len(array) == len(node.raw):  # examples in columns
                fix += f" {ROWS} Give the graph an {name} of rows, and write {name}.T in the formula."
            listed = ", ".join(map(str, expected))
            raise ValueError(f"{name} has shape {array.shape}, but the code was derived for ({listed}). {fix}")
        if holds_examples and not len(array):
            raise ValueError(f"{name} has shape {array.shape}: there is no example to compute J from.")

    def latex(self) -> str:
        r"""Return the code as aligned equations in LaTeX: the forward pass, then the backward pass, line by line.

        Example:
            >>> from autograd import Value, derive
            >>> print(derive((2 + 3 * Value(3.0, label="w1")) ** 2).latex())
            \begin{aligned}
            v_{2} &= 2 + 3 \, w_{1} \\[0.3em]
            J &= v_{2}^{2} \\[0.3em]
            \frac{\partial J}{\partial w_{1}} &= 2 \, v_{2} \cdot 3
            \end{aligned}
        """
        return self.write(Latex())

    def mathml(self) -> str:
        """Return the same in MathML, which browsers set."""
        return self.write(MathML())

    def write(self, writer: MathWriter) -> str:
        """Return the same in a language of mathematics, which may be your own: `derive(J).write(Typst())`."""
        return writer.aligned((left, "=", right) for left, right, _ in self._equations(writer))

    def _equations(self, writer: MathWriter) -> Iterator[tuple[str, str, Statement]]:
        """Yield each statement with its two sides in a language of mathematics."""
        size = self._program.size
        writer, code = writer.anew(size), NumpyWriter(size)
        for its_statements in statements(self._program, code, self._program.free_names()).values():
            for statement in its_statements:
                yield writer.name(statement.name), writer.text(statement.x), statement
                writer.names[id(statement.x)] = code.names[id(statement.x)] = statement.name
        for name, x in self._outputs.items():  # what is returned without a line of its own
            if not isinstance(x, Symbol) or writer.names.get(id(x)) != name:
                yield writer.name(name), writer.text(x), Statement(name, x, code.text(x), "")

    def blanks(self) -> Blanks:
        """Return the code as homework: the gradient of each labelled value is left blank, with its shape and a hint.

        Its function can be handed to `compare` as it is. The key has the same names.

        Example:
            >>> from autograd import Value, derive
            >>> w = Value(3.0, label="w")
            >>> z = 2 + 3 * w
            >>> z.label = "z"
            >>> print(derive(z**2).blanks())
            import numpy as np
            <BLANKLINE>
            <BLANKLINE>
            def backprop(w):
                # forward
                z = 2 + 3 * w
                J = z ** 2
            <BLANKLINE>
                # backward: write each gradient in place of None, or leave it with all that needs it
                dz = None  # a number, from z
                dw = None  # a number, from dz
            <BLANKLINE>
                return J, {"z": dz, "w": dw}
        """
        return with_blanks(self.trace, self._program, self.source)

    def save(self, path: str | Path) -> Path:
        """Write the code (.py, .txt), its equations (.tex) or both (.md, .html) to a file, whole or not at all.

        Raises:
            ValueError: for another suffix.
        """
        return save_by_suffix(
            path,
            py=lambda: self.source,
            txt=lambda: self.source,
            tex=lambda: document(self.latex()),
            md=lambda: f"$$\n{self.latex()}\n$$\n\n```python\n{self.source}```\n",
            html=lambda: (
                f'<!doctype html>\n<meta charset="utf-8">\n<title>Backpropagation</title>\n{self._repr_html_()}'
            ),
        )

    def _repr_html_(self) -> str:
        """Return a table for a notebook: each equation, and beside it the line of NumPy that computes it."""
        rows = []
        for left, right, statement in self._equations(MathML()):
            code = html.escape(f"{statement.name} = {statement.text}")
            code = re.sub(r"\b(np\.\w+)", r"<i>\1</i>", code)  # NumPy's functions stand out
            equation = f"<math>{left}<mo>=</mo>{right}</math>"
            rows.append(f'<tr><td>{equation}</td><td style="text-align:left"><code>{code}</code></td></tr>')
        style = "<style>.chalkgrad tr:hover { background: #fff3d6; color: #202124 }</style>"
        return f'{style}<table class="chalkgrad">{"".join(rows)}</table>'

    def _in_width(self, width: int) -> str:
        """Return the code, without the line break at its end."""
        return self.source.rstrip()


def _owned(gradient: Any, like: Any) -> Any:
    """Return a gradient as an array of its own in the shape and dtype of its leaf, or as a float for a number."""
    array = np.array(np.broadcast_to(gradient, np.shape(like)), dtype=getattr(like, "dtype", None))
    return array if array.ndim else float(array)

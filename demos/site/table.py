"""The directive `derivatives`: the rows of the table that stand in one file of `autograd/rules`, typeset in MathML."""

import html
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from autograd.rule import Rule
from autograd.table import TABLE
from autograd.writers.mathml import MathML
from autograd.writers.text import equations

HEAD = "<tr><th>operation</th><th>in NumPy</th><th>z, and its derivatives</th></tr>"


def kind_of(rule: Rule) -> str:
    """Return the name of the file in which a row stands."""
    modules = [getattr(formula, "__module__", None) or "" for formula in (*rule.backward, rule.forward)]
    in_rules = [module for module in modules if module.startswith("autograd.rules.")]
    return in_rules[0].removeprefix("autograd.rules.") if in_rules else ""


def mathematics(rule: Rule) -> str:
    """Return the equations of a row, and the points at which a derivative is another one, in MathML."""
    writer = MathML(arrays=not rule.elementwise)
    typeset = writer.aligned((left, "=", right) for left, right in equations(rule, writer.text))
    for x, where, y in writer.exceptions:
        parts = f"<mtext>with </mtext>{x}<mtext> for </mtext>{y}<mtext> where </mtext>{where}"
        typeset += f'<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mrow>{parts}</mrow></math></p>'
    return typeset


def line(rule: Rule) -> str:
    """Return a row of the table as a row of an HTML table."""
    name = html.escape(rule.name)
    sign = f" <code>{html.escape(rule.symbol)}</code>" if rule.symbol else ""
    numpy = f"<code>np.{html.escape(rule.numpy)}</code>" if rule.numpy else ""
    cells = f"<th>{name}{sign}</th><td>{numpy}</td><td>{mathematics(rule)}</td>"
    return f'<tr id="row-{name}">{cells}</tr>'


class DerivativeRows(SphinxDirective):
    """A table of the rows of one kind, such as `elementwise`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        kind = self.arguments[0]
        rules = [rule for rule in TABLE.values() if kind_of(rule) == kind]
        if not rules:
            raise self.error(f"no row of the derivative table stands in rules/{kind}.py")
        domain = self.env.get_domain("py")
        for rule in rules:  # so that a search for the name leads here
            domain.note_object(f"autograd.{rule.name}", "function", f"row-{rule.name}")
        lines = "".join(map(line, rules))
        table = f'<table class="derivatives"><thead>{HEAD}</thead><tbody>{lines}</tbody></table>'
        return [nodes.raw("", f'<div class="wide" tabindex="0">{table}</div>', format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the directive."""
    app.add_directive("derivatives", DerivativeRows)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

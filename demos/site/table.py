"""The directive `derivatives`: the table of derivatives in MathML, a section for each file of `autograd/rules`."""

import html
from importlib import import_module
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from autograd.rule import Rule
from autograd.table import TABLE
from autograd.writers.mathml import MathML
from autograd.writers.text import equations

RULES = "autograd.rules"
HEAD = "<tr><th>operation</th><th>in NumPy</th><th>z, and its derivatives</th></tr>"


def kind_of(rule: Rule) -> str:
    """Return the name of the file in which a row stands."""
    modules = [getattr(formula, "__module__", None) or "" for formula in (*rule.backward, rule.forward)]
    return next(module.removeprefix(f"{RULES}.") for module in modules if module.startswith(f"{RULES}."))


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


class DerivativeTable(SphinxDirective):
    """The whole table."""

    def run(self) -> list[nodes.Node]:
        """Return the sections, in the order in which the table has them."""
        kinds: dict[str, list[Rule]] = {}
        for rule in TABLE.values():
            kinds.setdefault(kind_of(rule), []).append(rule)
        return [self._section(kind, rules) for kind, rules in kinds.items()]

    def _section(self, kind: str, rules: list[Rule]) -> nodes.section:
        """Return a section with the rows of one file, below what the file says of them."""
        module = import_module(f"{RULES}.{kind}")
        self.env.note_dependency(str(module.__file__))
        about = (module.__doc__ or "").partition("\n")[0]
        domain = self.env.get_domain("py")
        for rule in rules:  # so that a search for the name leads here
            domain.note_object(f"autograd.{rule.name}", "function", f"row-{rule.name}")
        lines = "".join(map(line, rules))
        table = f'<table class="derivatives"><thead>{HEAD}</thead><tbody>{lines}</tbody></table>'
        section = nodes.section(ids=[kind], names=[kind])
        section += nodes.title(text=kind.capitalize())
        section += nodes.paragraph(text=about)
        section += nodes.raw("", f'<div class="wide" tabindex="0">{table}</div>', format="html")
        return section


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the directive."""
    app.add_directive("derivatives", DerivativeTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""The curves of a run: the cost and each metric on a panel of its own."""

from typing import Any

from nn.fitting.progress import shown
from nn.views.figure import COLOURS, literal, shown_figure


def curves(history: Any) -> Any:
    """Return the figure of a History: training solid, validation dashed, the first cost at epoch 0."""
    titles = [name for name in history.history if not name.startswith("val_")] or ["loss"]
    figure = shown_figure("History.plot", figsize=(5.5 * len(titles), 4))
    panels = figure.subplots(1, len(titles), squeeze=False)[0]
    for axes, title in zip(panels, titles, strict=True):
        kinds = ("training", "validation")
        for name, style, colour, label in zip((title, f"val_{title}"), ("-", "--"), COLOURS[:2], kinds, strict=True):
            numbers = history.history.get(name, [])
            start = [history.initial_loss] if name == "loss" else []
            if numbers or start:
                x = range(1 - len(start), 1 + len(history.epoch))
                marker = "." if len(x) < 15 else ""
                axes.plot(x, [*start, *numbers], style, color=colour, label=label, marker=marker)
        axes.margins(y=0.08)
        shown = [x for name in (title, f"val_{title}") for x in history.history.get(name, [])] or [1.0]
        wide = title == "loss" and max(*shown, history.initial_loss) > 100 * min(shown) > 0
        axes.set(xlabel="epoch", ylabel="cost J" if title == "loss" else literal(title), title=literal(title))
        if wide:
            axes.set(yscale="log")
        else:
            axes.set(ylim=(min(0.0, *shown), None))
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend()
    return figure


def chart(history: Any, rows: int, width: int) -> str:
    """Return the cost over the epochs as text: a bar for each of about `rows` epochs, starting before the first."""
    if not history.epoch:
        return "no epoch has been finished yet"
    losses = [history.initial_loss, *history.history["loss"]]
    stride = max(1, -(-(len(losses) - 1) // max(rows - 1, 1)))
    chosen = sorted({*range(0, len(losses), stride), len(losses) - 1})
    top = max(losses)
    bars = [f"{i:>5}  {shown(losses[i]):<10}  {'#' * round(width * losses[i] / top) if top else ''}" for i in chosen]
    return "\n".join(["epoch  loss", *(bar.rstrip() for bar in bars)])

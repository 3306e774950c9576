"""The figures of the benchmarks as tables and as one picture."""

from pathlib import Path


def table(title: str, result: dict) -> str:
    """The milliseconds of each peer, and its speed as a multiple of one of them."""
    unit = result["peers"][result["unit"]]["seconds"]
    lines = [f"\n{title} (ms, and speed, {result['unit']} = 1)"]
    for name, found in result["peers"].items():
        if "seconds" in found:
            said = f"{found['seconds'] * 1e3:12.3f}{unit / found['seconds']:10.2f}"
        else:
            said = f"   missing: {found['missing']}"
        lines.append(f"  {name:<36}{said}")
    return "\n".join(lines)


def growth_table(rows: list[dict]) -> str:
    """Microseconds and bytes for each node and for each example: constant if the growth is linear."""
    lines = ["\nN: growth with the nodes of a chain (us and bytes a node)"]
    for row in [row for row in rows if "nodes" in row]:
        n = row["nodes"]
        times = "".join([f"  {k} {row[k] / n * 1e6:5.2f}" for k in ("forward", "backward", "freeing")])
        lines.append(f"  {row['class']:<25}{n:>9}{times}  held {row['bytes']:.0f}  peak {row['peak bytes']:.0f}")
    lines.append("\nN: the largest number of live arrays in grad")
    for row in [row for row in rows if "arrays" in row]:
        lines.append(f"  {row['operations']} operations, {row['kind']:<8}{row['arrays']:8.1f}")
    lines.append("\nN: growth with the examples of fit, 20-25-15-1, batch 32 (us an example)")
    for row in [row for row in rows if "examples" in row]:
        lines.append(f"  {row['examples']:>9}  an epoch {row['an epoch'] / row['examples'] * 1e6:6.2f}")
    return "\n".join(lines)


def plot(results: dict, path: Path) -> None:
    """A bar for each peer and job, on a logarithmic scale, and the curves of growth."""
    from matplotlib.figure import Figure

    jobs = {title: result for title, result in results.items() if "peers" in result}
    rows = results.get("N: growth", {"rows": []})["rows"]
    figure = Figure(figsize=(10, 2.6 * len(jobs) + 3 * bool(rows)), layout="constrained")
    axes = figure.subplots(len(jobs) + bool(rows), 1, squeeze=False)[:, 0]
    for ax, (title, result) in zip(axes, jobs.items(), strict=False):
        unit = result["peers"][result["unit"]]["seconds"]
        speeds = {name: unit / found["seconds"] for name, found in result["peers"].items() if "seconds" in found}
        colours = ["tab:brown" if name.startswith("chalkgrad") else "lightgrey" for name in speeds]
        bars = ax.barh(list(speeds), list(speeds.values()), color=colours)
        ax.bar_label(bars, fmt="%.3g", padding=3)
        ax.set(xscale="log", title=f"{title} ({result['unit']} = 1)")
        ax.invert_yaxis()
        ax.margins(x=0.1)
    if rows:
        for key, unit in (("forward", "nodes"), ("backward", "nodes"), ("an epoch", "examples")):
            ours = [row for row in rows if key in row and row.get("class") != "a class in plain Python"]
            points = [(row[unit], row[key]) for row in ours]
            axes[-1].loglog(*zip(*points, strict=True), "o-", label=f"{key}, by {unit}")
        axes[-1].set(title="growth", xlabel="nodes, examples", ylabel="seconds")
        axes[-1].legend()
    figure.savefig(path, dpi=110)

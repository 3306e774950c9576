"""Pictures from DOT: the system's Graphviz where it truly runs, else the pip package graphviz-pure.

A missing program, one that fails and one that hangs are told apart from a picture by trying: each engine is
asked for its version once, within a time limit, and every picture has a time limit too.
"""

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

PROBE_SECONDS = 5.0
RENDER_SECONDS = 60.0
FIX = 'pip install "chalkgrad[dot]"'


class NoPictureError(RuntimeError):
    """No engine could lay the graph out: the message tells why, and what to install."""


def render(source: str, format: str) -> bytes:
    """Return the picture of a DOT source, as the bytes of a file.

    Args:
        source: the graph in the DOT language.
        format: "svg", "png" or "pdf" (pdf needs the system's Graphviz).

    Raises:
        NoPictureError: if no engine makes that format here.
    """
    failures = []
    for command in engines(os.environ.get("PATH", "")):
        try:
            done = subprocess.run(
                [command, f"-T{format}"], input=source.encode(), capture_output=True, timeout=RENDER_SECONDS, check=True
            )
        except subprocess.TimeoutExpired:
            failures.append(f"{command} took more than {RENDER_SECONDS:.0f} s")
        except subprocess.CalledProcessError as error:
            failures.append(f"{command} failed: {error.stderr.decode(errors='replace').strip()[:200]}")
        except OSError as error:
            failures.append(f"{command}: {error}")
        else:
            if done.stdout:
                return done.stdout
            failures.append(f"{command} gave no {format}")
    why = "; ".join(failures) or "no Graphviz program was found that runs"
    fix = "Install the system's Graphviz for it; for svg and png," if format == "pdf" else "To get pictures:"
    raise NoPictureError(
        f"no {format} picture: {why}. {fix} {FIX}. The text tree needs nothing: print(drawing.tree())."
    )


@lru_cache(maxsize=8)
def engines(path: str) -> tuple[str, ...]:
    """Return the programs on a search path that answer when asked for their version, best first."""
    beside_python = os.pathsep.join([path, str(Path(sys.executable).parent)])
    commands = [shutil.which("dot", path=path), shutil.which("graphviz-pure", path=beside_python)]
    return tuple([command for command in commands if command and _answers(command)])


def _answers(command: str) -> bool:
    try:
        return subprocess.run([command, "-V"], capture_output=True, timeout=PROBE_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False

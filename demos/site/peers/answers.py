"""Ask all libraries, and write what they answer: `python -m demos.site.peers.answers PYTHON`, which has the others."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
ANSWERS = FOLDER / "answers.json"
LIBRARIES = {"chalkgrad": "chalkgrad", "micrograd": "micrograd", "hips": "HIPS autograd", "pytorch": "PyTorch"}


def asked(library: str, python: str) -> dict[str, Any]:
    """Return the version of a library and its answers, by a Python that has it."""
    environment = {"PATH": "", "PYTHONPATH": str(ROOT) if library == "chalkgrad" else ""}
    command = [python, str(FOLDER / "ask.py"), library]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def main() -> None:
    """Ask chalkgrad with this Python, and the others with the one that is named."""
    answers = {}
    for library in LIBRARIES:
        answers[library] = asked(library, sys.executable if library == "chalkgrad" else sys.argv[1])
    ANSWERS.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    print(ANSWERS)


if __name__ == "__main__":
    main()

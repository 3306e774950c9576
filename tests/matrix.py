"""The built wheel under several Pythons and NumPys, tested from outside by the tests that the sdist brings.

`make matrix` takes every Python from 3.11 on that it finds, the oldest NumPy that the wheel allows and the newest there
is. A pair that can't be had here is said, and is no failure.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".matrix"
PYTHONS = [f"3.{minor}" for minor in range(11, 16)]
OLDEST, NEWEST = "numpy==2.1.0", "numpy"
NEEDED = ["pytest", "pytest-xdist", "hypothesis", "mpmath", "matplotlib"]


def pythons() -> dict[str, str]:
    """Return the interpreters to be had, by their versions: on the path, and those that pyenv built."""
    folders = [*os.get_exec_path(), *map(str, Path.home().glob(".pyenv/versions/*/bin"))]
    interpreters = {}
    for version in PYTHONS:
        for place in (path for folder in folders if (path := shutil.which(f"python{version}", path=folder))):
            # A shim of pyenv answers only for the versions that are chosen.
            answer = subprocess.run([place, "-c", "import ensurepip, venv"], capture_output=True)
            if answer.returncode == 0:
                interpreters[version] = place
                break
    return interpreters


def built() -> tuple[Path, Path]:
    """Build the sdist, and the wheel from it, and return their paths."""
    target = PLACE / "dist"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(target), str(ROOT)], check=True, capture_output=True)
    return next(target.glob("*.tar.gz")), next(target.glob("*.whl"))


def outside(sdist: Path) -> Path:
    """Unpack what the sdist brings besides the packages, so that the tests can only import the installed ones."""
    target = PLACE / "outside"
    shutil.rmtree(target, ignore_errors=True)
    with tarfile.open(sdist) as file:
        file.extractall(target, filter="data")
    (folder,) = target.iterdir()
    for package in ("autograd", "nn"):
        (folder / package).rename(target / f"not {package}")
    return folder


def environment(python: str, version: str, numpy: str, wheel: Path) -> Path | None:
    """Make an environment with the wheel and this NumPy, or return None where the index has none for this Python."""
    home = PLACE / f"{version}-{re.sub('[^0-9.]', '', numpy) or 'newest'}"
    there = home / "bin" / "python"
    if not there.exists():
        subprocess.run([python, "-m", "venv", str(home)], check=True)
    install = [str(there), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    if subprocess.run([*install, "--upgrade", numpy, *NEEDED], capture_output=True).returncode:
        return None
    if not shutil.which("dot"):
        subprocess.run([*install, "graphviz-pure==0.2.2"], check=True, capture_output=True)
    subprocess.run([*install, "--force-reinstall", "--no-deps", str(wheel)], check=True, capture_output=True)
    subprocess.run([*install, "graphviz"], check=True, capture_output=True)
    return there


def tested(there: Path, folder: Path, tests: list[str]) -> int:
    """Run the tests in the unpacked folder with the installed wheel, and return pytest's code."""
    clean = {name: x for name, x in os.environ.items() if name != "PYTHONPATH"}
    show = "import autograd, numpy, sys; print(sys.version.split()[0], numpy.__version__, autograd.__file__)"
    subprocess.run([str(there), "-c", show], cwd=folder, env=clean, check=True)
    command = [str(there), "-m", "pytest", "-q", "--numprocesses=auto", "--dist=loadfile", "-p", "no:cacheprovider"]
    command += ["--ignore=tests/browser", *tests]
    return subprocess.run(command, cwd=folder, env=clean).returncode


def main() -> int:
    """Run the tests that the command line names under every pair, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tests", nargs="*", default=["tests"])
    parser.add_argument("--only", default="", help="the version of Python, 3.12")
    options = parser.parse_args()
    # A shell takes Ctrl-C from what runs in the background; tests send it to themselves.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sdist, wheel = built()
    folder, lines, bad = outside(sdist), [], 0
    known = pythons()
    for version in PYTHONS:
        if options.only not in ("", version):
            continue
        if version not in known:
            lines.append(f"Python {version}: not on this machine")
            continue
        for numpy in (OLDEST, NEWEST):
            there = environment(known[version], version, numpy, wheel)
            if there is None:
                lines.append(f"Python {version}, {numpy}: no wheel of it to be had")
                continue
            code = tested(there, folder, options.tests)
            bad += code != 0
            lines.append(f"Python {version}, {numpy}: {'passed' if code == 0 else f'FAILED ({code})'}")
    print(*lines, sep="\n")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())

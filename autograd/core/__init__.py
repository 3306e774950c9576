"""The place where two packages meet: HIPS autograd, another one of this import name, has a core.py, which this hides.

Whichever was installed last, and so has its `__init__.py` here, imports `autograd.core` first of all, and is told.
"""

from os.path import dirname, join
from os.path import exists as is_there

FOLDER = dirname(dirname(__file__))
if is_there(join(FOLDER, "tracer.py")):  # a file of theirs, and none of ours
    raise ImportError(
        f"two packages were installed into {FOLDER}: chalkgrad, and HIPS autograd, whose distribution is called "
        "autograd. Each has overwritten files of the other, so both would compute nonsense or stop. Keep one in an "
        "environment:\n"
        "    pip uninstall --yes autograd chalkgrad\n"
        "    pip install chalkgrad        (or: pip install autograd)"
    )

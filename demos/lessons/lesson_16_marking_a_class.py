# %% [markdown]
# # 16. Marking a class
#
# This lesson is for teachers. You make a homework with blanks, mark a folder of answers with a
# short script, and hand the marks to the system that your school uses.

# %%
import json
import tempfile
from pathlib import Path

from autograd import derive
from demos import marking

# %% [markdown]
# ## The homework
#
# The script is `demos/marking.py`. Copy it. Its function `cost` makes the graph whose gradients
# are asked for, with a label for each. Here it is a network with one hidden layer.
#
# **Question.** What must a student be given, so that the task is to derive, and not to guess how
# things are called?

# %%
J = marking.cost(seed=0, m=3)
blanks = derive(J).blanks()
print(blanks)

# %% [markdown]
# The forward pass, the shape of each gradient, and what it is computed from. `python marking.py
# homework` writes this as `homework.py`, and the key as `key.py`.
#
# ## A class
#
# Here are some answers, as they come. One is the key. One lacks the division by `m`. One holds
# for three examples only. One was handed in empty, one never ends, and one ends everything.

# %%
key = blanks.key
answers = {
    "ada": key,
    "ben": key.replace("dz2 = 2 * v3 / m", "dz2 = 2 * v3"),
    "cleo": key.replace("dz2 = 2 * v3 / m", "dz2 = 2 * v3 / 3"),
    "dan": blanks.source,
    "eve": "while True: pass",
    "fred": "import os; os._exit(1)",
}

# %% [markdown]
# **Question.** What happens to the other students if you import these files one after another?
#
# The script runs each file in a process of its own, with limits of time, memory and output. What
# happens in there stops nobody else. It is **no sandbox**: a file may read the key, delete your
# files, or send them somewhere. Run the script in a container without a network.

# %%
marking.SECONDS = 2  # of computing, so that this lesson does not take long

with tempfile.TemporaryDirectory() as folder:
    for student, text in answers.items():
        (Path(folder) / f"{student}.py").write_text(text)
    results = marking.mark(Path(folder))

for result in results:
    print(f"{result['student']:<5} {marking.POINTS * result['share']:5.2f}  {result['sentence']}")

# %% [markdown]
# **Question.** Ben made one mistake, and all his gradients are wrong. Why does he get so many
# points?
#
# The later gradients *follow* from the wrong one: they are right apart from that. The script
# counts them; `is_credited` is the place to change if you see it otherwise.
#
# **Question.** Why is each answer called at several seeds, and with several numbers of examples?
#
# Cleo's is right for three examples. A number that is typed in is right once. The worst of the
# cases counts.
#
# ## On paper
#
# `explain(J).handout("sheet.html", key="key.html", seed=7)` is a sheet to print, with other
# numbers for each seed. Type what was written into a CSV file, and the script marks it. Fractions
# and rounded numbers are read as such.

# %%
sheets = """student,seed,w1,w2,b
gil,7,-0.0908,0.0341,0.0227
hana,7,0.0908,,0.0227
"""
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "sheets.csv"
    path.write_text(sheets)
    for result in marking.mark(path):
        print(f"{result['student']:<5} {marking.POINTS * result['share']:5.2f}  {result['sentence']}")

# %% [markdown]
# ## Into your system
#
# A comparison is plain data: `compare(J, answer).as_dict()`. From there it is a few lines into
# each system. `ben` is the example.

# %%
details = results[1]["details"]
print(json.dumps(details["rows"][0] | {"autograd": "...", "by_hand": "..."}, indent=2))

# %% [markdown]
# **Gradescope** reads `/autograder/results/results.json`. Each gradient is a test with points.


# %%
def gradescope(details):
    tests = []
    for row in details["rows"]:
        score = 1 if marking.is_credited(row) else 0
        status = "passed" if score else "failed"
        tests.append(
            {"name": f"d{row['name']}", "score": score, "max_score": 1, "status": status, "output": row["verdict"]}
        )
    return {"score": sum(test["score"] for test in tests), "tests": tests}


print(json.dumps(gradescope(details)["tests"][:2], indent=2))

# %% [markdown]
# **PrairieLearn** reads `/grade/results/results.json`. The score is a share of one.


# %%
def prairielearn(details):
    tests = []
    for row in details["rows"]:
        points = 1 if marking.is_credited(row) else 0
        tests.append({"name": f"d{row['name']}", "points": points, "max_points": 1, "message": row["verdict"]})
    return {"gradable": True, "score": marking.share_of(details), "tests": tests}


print(json.dumps(prairielearn(details)["tests"][:2], indent=2))

# %% [markdown]
# **Otter** wants a test file for each question. This makes one, with a test for each gradient
# that the comparison of the key has. If you have copied the script, let it import your copy.


# %%
def otter(details, question):
    lines = ["from demos import marking", "from autograd import compare", "from otter.test_files import test_case"]
    lines += ["", "OK_FORMAT = False", f"name = {question!r}", f"points = {len(details['rows'])}"]
    for row in details["rows"]:
        lines += ["", f"@test_case(points=1, name='d{row['name']}')", f"def test_d{row['name']}(backprop):"]
        lines.append("    rows = compare(marking.cost(0, 3), backprop).as_dict()['rows']")
        lines.append(f"    row = next(row for row in rows if row['name'] == {row['name']!r})")
        lines.append("    assert marking.is_credited(row), row['verdict']")
    return "\n".join(lines) + "\n"


print(otter(details, "q1")[:470])


# %% [markdown]
# **nbgrader** takes the last value of a cell of tests as its points, if it is a number.


# %%
def nbgrader(details, points):
    return points * marking.share_of(details)


nbgrader(details, points=10)

# %% [markdown]
# ## Exercises
#
# **Exercise a.** A student answers five of the seven gradients right and leaves the others blank.
# What does the script give, of `10` points? To two decimals.

# %%
answer_a = None  # a number

# %%
if answer_a is None:
    print("To do: write a number in place of None.")
else:
    rows = [row | {"ok": i < 5, "verdict": "no answer"} for i, row in enumerate(details["rows"])]
    right = round(marking.POINTS * marking.share_of({"rows": rows}), 2)
    assert answer_a != 5, "A gradient is not one point: all of them together are ten."
    assert answer_a == right, f"The share of those that count, times ten: {answer_a} is not it."
    print("Right.")

# %% [markdown]
# **Exercise b.** Another system wants a whole number from `0` to `100`, and the sentence of the
# first gradient that does not count, or an empty text.


# %%
def in_percent(details):
    percent = None  # from marking.share_of(details)
    comment = None  # from the rows
    return percent, comment


# %%
all_wrong = {"rows": [row | {"ok": False, "verdict": "no answer"} for row in details["rows"]]}
percent, comment = in_percent(details)
of_wrong = in_percent(all_wrong)

if percent is None or comment is None:
    print("To do: write both in place of None. round(...) makes a whole number.")
else:
    assert percent == round(100 * marking.share_of(details)), f"Ben's share is not {percent} percent."
    assert isinstance(percent, int), f"{percent!r} is no whole number."
    assert comment == details["rows"][0]["verdict"], f"Ben's first verdict is another one than {comment!r}."
    assert of_wrong[1] == "no answer", f"For blank answers it says {of_wrong[1]!r}."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - `derive(J).blanks()` is a homework and its key; `explain(J).handout(...)` is one on paper.
# - Each answer in a process of its own, with limits. That is no sandbox: use a container.
# - `compare(J, answer).as_dict()` is what any system can take.

# %% [markdown]
# # 12. A GPT, scalar by scalar, and the same GPT, faster each time
#
# A GPT guesses what comes next. You write one that learns to spell names: one layer, `16` numbers
# wide, with four heads. At first every number is a `Value`, so that nothing is hidden. Then you
# make it faster, step by step, and nothing else changes.

# %%
import time
from importlib.resources import files
from importlib.util import find_spec
from itertools import pairwise

import numpy as np

from autograd import Tensor, Value, derive, relu, softmax
from autograd.graph import topological_order

# %% [markdown]
# ## The data and the weights
#
# The data are first names. A dot stands for the beginning and for the end of a name. Each name
# makes several questions: which letter follows these? Each letter has a row of weights, its
# *embedding*, and each place in the name has one too. The other matrices multiply such rows.

# %%
LETTERS = ".abcdefghijklmnopqrstuvwxyz"
LONGEST = 8  # questions of a name: its letters, and its end
WIDTH, HEADS = 16, 4
SIZE = WIDTH // HEADS  # of a head
SHAPES = {"letter": (len(LETTERS), WIDTH), "place": (LONGEST, WIDTH)}
SHAPES |= dict.fromkeys(["query", "key", "value", "mix"], (WIDTH, WIDTH))
SHAPES |= {"up": (WIDTH, 4 * WIDTH), "down": (4 * WIDTH, WIDTH), "guess": (WIDTH, len(LETTERS))}

text = files("demos").joinpath("data", "names.txt").read_text(encoding="utf-8")
names = [name for name in text.split() if len(name) < LONGEST]
rng = np.random.default_rng(1)
START = {key: rng.normal(scale=0.2, size=shape) for key, shape in SHAPES.items()}
print(len(names), "names,", sum(W.size for W in START.values()), "weights. The questions of emma:")
for i in range(1, len(".emma.")):
    print(f"{'.emma.'[:i]:>6} ? {'.emma.'[i]}")

# %% [markdown]
# ## The parts, scalar by scalar
#
# Small functions of lists of numbers: a row times a matrix, the norm of lesson 11, and softmax,
# which takes the largest score away so that `exp` can't be too large. In attention a query is
# compared with every key so far, and the values are mixed, each head with a part of the numbers.
#
# **Question.** In lesson 11 a mask kept each position from looking ahead. Why is there none here?


# %%
def dot(x, y):
    return sum(xi * yi for xi, yi in zip(x, y, strict=True))


def times(x, W):
    return [dot(x, column) for column in zip(*W, strict=True)]


def plus(x, y):
    return [xi + yi for xi, yi in zip(x, y, strict=True)]


def normalized(x):
    size = (dot(x, x) / len(x) + 1e-5) ** 0.5
    return [xi / size for xi in x]


def probabilities(scores):
    largest = max(score.data for score in scores)
    powers = [(score - largest).exp() for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def attended(query, keys, values):
    mixed = []
    for start in range(0, WIDTH, SIZE):
        head = slice(start, start + SIZE)
        shares = probabilities([dot(query[head], key[head]) / SIZE**0.5 for key in keys])
        mixed += times(shares, [value[head] for value in values])
    return mixed


# %% [markdown]
# The lists of keys and values grow while the name is read. What comes later is not in them yet.
#
# Now the network: attention, then a hidden layer of `relu`. Both only *add* to what is there, so
# that the gradient has a short path back.


# %%
def symbols_of(name):
    return [LETTERS.index(letter) for letter in f".{name}."]


def cost_of(w, name):
    keys, values, losses = [], [], []
    for place, (symbol, following) in enumerate(pairwise(symbols_of(name))):
        x = plus(w["letter"][symbol], w["place"][place])
        n = normalized(x)
        keys.append(times(n, w["key"]))
        values.append(times(n, w["value"]))
        x = plus(x, times(attended(times(n, w["query"]), keys, values), w["mix"]))
        hidden = [h.relu() for h in times(normalized(x), w["up"])]
        x = plus(x, times(hidden, w["down"]))
        p = probabilities(times(normalized(x), w["guess"]))
        losses.append(-p[following].log())
    return sum(losses) / len(losses)


# %% [markdown]
# **Question.** The weights are random. How large is the cost of a network that knows nothing, and
# takes each of the `27` symbols for equally likely?

# %%
w = {name: [[Value(x) for x in row] for row in W] for name, W in START.items()}
J = cost_of(w, "emma")
J.backward()
print("J of emma:", J.data, "  log of 27:", np.log(27), "  nodes:", len(topological_order(J)))

# %% [markdown]
# So many nodes, and each knows only what it was made from, and the local derivatives. Multiply
# along a path, add over the paths.
#
# ## Learning
#
# Gradient descent, from lesson 4. `learn` does not care how gradients are computed: it calls
# `step`, a function that takes weights and a name, and returns a cost and its gradients.


# %%
def learn(step, names):
    w = {key: W.copy() for key, W in START.items()}
    costs = []
    for name in names:
        J, gradients = step(w, name)
        costs.append(J)
        for key, dw in gradients.items():
            w[key] -= 0.1 * dw
    return w, costs


def step_by_values(weights, name):
    w = {key: [[Value(x) for x in row] for row in W] for key, W in weights.items()}
    J = cost_of(w, name)
    J.backward()
    return J.data, {key: np.array([[x.grad for x in row] for row in W]) for key, W in w.items()}


seconds, costs = {}, {}


def measure(title, step):
    _, costs[title] = learn(step, names[:5])
    passed = []
    for name in names[:5]:
        start = time.process_time()  # what this program takes of the processor
        step(START, name)
        passed.append(time.process_time() - start)
    seconds[title] = np.median(passed)
    print(f"{title}: {1000 * seconds[title]:.2f} ms a name")
    print("costs:", costs[title], f"at most {np.max(np.abs(np.subtract(costs[title], costs['Values']))):.1e} apart")


measure("Values", step_by_values)

# %% [markdown]
# This is a whole GPT. The rest is efficiency, as the author of microgpt says, a program of this size.
#
# ## Faster: matrices
#
# **Question.** Where does the time go: into multiplications, or into making nodes?
#
# A Tensor is one node for a whole matrix. All letters of a name are rows of `X`, with a one at
# the letter. They are computed at once, so now a mask is needed. A name that is too short is
# filled up with empty rows. `Y` holds the share of each answer in the mean.

# %%
MASK = np.triu(np.full((LONGEST, LONGEST), -1e9), k=1)


def rows_of(name):
    symbols = symbols_of(name)
    m = len(symbols) - 1
    X, Y = np.zeros((2, LONGEST, len(LETTERS)))
    X[range(m), symbols[:-1]] = 1
    Y[range(m), symbols[1:]] = 1 / m
    return X, Y


def rms_norm(x):
    return x / np.sqrt(np.mean(x**2, axis=1, keepdims=True) + 1e-5)


def guesses(w, X, mask=MASK):
    x = X @ w["letter"] + w["place"]
    n = rms_norm(x)
    shape = LONGEST, HEADS, SIZE
    Q, K, V = ((n @ w[key]).reshape(shape).transpose(1, 0, 2) for key in ("query", "key", "value"))
    shares = softmax(Q @ K.transpose(0, 2, 1) / np.sqrt(SIZE) + mask)
    x = x + (shares @ V).transpose(1, 0, 2).reshape(LONGEST, WIDTH) @ w["mix"]
    x = x + relu(rms_norm(x) @ w["up"]) @ w["down"]
    return softmax(rms_norm(x) @ w["guess"])


def step_by_tensors(weights, name):
    w = {key: Tensor(W, label=key) for key, W in weights.items()}
    X, Y = rows_of(name)
    J = -np.sum(Y * np.log(guesses(w, X)))
    J.backward()
    return float(J), {key: W.grad for key, W in w.items()}


measure("Tensors", step_by_tensors)

# %% [markdown]
# **Question.** Short names have empty rows at the end, and the network guesses something there
# too. Why does that change neither the cost nor any gradient?
#
# No earlier row looks at them, because of the mask, and their share of the cost is zero.
#
# ## Faster: the program itself
#
# The graph is the same for every name. So why build it each time? `derive` reads it once and
# writes both passes down as NumPy.

# %%
w = {key: Tensor(W, label=key) for key, W in START.items()}
X, Y = (Tensor(rows, label=label, constant=True) for rows, label in zip(rows_of("emma"), "XY", strict=True))
J = -np.sum(Y * np.log(guesses(w, X, Tensor(MASK, label="mask", constant=True))))
program = derive(J)
print(program.source.partition("# forward")[2].partition("# backward")[0])


def step_by_program(weights, name):
    X, Y = rows_of(name)
    return program(weights, X=X, Y=Y)


measure("derived NumPy", step_by_program)

# %% [markdown]
# **Question.** Which line is the embedding, which are the attention, which the hidden layer?
# `print(program)` shows the backward pass too.
#
# ## Faster: compiled
#
# XLA, the compiler of JAX, makes machine code of the same program. It is made for large arrays, so
# hand over many names in one call: `vmap` adds an axis.

# %%
if find_spec("jax") is None:
    print("JAX is not installed, so XLA is left out. Install it (pip install jax), and run the lesson again.")
else:
    import jax

    rows = [np.stack(rows) for rows in zip(*map(rows_of, names[:512]), strict=True)]
    compiled = program.jit()
    with jax.enable_x64(True):  # floats of NumPy's size
        step = jax.jit(jax.vmap(lambda X, Y: compiled(START, X=X, Y=Y)))
        at_once = np.array(step(*rows)[0])  # compiles
        start = time.process_time()
        jax.block_until_ready(step(*rows))
        seconds["XLA, 512 names"] = (time.process_time() - start) / 512
    one_by_one = [step_by_program(START, name)[0] for name in names[:512]]
    print(f"XLA: 512 costs, at most {np.max(np.abs(at_once - one_by_one)):.1e} apart from NumPy's")

# %% [markdown]
# ## The same costs, in less time
#
# **Question.** Which step gains most? Would you have guessed it?

# %%
for before, title in pairwise([None, *seconds]):
    faster = f"{seconds[before] / seconds[title]:5.1f} times faster" if before else ""
    print(f"{title:14} {1000 * seconds[title]:8.2f} ms a name {faster}")

# %% [markdown]
# In each the derivatives come from one table, and the gradients from one chain rule. So the costs
# are the same, up to the last digits. What you have read scalar by scalar is what runs.
#
# ## Does it learn?
#
# The derived program sees most names once. A new name is drawn letter by letter.


# %%
def spell(w, rng):
    symbols = [0]
    while len(symbols) <= LONGEST and (len(symbols) == 1 or symbols[-1] != 0):
        X = np.zeros((LONGEST, len(LETTERS)))
        X[range(len(symbols)), symbols] = 1
        symbols.append(int(rng.choice(len(LETTERS), p=guesses(w, X)[len(symbols) - 1])))
    return "".join(LETTERS[s] for s in symbols).strip(".")


order = np.random.default_rng(2).permutation(len(names))
learned, history = learn(step_by_program, [names[i] for i in order[:1500]])
print(f"mean cost of a hundred names: first {np.mean(history[:100]):.3f}, last {np.mean(history[-100:]):.3f}")
print("before:", ", ".join(spell(START, rng) for _ in range(5)))
print("after: ", ", ".join(spell(learned, rng) for _ in range(10)))

# %% [markdown]
# ## Exercises
#
# **Exercise a.** How many weights does the network have if it is twice as wide, `32` numbers? The
# letters and the places stay.

# %%
answer_a = None  # a whole number

# %%
once = sum(W.size for key, W in START.items() if key in ("letter", "place", "guess"))
both = sum(W.size for W in START.values()) - once  # which grow in both directions

if answer_a is None:
    print("To do: write a number in place of None. SHAPES says how large each matrix is.")
else:
    assert answer_a != 2 * (once + both), "Only the embeddings and the guess double. The others grow both ways."
    assert answer_a == 2 * once + 4 * both, f"Not yet: {answer_a}. Work out each matrix by itself."
    print("Right.")

# %% [markdown]
# **Exercise b.** Write the mask, without looking above. It is added to the scores: zero where a
# place, a row, may look, and `-1e9` where it may not.

# %%
mask = None  # (LONGEST, LONGEST)

# %%
if mask is None:
    print("To do: write the mask in place of None. The first place may look at itself only.")
else:
    assert np.shape(mask) == (LONGEST, LONGEST), f"It has shape {np.shape(mask)}, not {(LONGEST, LONGEST)}."
    one, other = (guesses(learned, rows_of(name)[0], mask) for name in ("emma", "emil"))
    assert np.allclose(one[:3], other[:3]), "A later letter changes an earlier guess: somebody looks ahead."
    assert np.allclose(one, guesses(learned, rows_of("emma")[0])), "Each place should see itself and all before it."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - A GPT is attention and a hidden layer, each added to what is there, and softmax at the end.
# - As scalars it is sums, products, powers and `exp`, and one chain rule.
# - Matrices, a derived program, a compiler: the same numbers, in less time.

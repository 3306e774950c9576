"""Softmax with cross-entropy, embeddings and attention."""

from planted.homework import Homework

WRITTEN_OUT = Homework(
    cost="softmax written out, cross-entropy",
    seed=14,
    parameters={"W": (3, 4), "b": (4,)},
    data="""
        X = normal(5, 3)
        labels = np.array([2, 0, 3, 3, 1])
        Y = np.eye(4)[labels]
        m = 5
    """,
    forward="""
        z = X @ W + b
        e = np.exp(z)
        s = np.sum(e, axis=1, keepdims=True)
        p = e / s
        J = -np.sum(Y * np.log(p)) / m
    """,
    backward="""
        dp = -Y / p / m
        ds = np.sum(-dp * e / s ** 2, axis=1, keepdims=True)
        de = dp / s + ds
        dz = de * e
        dW = X.T @ dz
        db = np.sum(dz, axis=0)
    """,
    slips="""
        normalisation:
            de = dp / s
            dz = dp * p
            dz = dp * p * (1 - p)
            ds = np.zeros((m, 1))
        left out:
            dz = de
            de = dp + ds
            ds = np.sum(-dp / s ** 2, axis=1, keepdims=True)
            ds = np.sum(-dp * e, axis=1, keepdims=True)
            dp = -1 / p / m
            dp = -Y / m
        squared:
            ds = np.sum(-dp * e / s, axis=1, keepdims=True)
            ds = np.sum(-dp * e ** 2 / s ** 2, axis=1, keepdims=True)
            dp = -Y / p ** 2 / m
            dz = de * e ** 2
        output for input:
            dz = de * np.exp(p)
            dz = de * z
        another function:
            dp = -Y * np.log(p) / m
            dz = de * p * (1 - p)
            dp = 2 * (p - Y) / m
        upstream left out:
            dz = e
            ds = np.sum(-e / s ** 2, axis=1, keepdims=True)
            dz = p * (1 - p)
        no sum:
            ds = -dp * e / s ** 2
            db = dz
        wrong axis:
            db = np.sum(dz, axis=1)
        sum over all:
            ds = np.sum(-dp * e / s ** 2)
        transpose:
            dW = dz.T @ X
        mean:
            dp = -Y / p
            dp = -Y / p / Y.size
            ds = np.mean(-dp * e / s ** 2, axis=1, keepdims=True)
            dz = p - Y
            dW = X.T @ dz / m
            db = np.mean(dz, axis=0)
        sign:
            dp = Y / p / m
            ds = np.sum(dp * e / s ** 2, axis=1, keepdims=True)
            de = dp / s - ds
            dz = (Y - p) / m
        neighbour:
            dp = (p - Y) / m
            dp = p
            dz = de * p
            dz = Y / m
            dz = p / m; dz[np.arange(m), labels] = -1 / m
        path:
            de = ds
            dz = p / m
        pair:
            dp = Y / p
            dz = Y - p
            dz = dp * p * (p - 1)
            de = dp / s - np.sum(dp * e, axis=1, keepdims=True) / s
            db = -np.mean(dz, axis=0)
            dW = dz.T @ X / m
    """,
)

HIDDEN = Homework(
    cost="a hidden layer, softmax in columns",
    seed=15,
    parameters={"W1": (4, 3), "b1": (4, 1), "W2": (3, 4), "b2": (3, 1)},
    data="""
        X = normal(3, 6)
        Y = np.eye(3)[[0, 2, 1, 1, 2, 0]].T
        m = 6
    """,
    named=("X", "Y"),
    forward="""
        Z1 = W1 @ X + b1
        A1 = relu(Z1)
        Z2 = W2 @ A1 + b2
        A2 = softmax(Z2.T).T
        J = -np.mean(np.sum(Y * np.log(A2), axis=0))
    """,
    backward="""
        dZ2 = (A2 - Y) / m
        dW2 = dZ2 @ A1.T
        db2 = np.sum(dZ2, axis=1, keepdims=True)
        dA1 = W2.T @ dZ2
        dZ1 = dA1 * (Z1 > 0)
        dW1 = dZ1 @ X.T
        db1 = np.sum(dZ1, axis=1, keepdims=True)
    """,
    slips="""
        normalisation:
            dZ2 = -Y * (1 - A2) / m
        left out:
            dZ1 = dA1
            dA1 = np.ones((4, 3)) @ dZ2
            dW1 = dA1 @ X.T
        squared:
            dZ2 = (A2 - Y) ** 2 / m
            dW2 = dZ2 @ (A1 ** 2).T
        output for input:
            dW2 = dZ2 @ Z1.T
        another function:
            dZ2 = (A2 - Y) * A2 * (1 - A2) / m
            dZ2 = (np.log(A2) - Y) / m
            dZ1 = dA1 * A1
            dZ1 = dA1 * Z1
            dZ1 = dA1 * (1 - A1 ** 2)
            dZ1 = np.maximum(dA1, 0)
            dZ2 = 2 * (A2 - Y) / m
        upstream left out:
            dZ2 = A2 * (1 - A2)
            dZ1 = (Z1 > 0) * 1.0
            dA1 = W2.T @ np.ones((3, m))
            dW2 = np.ones((3, m)) @ A1.T
        transpose:
            dW2 = A1 @ dZ2.T
            dW1 = X @ dZ1.T
            dZ1 = (dA1 * (Z1 > 0)).T
        no sum:
            db1 = dZ1
            db2 = dZ2
        wrong axis:
            db1 = np.sum(dZ1, axis=0, keepdims=True)
            db2 = np.sum(dZ2, axis=0, keepdims=True)
            db2 = np.sum(dZ2, axis=1)
        sum over all:
            db1 = np.sum(dZ1)
            db1 = np.sum(dZ1, keepdims=True)
        mean:
            dZ2 = A2 - Y
            dZ2 = (A2 - Y) / Y.size
            dW2 = dZ2 @ A1.T / m
            dW1 = dZ1 @ X.T / m
            db2 = np.mean(dZ2, axis=1, keepdims=True)
            db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        sign:
            dZ2 = (Y - A2) / m
            dZ2 = (A2 + Y) / m
            dA1 = -W2.T @ dZ2
        neighbour:
            dZ2 = Y / m
            dA1 = A1
            db1 = np.sum(dA1, axis=1, keepdims=True)
            dW2 = dZ2 @ A2.T
        updated:
            W2 -= alpha * dW2; dA1 = W2.T @ dZ2
        path:
            dZ2 = A2 / m
        pair:
            dZ2 = Y - A2
            dA1 = W2.T @ (Y - A2)
            dZ1 = dA1 * (Z1 > 0) / m
            dZ1 = -dA1 * A1
            dW1 = X @ dZ1.T / m
            db1 = -dZ1
    """,
)

ATTENTION = Homework(
    cost="attention with one head",
    seed=17,
    parameters={"Wq": (4, 3), "Wk": (4, 3), "Wv": (4, 4)},
    data="""
        X = normal(4, 4)
        T = normal(4, 4)
        d = 3
    """,
    named=("X",),
    forward="""
        Q = X @ Wq
        K = X @ Wk
        V = X @ Wv
        S = Q @ K.T / np.sqrt(d)
        A = softmax(S)
        O = A @ V
        J = np.mean((O - T) ** 2)
    """,
    backward="""
        dO = 2 * (O - T) / O.size
        dV = A.T @ dO
        dA = dO @ V.T
        dS = A * (dA - np.sum(dA * A, axis=1, keepdims=True))
        dQ = dS @ K / np.sqrt(d)
        dK = dS.T @ Q / np.sqrt(d)
        dWq = X.T @ dQ
        dWk = X.T @ dK
        dWv = X.T @ dV
    """,
    slips="""
        normalisation:
            dS = A * dA
            dS = A * (1 - A) * dA
            dS = A * (dA - np.sum(dA, axis=1, keepdims=True))
            dS = A * dA - np.sum(dA * A, axis=1, keepdims=True)
        left out:
            dS = dA - np.sum(dA * A, axis=1, keepdims=True)
            dQ = dS @ K
            dK = dS.T @ Q
            dS = dA
            dO = 2 * np.ones_like(O) / O.size
        squared:
            dQ = dS @ K / d
            dK = dS.T @ Q / d
            dO = 2 * (O - T) ** 2 / O.size
            dS = A ** 2 * (dA - np.sum(dA * A, axis=1, keepdims=True))
        output for input:
            dS = S * (dA - np.sum(dA * S, axis=1, keepdims=True))
            dV = S.T @ dO
        upstream left out:
            dS = A * (1 - A)
            dA = V.T
            dWv = X.T @ A.T
        transpose:
            dV = A @ dO
            dA = dO @ V
            dK = dS @ Q / np.sqrt(d)
            dQ = dS.T @ K / np.sqrt(d)
            dWv = X @ dV
            dWq = X @ dQ
            dWk = X @ dK
            dWv = (X.T @ dV).T
        swapped:
            dA = V.T @ dO
            dV = dO @ A.T
            dWv = dV @ X.T
        * for @:
            dA = dO * V
            dV = A.T * dO
        wrong axis:
            dS = A * (dA - np.sum(dA * A, axis=0, keepdims=True))
        sum over all:
            dS = A * (dA - np.sum(dA * A))
        mean:
            dS = A * (dA - np.mean(dA * A, axis=1, keepdims=True))
            dO = 2 * (O - T) / len(O)
            dO = 2 * (O - T)
            dO = (O - T) / O.size
        sign:
            dO = 2 * (T - O) / O.size
            dS = A * (np.sum(dA * A, axis=1, keepdims=True) - dA)
            dS = A * (dA + np.sum(dA * A, axis=1, keepdims=True))
        neighbour:
            dK = dQ
            dQ = dS @ Q / np.sqrt(d)
            dK = dS.T @ K / np.sqrt(d)
            dWk = X.T @ dQ
            dWv = X.T @ dO
            dO = O
        pair:
            dO = 2 * (T - O)
            dK = dS @ Q
            dA = -dO @ V
            dQ = -dS @ K
            dS = -A * dA
            dWv = -X @ dV
    """,
)

HOMEWORK = (WRITTEN_OUT, HIDDEN, ATTENTION)

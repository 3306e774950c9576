"""Networks of two and three layers."""

from planted.homework import Homework

ROWS = Homework(
    cost="two layers, examples in rows",
    seed=7,
    parameters={"W1": (3, 4), "b1": (4,), "W2": (4, 1), "b2": (1,)},
    data="""
        X = normal(5, 3)
        y = coin(5, 1)
        m = 5
    """,
    forward="""
        z1 = X @ W1 + b1
        a1 = sigmoid(z1)
        z2 = a1 @ W2 + b2
        a2 = sigmoid(z2)
        J = np.mean(-y * np.log(a2) - (1 - y) * np.log(1 - a2))
    """,
    backward="""
        da2 = (-y / a2 + (1 - y) / (1 - a2)) / m
        dz2 = da2 * a2 * (1 - a2)
        dW2 = a1.T @ dz2
        db2 = np.sum(dz2, axis=0)
        da1 = dz2 @ W2.T
        dz1 = da1 * a1 * (1 - a1)
        dW1 = X.T @ dz1
        db1 = np.sum(dz1, axis=0)
    """,
    slips="""
        left out:
            dz1 = da1
            dz1 = da1 * a1
            dz1 = da1 * (1 - a1)
            dz2 = da2 * a2
            da1 = dz2 @ np.ones((1, 4))
        squared:
            dz1 = da1 * a1 * (1 - a1 ** 2)
            dz1 = da1 * a1 ** 2 * (1 - a1)
        output for input:
            dz1 = da1 * sigmoid(a1) * (1 - sigmoid(a1))
            dz1 = da1 * z1 * (1 - z1)
            dW2 = z1.T @ dz2
            dz2 = da2 * z2 * (1 - z2)
        another function:
            dz1 = da1 * (1 - a1 ** 2)
            dz1 = da1 * (z1 > 0)
            da2 = 2 * (a2 - y) / m
            dz2 = da2 * (1 - a2 ** 2)
        upstream left out:
            dz1 = a1 * (1 - a1)
            da1 = np.ones((m, 1)) @ W2.T
            dz2 = a2 * (1 - a2)
            dz1 = dz2 * a1 * (1 - a1)
        transpose:
            dW2 = (a1.T @ dz2).T
            dW1 = dz1.T @ X
        * for @:
            dW2 = a1 * dz2
        no sum:
            db1 = dz1
            db2 = dz2
        wrong axis:
            db1 = np.sum(dz1, axis=1)
            db2 = np.sum(dz2, axis=1)
        sum over all:
            db1 = np.sum(dz1)
        mean:
            dz2 = a2 - y
            dW1 = X.T @ dz1 / m
            db1 = np.mean(dz1, axis=0)
            dW2 = a1.T @ dz2 / m
            da2 = -y / a2 + (1 - y) / (1 - a2)
        sign:
            da2 = (y / a2 - (1 - y) / (1 - a2)) / m
            da2 = (-y / a2 - (1 - y) / (1 - a2)) / m
            dz1 = da1 * a1 * (1 + a1)
            dW1 = -X.T @ dz1
        neighbour:
            da2 = (a2 - y) / m
            dW2 = a1.T @ a2
            dW2 = a1.T @ da2
            dW1 = X.T @ da1
            db1 = np.sum(da1, axis=0)
        updated:
            W2 -= alpha * dW2; da1 = dz2 @ W2.T
        path:
            da2 = -y / a2 / m
        pair:
            dz2 = y - a2
            dz1 = -da1 * a1
            dW1 = (X.T @ dz1).T / m
            db1 = -np.mean(dz1, axis=0)
            dz1 = da1 * a1 * (1 - a1) / m
            dz1 = -da1 * (1 - a1 ** 2)
    """,
)

COLUMNS = Homework(
    cost="two layers, examples in columns",
    seed=8,
    parameters={"W1": (4, 3), "b1": (4, 1), "W2": (2, 4), "b2": (2, 1)},
    data="""
        X = normal(3, 5)
        Y = coin(2, 5)
        m = X.shape[1]
    """,
    forward="""
        Z1 = W1 @ X + b1
        A1 = np.tanh(Z1)
        Z2 = W2 @ A1 + b2
        A2 = sigmoid(Z2)
        J = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    """,
    backward="""
        dZ2 = (A2 - Y) / m
        dW2 = dZ2 @ A1.T
        db2 = np.sum(dZ2, axis=1, keepdims=True)
        dA1 = W2.T @ dZ2
        dZ1 = dA1 * (1 - A1 ** 2)
        dW1 = dZ1 @ X.T
        db1 = np.sum(dZ1, axis=1, keepdims=True)
    """,
    slips="""
        left out:
            dZ1 = dA1
            dZ1 = dA1 * A1 ** 2
            dA1 = np.ones((4, 2)) @ dZ2
        squared:
            dZ1 = dA1 * (1 - A1 ** 2) ** 2
            dZ1 = dA1 * (1 - A1)
            dZ1 = dA1 * (1 - A1 ** 4)
        output for input:
            dZ1 = dA1 * (1 - Z1 ** 2)
            dZ1 = dA1 * (1 - np.tanh(A1) ** 2)
            dW2 = dZ2 @ Z1.T
        another function:
            dZ1 = dA1 * A1 * (1 - A1)
            dZ1 = dA1 * (Z1 > 0)
            dZ1 = dA1 * np.tanh(Z1)
            dZ1 = dA1 * sigmoid(Z1) * (1 - sigmoid(Z1))
            dZ2 = (A2 - Y) * A2 * (1 - A2) / m
            dZ2 = 2 * (A2 - Y) / m
        upstream left out:
            dZ1 = 1 - A1 ** 2
            dZ2 = A2 * (1 - A2)
            dW1 = np.ones((4, 5)) @ X.T
        transpose:
            dW1 = X @ dZ1.T
            dW2 = (dZ2 @ A1.T).T
            dA1 = (W2.T @ dZ2).T
        no sum:
            db1 = dZ1
            db2 = dZ2
        wrong axis:
            db1 = np.sum(dZ1, axis=0, keepdims=True)
            db2 = np.sum(dZ2, axis=0, keepdims=True)
            db1 = np.sum(dZ1, axis=1)
        sum over all:
            db1 = np.sum(dZ1)
            db2 = np.sum(dZ2, keepdims=True)
        mean:
            dZ2 = A2 - Y
            dW1 = dZ1 @ X.T / m
            dW2 = dZ2 @ A1.T / m
            db1 = np.mean(dZ1, axis=1, keepdims=True)
            db2 = np.sum(dZ2, axis=1, keepdims=True) / m
            dZ2 = (A2 - Y) / X.shape[0]
            dZ2 = (A2 - Y) / Y.size
        sign:
            dZ2 = (Y - A2) / m
            dZ1 = dA1 * (1 + A1 ** 2)
            dZ1 = dA1 * (A1 ** 2 - 1)
            db1 = -np.sum(dZ1, axis=1, keepdims=True)
        neighbour:
            dZ2 = Y / m
            dA1 = A1
            dW1 = dA1 @ X.T
            db1 = np.sum(dA1, axis=1, keepdims=True)
        updated:
            W2 -= alpha * dW2; dA1 = W2.T @ dZ2
        pair:
            dZ2 = Y - A2
            dZ1 = -dA1
            dZ1 = -dA1 * (1 - A1)
            dW1 = X @ dZ1.T / m
            dW2 = -dZ2 @ A1.T / m
            db1 = -dZ1
    """,
)

RELU = Homework(
    cost="two layers, relu, squared error",
    seed=9,
    parameters={"W1": (3, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)},
    data="""
        X = normal(5, 3)
        Y = normal(5, 2)
        m = len(X)
    """,
    named=("X",),
    forward="""
        z1 = np.dot(X, W1) + b1
        h = np.maximum(0, z1)
        out = np.dot(h, W2) + b2
        J = np.sum((out - Y) ** 2) / m
    """,
    backward="""
        dout = 2 * (out - Y) / m
        dW2 = np.dot(h.T, dout)
        db2 = dout.sum(axis=0)
        dh = np.dot(dout, W2.T)
        dz1 = dh * (z1 > 0)
        dW1 = np.dot(X.T, dz1)
        db1 = dz1.sum(axis=0)
    """,
    slips="""
        left out:
            dz1 = dh
            dout = (out - Y) / m
            dout = 2 * np.ones((m, 2)) / m
            dh = np.dot(dout, np.ones((2, 4)))
        squared:
            dout = 2 * (out - Y) ** 2 / m
            dW2 = np.dot((h ** 2).T, dout)
        output for input:
            dW2 = np.dot(z1.T, dout)
        another function:
            dout = (out - Y) ** 2 / m
            dz1 = dh * h
            dz1 = np.maximum(0, dh)
            dz1 = dh * z1
            dz1 = dh * h * (1 - h)
            dz1 = dh * (1 - h ** 2)
            dz1 = dh * (z1 < 0)
            dz1 = dh * np.where(z1 > 0, 1, 0.01)
            dz1 = dh * np.sign(z1)
        upstream left out:
            dz1 = (z1 > 0) * 1.0
            dh = np.dot(np.ones((m, 2)), W2.T)
            dW1 = np.dot(X.T, z1 > 0)
        transpose:
            dW1 = np.dot(dz1.T, X)
            dW2 = np.dot(dout.T, h)
        no sum:
            db1 = dz1
            db2 = dout
        wrong axis:
            db1 = dz1.sum(axis=1)
            db2 = dout.sum(axis=1)
        sum over all:
            db1 = dz1.sum()
            db2 = dout.sum()
        mean:
            dout = 2 * (out - Y)
            dout = 2 * (out - Y) / X.size
            dout = 2 * (out - Y) / m ** 2
            db1 = dz1.mean(axis=0)
            dW1 = np.dot(X.T, dz1) / m
            db2 = dout.mean(axis=0)
        sign:
            dout = 2 * (Y - out) / m
            dh = -np.dot(dout, W2.T)
            dW2 = -np.dot(h.T, dout)
        neighbour:
            dz1 = z1
            dh = h
            dW1 = np.dot(X.T, dh)
            db1 = dh.sum(axis=0)
            dout = out
        updated:
            W2 -= alpha * dW2; dh = np.dot(dout, W2.T)
        pair:
            dout = 2 * (Y - out)
            dout = (Y - out) / m
            dout = out - Y
            dz1 = -dh * h
            dW1 = np.dot(dz1.T, X) / m
            db1 = -dz1.mean(axis=0)
    """,
)

SQUARE = Homework(
    cost="two layers, all sizes 4",
    seed=10,
    parameters={"W1": (4, 4), "b1": (4,), "W2": (4, 4), "b2": (4,)},
    data="""
        X = normal(4, 4)
        Y = normal(4, 4)
        m = 4
    """,
    named=("X", "Y"),
    forward="""
        z1 = X @ W1 + b1
        a1 = tanh(z1)
        z2 = a1 @ W2 + b2
        a2 = sigmoid(z2)
        J = np.sum((a2 - Y) ** 2) / (2 * m)
    """,
    backward="""
        da2 = (a2 - Y) / m
        dz2 = da2 * a2 * (1 - a2)
        dW2 = a1.T @ dz2
        db2 = np.sum(dz2, axis=0)
        da1 = dz2 @ W2.T
        dz1 = da1 * (1 - a1 ** 2)
        dW1 = X.T @ dz1
        db1 = np.sum(dz1, axis=0)
    """,
    slips="""
        transpose:
            da1 = dz2 @ W2
            dW2 = a1 @ dz2
            dW1 = X @ dz1
            dW2 = (a1.T @ dz2).T
            dW1 = X.T @ dz1.T
            da1 = (dz2 @ W2.T).T
        swapped:
            da1 = W2.T @ dz2
            dW2 = dz2 @ a1.T
            dW1 = dz1 @ X.T
        * for @:
            da1 = dz2 * W2
            da1 = dz2 * W2.T
            dW2 = a1 * dz2
            dW2 = a1.T * dz2
            dW1 = X.T * dz1
        left out:
            da2 = (a2 - Y) / (2 * m)
            dz1 = da1
            dz2 = da2 * a2
            dz2 = da2
        squared:
            dz1 = da1 * (1 - a1)
            dz2 = da2 * a2 * (1 - a2 ** 2)
        output for input:
            dz1 = da1 * (1 - z1 ** 2)
            dz2 = da2 * sigmoid(a2) * (1 - sigmoid(a2))
            dW2 = z1.T @ dz2
        another function:
            dz1 = da1 * a1 * (1 - a1)
            dz2 = da2 * (1 - a2 ** 2)
            da2 = (a2 - Y) / (a2 * (1 - a2)) / m
        upstream left out:
            dz1 = 1 - a1 ** 2
            dz1 = dz2 * (1 - a1 ** 2)
        no sum:
            db1 = dz1
        wrong axis:
            db1 = np.sum(dz1, axis=1)
            db2 = np.sum(dz2, axis=1)
        mean:
            da2 = a2 - Y
            dW1 = X.T @ dz1 / m
            db2 = np.mean(dz2, axis=0)
        sign:
            da2 = (Y - a2) / m
            dz1 = da1 * (1 + a1 ** 2)
            dz2 = da2 * a2 * (a2 - 1)
        neighbour:
            dW2 = W2
            dW1 = dW2
            dW2 = a1.T @ da2
            db1 = db2
            dW1 = a1.T @ dz1
        updated:
            W2 -= alpha * dW2; da1 = dz2 @ W2.T
        pair:
            da2 = Y - a2
            da1 = -dz2 @ W2
            dW2 = a1 @ dz2 / m
            dW1 = dz1 @ X.T / m
            da1 = -W2.T @ dz2
            dz2 = (Y - a2) * a2 * (1 - a2)
    """,
)

HOMEWORK = (ROWS, COLUMNS, RELU, SQUARE)

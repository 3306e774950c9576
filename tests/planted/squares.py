"""Products of square matrices, whose mistakes no shape gives away."""

from planted.homework import Homework

PRODUCT = Homework(
    cost="a product of three square matrices",
    seed=39,
    parameters={"A": (3, 3), "B": (3, 3), "C": (3, 3)},
    data="""
        T = normal(3, 3)
    """,
    named=("T",),
    forward="""
        P = A @ B
        Q = P @ C
        J = np.mean((Q - T) ** 2)
    """,
    backward="""
        dQ = 2 * (Q - T) / Q.size
        dC = P.T @ dQ
        dP = dQ @ C.T
        dA = dP @ B.T
        dB = A.T @ dP
    """,
    slips="""
        transpose:
            dP = dQ @ C
            dC = P @ dQ
            dA = dP @ B
            dB = A @ dP
            dP = dQ.T @ C.T
            dB = A.T @ dP.T
            dC = (P.T @ dQ).T
            dA = (dP @ B.T).T
        swapped:
            dP = C.T @ dQ
            dC = dQ @ P.T
            dA = B.T @ dP
            dB = dP @ A.T
        * for @:
            dP = dQ * C
            dC = P.T * dQ
            dA = dP * B
            dB = A * dP
            dP = dQ * C.T
        left out:
            dP = dQ
            dC = dQ
            dA = dP
            dQ = (Q - T) / Q.size
        squared:
            dQ = 2 * (Q - T) ** 2 / Q.size
        another function:
            dQ = (Q - T) ** 2 / Q.size
        upstream left out:
            dP = C.T
            dA = B.T
            dC = P.T
            dB = A.T
        mean:
            dQ = 2 * (Q - T)
            dQ = 2 * (Q - T) / len(Q)
            dA = dP @ B.T / 3
        sign:
            dQ = 2 * (T - Q) / Q.size
            dP = -dQ @ C.T
            dQ = 2 * (Q + T) / Q.size
        neighbour:
            dA = dP @ A.T
            dB = B.T @ dP
            dA = dQ @ B.T
            dC = Q.T @ dQ
            dB = dA
        updated:
            C -= alpha * dC; dP = dQ @ C.T
            A = A - alpha * dA; dB = A.T @ dP
        pair:
            dA = dP @ B / 3
            dP = -dQ @ C
            dA = -B.T @ dP
            dB = dP @ A
            dC = dQ @ P
            dP = C @ dQ
            dQ = T - Q
    """,
)

QUADRATIC = Homework(
    cost="a quadratic form",
    seed=40,
    parameters={"x": (4, 1), "A": (4, 4), "b": (4, 1)},
    data="""
        c = normal(4, 1)
    """,
    forward="""
        q = A @ x
        f = x.T @ q
        g = b.T @ x
        J = np.sum(f) / 2 - np.sum(g) + np.sum((x - c) ** 2)
    """,
    backward="""
        df = np.full((1, 1), 0.5)
        dg = -np.ones((1, 1))
        dq = x * df
        dA = dq @ x.T
        db = x * dg
        dx = q * df + A.T @ dq + b * dg + 2 * (x - c)
    """,
    slips="""
        path:
            dx = q * df + b * dg + 2 * (x - c)
            dx = A.T @ dq + b * dg + 2 * (x - c)
            dx = q * df + A.T @ dq + 2 * (x - c)
            dx = q * df + A.T @ dq + b * dg
            dx = b * dg + 2 * (x - c)
        transpose:
            dx = q * df + A @ dq + b * dg + 2 * (x - c)
            db = (x * dg).T
        swapped:
            dA = x.T @ dq
        * for @:
            dA = dq * x
            dA = dq * x * np.ones((4, 4))
        left out:
            df = np.ones((1, 1))
            dA = dq @ np.ones((1, 4))
            dx = q * df + dq + b * dg + 2 * (x - c)
            dx = q * df + A.T @ dq + b * dg + x - c
            dx = q * df + A.T @ dq + b * dg + 2 * x
        squared:
            dx = q * df + A.T @ dq + b * dg + 2 * (x - c) ** 2
            dq = x ** 2 * df
        another function:
            dx = q * df + A.T @ dq + b * dg + (x - c) ** 2
        upstream left out:
            dA = np.ones((4, 1)) @ x.T
            dq = x
            db = x
            dx = q + A.T @ dq + b * dg + 2 * (x - c)
        sign:
            dg = np.ones((1, 1))
            dq = -x * df
            dx = q * df - A.T @ dq + b * dg + 2 * (x - c)
            dx = q * df + A.T @ dq + b * dg - 2 * (x - c)
            dx = q * df + A.T @ dq - b * dg + 2 * (x - c)
        neighbour:
            dq = q * df
            dA = q @ x.T
            dA = A
            db = b
            dx = x
            db = b * dg
        sum over all:
            dq = np.sum(x) * df
            dx = q * df + A.T @ dq + b * dg + 2 * np.sum(x - c)
        mean:
            dx = q * df + A.T @ dq + b * dg + 2 * (x - c) / 4
            dA = dq @ x.T / 4
        pair:
            dx = q * df - b * dg + 2 * (x - c)
            dA = -dq * x
            dx = q * df + A.T @ dq + b * dg - (x - c)
            dx = -q * df
    """,
)

NETWORK = Homework(
    cost="two layers in columns, all sizes 3",
    seed=41,
    parameters={"W1": (3, 3), "b1": (3, 1), "W2": (3, 3), "b2": (3, 1)},
    data="""
        X = normal(3, 3)
        Y = np.eye(3)[[1, 0, 1]].T
        m = 3
    """,
    forward="""
        Z1 = np.dot(W1, X) + b1
        A1 = np.tanh(Z1)
        Z2 = np.dot(W2, A1) + b2
        A2 = sigmoid(Z2)
        J = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    """,
    backward="""
        dZ2 = (A2 - Y) / m
        dW2 = np.dot(dZ2, A1.T)
        db2 = np.sum(dZ2, axis=1, keepdims=True)
        dA1 = np.dot(W2.T, dZ2)
        dZ1 = dA1 * (1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T)
        db1 = np.sum(dZ1, axis=1, keepdims=True)
    """,
    slips="""
        transpose:
            dA1 = np.dot(W2, dZ2)
            dW2 = np.dot(dZ2, A1)
            dW1 = np.dot(dZ1, X)
            dW2 = np.dot(A1, dZ2.T)
            dW1 = np.dot(X, dZ1.T)
            dA1 = np.dot(W2.T, dZ2.T)
        swapped:
            dA1 = np.dot(dZ2, W2.T)
            dW2 = np.dot(A1.T, dZ2)
            dW1 = np.dot(X.T, dZ1)
        * for @:
            dA1 = W2 * dZ2
            dA1 = W2.T * dZ2
            dW2 = dZ2 * A1
            dW1 = dZ1 * X
            dW1 = dZ1 * X.T
        left out:
            dZ1 = dA1
            dA1 = dZ2
            dZ1 = dA1 * np.power(A1, 2)
        squared:
            dZ1 = dA1 * (1 - A1)
            dZ1 = dA1 * (1 - np.power(A1, 3))
            dZ2 = (A2 - Y) ** 2 / m
        output for input:
            dZ1 = dA1 * (1 - np.power(Z1, 2))
            dW2 = np.dot(dZ2, Z1.T)
            dZ1 = dA1 * (1 - np.power(np.tanh(A1), 2))
        another function:
            dZ1 = dA1 * A1 * (1 - A1)
            dZ1 = dA1 * (A1 > 0)
            dZ2 = (A2 - Y) * A2 * (1 - A2) / m
            dZ1 = dA1 * A1
        upstream left out:
            dZ1 = 1 - np.power(A1, 2)
            dW2 = np.dot(A2 * (1 - A2), A1.T)
        no sum:
            db2 = dZ2
            db1 = dZ1
        wrong axis:
            db1 = np.sum(dZ1, axis=0, keepdims=True)
            db2 = np.sum(dZ2, axis=0, keepdims=True)
            db1 = np.sum(dZ1, axis=0, keepdims=True).T
        sum over all:
            db1 = np.sum(dZ1)
        mean:
            dZ2 = A2 - Y
            dW1 = np.dot(dZ1, X.T) / m
            db1 = np.sum(dZ1, axis=1, keepdims=True) / m
            dW2 = 1 / m * np.dot(dZ2, A1.T)
        sign:
            dZ2 = (Y - A2) / m
            dZ1 = dA1 * (1 + np.power(A1, 2))
        neighbour:
            dW1 = dW2
            db1 = db2
            dW1 = np.dot(dA1, X.T)
            dW2 = np.dot(dZ2, A2.T)
            dW1 = np.dot(dZ1, A1.T)
            dA1 = A1
        updated:
            W2 = W2 - alpha * dW2; dA1 = np.dot(W2.T, dZ2)
        pair:
            dA1 = -np.dot(W2, dZ2)
            dA1 = np.dot(dZ2, W2)
            dW2 = np.dot(dZ2, A1) / m
            dW1 = np.dot(X, dZ1)
            dZ2 = Y - A2
            dZ1 = -dA1 * (1 - A1)
            db1 = np.mean(dZ1, axis=0, keepdims=True).T
            db2 = -np.sum(dZ2, axis=1, keepdims=True) / m
    """,
)

HOMEWORK = (PRODUCT, QUADRATIC, NETWORK)

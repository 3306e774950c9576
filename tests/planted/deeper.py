"""Networks with a third layer, a skip connection, or a matrix that is used twice."""

from planted.homework import Homework

THREE = Homework(
    cost="three layers of sigmoids",
    seed=11,
    parameters={
        "W1": (3, 5),
        "b1": (5,),
        "W2": (5, 4),
        "b2": (4,),
        "W3": (4, 1),
        "b3": (1,),
    },
    data="""
        X = normal(6, 3)
        y = coin(6, 1)
        m = len(y)
    """,
    forward="""
        a1 = sigmoid(X @ W1 + b1)
        a2 = sigmoid(a1 @ W2 + b2)
        z3 = a2 @ W3 + b3
        a3 = sigmoid(z3)
        J = np.mean(-y * np.log(a3) - (1 - y) * np.log(1 - a3))
    """,
    backward="""
        dz3 = (a3 - y) / m
        dW3 = a2.T @ dz3
        db3 = dz3.sum(axis=0)
        da2 = dz3 @ W3.T
        delta2 = da2 * a2 * (1 - a2)
        dW2 = a1.T @ delta2
        db2 = delta2.sum(axis=0)
        da1 = delta2 @ W2.T
        delta1 = da1 * a1 * (1 - a1)
        dW1 = X.T @ delta1
        db1 = delta1.sum(axis=0)
    """,
    slips="""
        left out:
            dW2 = a1.T @ da2
            da1 = da2 @ W2.T
            dW2 = a1.T @ (da2 * a2)
            da1 = (da2 * (1 - a2)) @ W2.T
            db1 = da1.sum(axis=0)
            dW1 = X.T @ (da1 * (1 - a1))
        squared:
            dW1 = X.T @ (da1 * (a1 * (1 - a1)) ** 2)
            dW2 = a1.T @ (da2 * a2 * (1 - a2 ** 2))
            dW2 = (a1 ** 2).T @ delta2
        output for input:
            dW2 = a1.T @ (da2 * sigmoid(a2) * (1 - sigmoid(a2)))
            dW3 = (a1 @ W2 + b2).T @ dz3
            dz3 = (z3 - y) / m
        another function:
            dW1 = X.T @ (da1 * (1 - a1 ** 2))
            dW2 = a1.T @ (da2 * (1 - a2 ** 2))
            da1 = (da2 * (a1 @ W2 + b2 > 0)) @ W2.T
            dz3 = (a3 - y) * a3 * (1 - a3) / m
        upstream left out:
            dW2 = a1.T @ (a2 * (1 - a2))
            da2 = np.ones((m, 1)) @ W3.T
            db1 = (a1 * (1 - a1)).sum(axis=0)
        transpose:
            dW1 = delta1.T @ X
            dW2 = delta2.T @ a1
            dW3 = (a2.T @ dz3).T
        no sum:
            db1 = delta1
            db2 = delta2
            db3 = dz3
        wrong axis:
            db1 = delta1.sum(axis=1)
            db2 = delta2.sum(axis=1)
        sum over all:
            db2 = delta2.sum()
        mean:
            dz3 = a3 - y
            dW1 = X.T @ delta1 / m
            dW2 = a1.T @ delta2 / m
            db2 = delta2.mean(axis=0)
            db1 = delta1.mean(axis=0)
        sign:
            dz3 = (y - a3) / m
            dW2 = a1.T @ (da2 * a2 * (1 + a2))
            db2 = -delta2.sum(axis=0)
        neighbour:
            dW2 = a1.T @ a2
            da1 = a1
            db2 = da2.sum(axis=0)
        updated:
            W3 -= alpha * dW3; da2 = dz3 @ W3.T
            W2 -= alpha * dW2; da1 = delta2 @ W2.T
        pair:
            dz3 = y - a3
            dW1 = delta1.T @ X / m
            dW2 = -a1.T @ da2
            db1 = -delta1.mean(axis=0)
            da1 = -da2 @ W2.T
            dW3 = -a2.T @ dz3 / m
    """,
)

SKIP = Homework(
    cost="two layers with a skip connection",
    seed=12,
    parameters={"W1": (3, 4), "W2": (4, 4), "b2": (4,), "v": (4, 1)},
    data="""
        X = normal(5, 3)
        y = normal(5, 1)
        m = 5
    """,
    forward="""
        h = tanh(X @ W1)
        r = relu(h @ W2 + b2)
        s = h + r
        p = s @ v
        J = np.mean((p - y) ** 2) / 2
    """,
    backward="""
        dp = (p - y) / m
        dv = s.T @ dp
        ds = dp @ v.T
        dr = ds
        dz = dr * (r > 0)
        dW2 = h.T @ dz
        db2 = dz.sum(axis=0)
        dh = ds + dz @ W2.T
        dW1 = X.T @ (dh * (1 - h ** 2))
    """,
    slips="""
        path:
            dh = ds
            dh = dz @ W2.T
            dh = ds + dz
            dv = r.T @ dp
            dv = h.T @ dp
        left out:
            dp = (p - y) / (2 * m)
            dp = 2 * (p - y) / m
            dh = ds + dr @ W2.T
            dW2 = h.T @ dr
            dW1 = X.T @ dh
            db2 = dr.sum(axis=0)
            dp = np.ones((m, 1)) / m
        squared:
            dW1 = X.T @ (dh * (1 - h))
            dp = (p - y) ** 2 / m
            dW1 = X.T @ (dh * (1 - h ** 2) ** 2)
        output for input:
            dW1 = X.T @ (dh * (1 - (X @ W1) ** 2))
            dW2 = (X @ W1).T @ dz
        another function:
            dW1 = X.T @ (dh * h * (1 - h))
            dW1 = X.T @ (dh * (h > 0))
            dW2 = h.T @ (dr * r)
            dW2 = h.T @ (dr * (1 - r ** 2))
        upstream left out:
            dW1 = X.T @ (1 - h ** 2)
            dW2 = h.T @ (r > 0)
            ds = np.ones((m, 1)) @ v.T
        transpose:
            dh = ds + dz @ W2
            dW1 = (dh * (1 - h ** 2)).T @ X
            dW2 = (h.T @ dz).T
            dv = dp.T @ s
        * for @:
            dv = s * dp
        no sum:
            db2 = dz
        wrong axis:
            db2 = dz.sum(axis=1)
        mean:
            dp = p - y
            dW2 = h.T @ dz / m
            db2 = dz.mean(axis=0)
            dh = (ds + dz @ W2.T) / 2
        sign:
            dp = (y - p) / m
            dh = ds - dz @ W2.T
            dW1 = X.T @ (dh * (1 + h ** 2))
            dh = dz @ W2.T - ds
        neighbour:
            ds = s * dp
            dr = r
            ds = s
            dr = dp
        updated:
            W2 -= alpha * dW2; dh = ds + dz @ W2.T
            v -= alpha * dv; ds = dp @ v.T
        pair:
            dp = y - p
            dp = 2 * (y - p)
            dh = -dz @ W2.T
            dh = dz @ W2
            dW1 = X.T @ (dh * (1 - h)) / m
            db2 = -dz.mean(axis=0)
    """,
)

TIED = Homework(
    cost="an autoencoder with tied weights",
    seed=13,
    parameters={"W": (4, 3), "b": (3,), "c": (4,)},
    data="""
        X = normal(5, 4)
        m, n = X.shape
    """,
    named=("X",),
    forward="""
        z = X @ W + b
        h = sigmoid(z)
        R = h @ W.T + c
        E = R - X
        J = np.mean(E ** 2)
    """,
    backward="""
        dE = 2 * E / (m * n)
        dR = dE
        dc = np.sum(dR, axis=0)
        dh = dR @ W
        dz = dh * h * (1 - h)
        dW = X.T @ dz + dR.T @ h
        db = np.sum(dz, axis=0)
    """,
    slips="""
        path:
            dW = X.T @ dz
            dW = dR.T @ h
            dW = 2 * X.T @ dz
            dW = 2 * dR.T @ h
        left out:
            dz = dh
            dz = dh * h
            dz = dh * (1 - h)
            dE = E / (m * n)
            dW = X.T @ dh + dR.T @ h
        squared:
            dE = 2 * E ** 2 / (m * n)
            dz = dh * h * (1 - h ** 2)
        output for input:
            dz = dh * z * (1 - z)
            dz = dh * sigmoid(h) * (1 - sigmoid(h))
            dW = X.T @ dz + dR.T @ z
        another function:
            dE = E ** 2 / (m * n)
            dz = dh * (1 - h ** 2)
            dz = dh * (z > 0)
        upstream left out:
            dz = h * (1 - h)
            dW = X.T @ dz + np.ones((n, m)) @ h
        transpose:
            dW = (X.T @ dz + dR.T @ h).T
            dh = (dR @ W).T
        no sum:
            db = dz
            dc = dR
        wrong axis:
            db = np.sum(dz, axis=1)
            dc = np.sum(dR, axis=1)
        sum over all:
            db = np.sum(dz)
        mean:
            dE = 2 * E / m
            dE = 2 * E / n
            dE = 2 * E
            db = np.mean(dz, axis=0)
            dW = (X.T @ dz + dR.T @ h) / m
            dW = (X.T @ dz + dR.T @ h) / 2
            dc = np.mean(dR, axis=0)
        sign:
            dE = 2 * (X - R) / (m * n)
            dW = X.T @ dz - dR.T @ h
            dW = dR.T @ h - X.T @ dz
            dz = dh * h * (h - 1)
            dz = dh * h * (1 + h)
        neighbour:
            dE = R
            dz = z
            dR = R
            dW = W
            dR = X
            db = np.sum(dh, axis=0)
        updated:
            W = W - alpha * (X.T @ (dR @ W * h * (1 - h)) + dR.T @ h); dh = dR @ W
        pair:
            dE = 2 * (X - R)
            dE = (X - R) / m
            dW = -X.T @ dz
            dW = X.T @ dz / m
            dW = (X.T @ dz).T
            db = -np.mean(dz, axis=0)
            dE = E
    """,
)

HOMEWORK = (THREE, SKIP, TIED)

"""Linear regression: one neuron without an activation."""

from planted.homework import Homework

VECTOR = Homework(
    cost="linear regression, w a vector",
    seed=1,
    parameters={"w": (3,), "b": ()},
    data="""
        X = normal(5, 3)
        y = normal(5)
        m = 5
    """,
    forward="""
        f = X @ w + b
        e = f - y
        J = np.mean(e ** 2)
    """,
    backward="""
        de = 2 * e / m
        df = de
        db = np.sum(df)
        dw = X.T @ df
    """,
    slips="""
        left out:
            de = e / m
            de = 2 / m * np.ones(m)
            dw = np.sum(df) * np.ones(3)
        squared:
            de = 2 * e ** 2 / m
            dw = (X ** 2).T @ df
            dw = X.T @ df ** 2
            db = np.sum(df ** 2)
        upstream left out:
            dw = np.sum(X, axis=0)
            db = 1.0
            db = m
        no sum:
            dw = X * df[:, None]
            db = df
        wrong axis:
            dw = np.sum(X * df[:, None], axis=1)
        sum over all:
            dw = np.sum(X * df[:, None])
            de = 2 * np.sum(e) / m
            de = 2 * np.full(m, np.sum(e)) / m
        mean:
            de = 2 * e
            de = 2 * e / m ** 2
            de = 2 * e / 3
            db = np.mean(df)
            dw = X.T @ df / m
            dw = X.T @ df * m
            de = 2 * e / (m - 1)
        sign:
            de = 2 * (y - f) / m
            dw = -X.T @ df
            db = -np.sum(df)
            df = -de
            de = 2 * (f + y) / m
        neighbour:
            df = e
            dw = w
            db = b
            df = f
            de = 2 * f / m
            de = 2 * y / m
        * for @:
            dw = X.T * df
        updated:
            b -= alpha * db; dw = X.T @ (2 * (X @ w + b - y) / m)
        pair:
            dw = np.mean(X, axis=0)
            de = 2 * (y - f)
            de = (y - f) / m
            de = e
            de = y - f
            dw = -X.T @ df / m
            dw = -X * df[:, None]
            db = -np.mean(df)
    """,
)

COLUMNS = Homework(
    cost="linear regression, columns (m, 1), halved",
    seed=2,
    parameters={"W": (4, 1), "b": (1,)},
    data="""
        X = normal(6, 4)
        Y = normal(6, 1)
        m = len(X)
    """,
    named=("X", "Y"),
    forward="""
        Yhat = X @ W + b
        J = np.sum((Yhat - Y) ** 2) / (2 * m)
    """,
    backward="""
        dYhat = (Yhat - Y) / m
        dW = X.T @ dYhat
        db = np.sum(dYhat, axis=0)
    """,
    slips="""
        left out:
            dYhat = (Yhat - Y) / (2 * m)
            dYhat = 2 * (Yhat - Y) / m
            dYhat = np.ones((m, 1)) / m
            dW = np.ones((4, m)) @ dYhat
        squared:
            dYhat = (Yhat - Y) ** 2 / m
            dW = X.T @ dYhat ** 2
        upstream left out:
            dW = np.sum(X, axis=0, keepdims=True).T
            dW = X.T @ np.ones((m, 1)) / m
            db = np.ones(1)
        transpose:
            dW = dYhat.T @ X
        * for @:
            dW = X * dYhat
        no sum:
            db = dYhat
            dW = X.T * dYhat.T
        wrong axis:
            db = np.sum(dYhat, axis=1)
            dW = np.sum(X * dYhat, axis=1, keepdims=True)
        sum over all:
            dW = np.sum(X * dYhat)
            dYhat = np.full((m, 1), np.sum(Yhat - Y) / m)
        mean:
            dYhat = Yhat - Y
            dYhat = (Yhat - Y) / m ** 2
            dYhat = (Yhat - Y) / X.shape[1]
            dW = X.T @ dYhat / m
            db = np.mean(dYhat, axis=0)
            db = m * np.sum(dYhat, axis=0)
        sign:
            dYhat = (Y - Yhat) / m
            dYhat = (Yhat + Y) / m
            dW = -X.T @ dYhat
            db = -np.sum(dYhat, axis=0)
        neighbour:
            dYhat = Yhat / m
            dYhat = Yhat
            dW = W
            db = b
            db = np.sum(dW, axis=0)
        updated:
            W -= alpha * dW; db = np.sum((X @ W + b - Y) / m, axis=0)
        another function:
            dYhat = (Yhat - Y) ** 2 / (2 * m)
        pair:
            dYhat = 2 * (Yhat - Y)
            dYhat = Y - Yhat
            dYhat = 2 * (Y - Yhat)
            dYhat = (Y - Yhat) ** 2
            dW = -dYhat.T @ X
            dW = dYhat.T @ X / m
            db = -np.mean(dYhat, axis=0)
            db = -dYhat
    """,
)

RIDGE = Homework(
    cost="linear regression with an L2 penalty",
    seed=3,
    parameters={"w": (4, 1), "b": (1,)},
    data="""
        X = normal(7, 4)
        y = normal(7, 1)
        m = 7
        lam = 0.3
    """,
    forward="""
        f = X @ w + b
        J = np.mean((f - y) ** 2) + lam * np.sum(w ** 2)
    """,
    backward="""
        df = 2 * (f - y) / m
        dw = X.T @ df + 2 * lam * w
        db = df.sum(axis=0)
    """,
    slips="""
        regulariser:
            dw = X.T @ df
            dw = X.T @ df + lam * w
            dw = X.T @ df + 2 * w
            dw = X.T @ df + w
            dw = X.T @ df + 2 * lam * w / m
            dw = X.T @ df + lam * w ** 2
            dw = X.T @ df + lam * np.sum(w ** 2)
            dw = X.T @ df + 2 * lam
            dw = X.T @ df + 2 * lam * np.sum(w)
            dw = X.T @ df + lam
            db = df.sum(axis=0) + 2 * lam * b
            dw = X.T @ df + 2 * lam * np.abs(w)
            dw = X.T @ df + lam * np.sign(w)
        mean:
            df = 2 * (f - y)
            df = 2 * (f - y) / m ** 2
            dw = X.T @ df / m + 2 * lam * w
            dw = (X.T @ df + 2 * lam * w) / m
            db = df.mean(axis=0)
            df = 2 * (f - y) / 4
        left out:
            df = (f - y) / m
        squared:
            df = 2 * (f - y) ** 2 / m
        sign:
            dw = X.T @ df - 2 * lam * w
            df = 2 * (y - f) / m
            dw = -X.T @ df + 2 * lam * w
            dw = -(X.T @ df + 2 * lam * w)
            db = -df.sum(axis=0)
        no sum:
            db = df
        wrong axis:
            db = df.sum(axis=1)
        transpose:
            dw = (X.T @ df + 2 * lam * w).T
            dw = df.T @ X + 2 * lam * w
        upstream left out:
            dw = X.T @ np.ones((m, 1)) + 2 * lam * w
            db = np.ones(1)
        neighbour:
            dw = w
            df = f
        updated:
            w -= alpha * dw; db = np.sum(2 * (X @ w + b - y) / m, axis=0)
        another function:
            df = (f - y) ** 2 / m
        path:
            dw = 2 * lam * w
        pair:
            df = 2 * (y - f)
            df = y - f
            dw = X.T @ df / m + lam * w
            dw = X.T @ df / m
            dw = -X.T @ df
            dw = X.T @ df - lam * w
            db = -df
    """,
)

HOMEWORK = (VECTOR, COLUMNS, RIDGE)

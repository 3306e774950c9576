"""Costs in which (m, 1) met (m,): the graph has the (m, m) cost, the student meant another."""

from planted.homework import Homework

MSE = Homework(
    cost="(m, 1) meets (m,): linear regression",
    seed=29,
    parameters={"w": (3, 1), "b": (1,)},
    data="""
        X = normal(5, 3)
        y = normal(5)
        m = 5
    """,
    forward="""
        p = X @ w + b
        J = np.mean((p - y) ** 2)
    """,
    backward="""
        dp = 2 * np.sum(p - y, axis=1, keepdims=True) / m ** 2
        dw = X.T @ dp
        db = dp.sum(axis=0)
    """,
    slips="""
        broadcast:
            dp = 2 * (p - y[:, None]) / m
            dp = 2 * (p - y) / m
            dp = 2 * (p.ravel() - y) / m
        mean:
            dp = 2 * np.sum(p - y, axis=1, keepdims=True) / m
            dw = X.T @ dp / m
            db = dp.mean(axis=0)
        sign:
            dp = 2 * np.sum(y - p, axis=1, keepdims=True) / m ** 2
        no sum:
            db = dp
            dp = 2 * (p - y) / m ** 2
        transpose:
            dw = dp.T @ X
        wrong axis:
            dp = 2 * np.sum(p - y, axis=0)[:, None] / m ** 2
        pair:
            dp = 2 * (y[:, None] - p) / m
            dp = 2 * (p - y[:, None])
            dp = (p - y[:, None]) / m
            dp = y[:, None] - p
    """,
)

VECTOR = Homework(
    cost="(m,) meets (m, 1): w a vector, y a column",
    seed=30,
    parameters={"w": (4,), "b": ()},
    data="""
        X = normal(6, 4)
        y = normal(6, 1)
        m = 6
    """,
    forward="""
        f = X @ w + b
        J = np.sum((f - y) ** 2) / (2 * m)
    """,
    backward="""
        df = np.sum(f - y, axis=0) / m
        dw = X.T @ df
        db = np.sum(df)
    """,
    slips="""
        broadcast:
            df = (f - y.ravel()) / m
            df = (f - y) / m
            df = (f[:, None] - y) / m
        mean:
            df = np.sum(f - y, axis=0)
            df = np.mean(f - y, axis=0) / m
            db = np.mean(df)
        sign:
            df = np.sum(y - f, axis=0) / m
        no sum:
            db = df
        left out:
            df = 2 * np.sum(f - y, axis=0) / m
        pair:
            df = (y.ravel() - f) / m
            df = f - y.ravel()
            df = 2 * (f - y.ravel()) / m
            df = y.ravel() - f
    """,
)

LOGISTIC = Homework(
    cost="(m, 1) meets (m,): logistic regression",
    seed=31,
    parameters={"W": (3, 1), "b": (1,)},
    data="""
        X = normal(6, 3)
        y = np.array([1.0, 0, 0, 1, 1, 1])
        m = 6
    """,
    forward="""
        z = X @ W + b
        a = sigmoid(z)
        J = np.mean(-y * np.log(a) - (1 - y) * np.log(1 - a))
    """,
    backward="""
        da = np.mean(-y / a + (1 - y) / (1 - a), axis=1, keepdims=True) / m
        dz = da * a * (1 - a)
        dW = X.T @ dz
        db = np.sum(dz, axis=0)
    """,
    slips="""
        broadcast:
            da = (-y[:, None] / a + (1 - y[:, None]) / (1 - a)) / m
            da = (-y / a + (1 - y) / (1 - a)) / m
            dz = (a - y[:, None]) / m
            dz = (a - y) / m
        left out:
            dz = da * a
            dz = da * (1 - a)
            dz = da
        output for input:
            dz = da * z * (1 - z)
        another function:
            dz = da * (1 - a ** 2)
        mean:
            dW = X.T @ dz / m
            db = np.mean(dz, axis=0)
            da = np.mean(-y / a + (1 - y) / (1 - a), axis=1, keepdims=True)
        sign:
            dz = da * a * (1 + a)
            dW = -X.T @ dz
        no sum:
            db = dz
        pair:
            dz = a - y[:, None]
            dz = y[:, None] - a
            dz = (y[:, None] - a) / m
            da = -y[:, None] / a + (1 - y[:, None]) / (1 - a)
    """,
)

RELU = Homework(
    cost="(m, 1) meets (m,): two layers with relu",
    seed=32,
    parameters={"W1": (3, 4), "b1": (4,), "W2": (4, 1), "b2": (1,)},
    data="""
        X = normal(5, 3)
        y = normal(5)
        m = 5
    """,
    forward="""
        h = relu(X @ W1 + b1)
        p = h @ W2 + b2
        E = p - y
        J = np.mean(E ** 2)
    """,
    backward="""
        dE = 2 * E / m ** 2
        dp = np.sum(dE, axis=1, keepdims=True)
        dW2 = h.T @ dp
        db2 = dp.sum(axis=0)
        dh = dp @ W2.T
        dW1 = X.T @ (dh * (h > 0))
        db1 = (dh * (h > 0)).sum(axis=0)
    """,
    slips="""
        broadcast:
            dE = 2 * (p - y[:, None]) / m
            dE = 2 * E / m
            dp = 2 * (p - y[:, None]) / m
        left out:
            dW1 = X.T @ dh
            dE = E / m ** 2
        no sum:
            dp = dE
            db2 = dp
        wrong axis:
            dp = np.sum(dE, axis=0)[:, None]
        mean:
            dp = np.mean(dE, axis=1, keepdims=True)
            dW1 = X.T @ (dh * (h > 0)) / m
        transpose:
            dW2 = dp.T @ h
        updated:
            W2 -= alpha * dW2; dh = dp @ W2.T
        sign:
            dE = -2 * E / m ** 2
        pair:
            dp = 2 * (p - y[:, None])
            dp = 2 * (y[:, None] - p) / m
            dp = (p - y[:, None]) / m
            dE = 2 * (y[:, None] - p) / m
    """,
)

SOFTMAX = Homework(
    cost="(m,) meets (m, m): a softmax without keepdims",
    seed=33,
    parameters={"W": (3, 4), "b": (4,)},
    data="""
        X = normal(4, 3)
        Y = np.eye(4)[[1, 3, 0, 1]]
        m = 4
    """,
    forward="""
        z = X @ W + b
        e = np.exp(z)
        s = np.sum(e, axis=1)
        p = e / s
        J = -np.sum(Y * np.log(p)) / m
    """,
    backward="""
        dp = -Y / p / m
        ds = -np.sum(dp * e / s ** 2, axis=0)
        de = dp / s + ds[:, None]
        dz = de * e
        dW = X.T @ dz
        db = np.sum(dz, axis=0)
    """,
    slips="""
        broadcast:
            dz = (p - Y) / m
            dz = (e / s[:, None] - Y) / m
            ds = -np.sum(dp * e / s[:, None] ** 2, axis=1)
            de = dp / s[:, None] + ds[:, None]
            de = dp / s + ds
        normalisation:
            de = dp / s
            dz = dp * p * (1 - p)
        wrong axis:
            ds = -np.sum(dp * e / s ** 2, axis=1)
            db = np.sum(dz, axis=1)
        squared:
            ds = -np.sum(dp * e / s, axis=0)
        left out:
            dz = de
            ds = -np.sum(dp / s ** 2, axis=0)
        mean:
            dp = -Y / p
            dW = X.T @ dz / m
        sign:
            dp = Y / p / m
            ds = np.sum(dp * e / s ** 2, axis=0)
        no sum:
            db = dz
        pair:
            dz = p - Y
            dz = (Y - p) / m
            dz = Y - p
            de = dp / s - ds
    """,
)

CENTRED = Homework(
    cost="(m,) meets (m, m): a mean without keepdims",
    seed=34,
    parameters={"x": (4, 4), "g": (4,)},
    data="""
        T = normal(4, 4)
        n = 4
    """,
    forward="""
        mu = np.mean(x, axis=1)
        c = x - mu
        o = c * g
        J = np.mean((o - T) ** 2)
    """,
    backward="""
        do = 2 * (o - T) / n ** 2
        dg = np.sum(do * c, axis=0)
        dc = do * g
        dmu = -np.sum(dc, axis=0)
        dx = dc + dmu[:, None] / n
    """,
    slips="""
        broadcast:
            dmu = -np.sum(dc, axis=1)
            dx = dc + dmu / n
            dx = dc - np.mean(dc, axis=1, keepdims=True)
            dg = np.sum(do * (x - mu[:, None]), axis=0)
        normalisation:
            dx = dc
        mean:
            dx = dc + dmu[:, None]
            do = 2 * (o - T) / n
            dmu = -np.mean(dc, axis=0)
        sign:
            dx = dc - dmu[:, None] / n
            dmu = np.sum(dc, axis=0)
        left out:
            dc = do
            dg = np.sum(do, axis=0)
        no sum:
            dg = do * c
        path:
            dx = dmu[:, None] / n * np.ones((n, n))
        pair:
            dx = dc + np.mean(dc, axis=1, keepdims=True)
            dx = dc + dmu
            dmu = np.sum(dc, axis=1)
    """,
)

HOMEWORK = (MSE, VECTOR, LOGISTIC, RELU, SOFTMAX, CENTRED)

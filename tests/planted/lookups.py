"""Look-ups by indices that occur more than once."""

from planted.homework import Homework

EMBEDDING = Homework(
    cost="an embedding look-up and softmax",
    seed=16,
    parameters={"E": (6, 3), "W": (3, 4), "b": (4,)},
    data="""
        words = np.array([4, 1, 4, 0, 1, 4, 5])
        Y = np.eye(4)[[1, 0, 2, 3, 3, 1, 0]]
        m = len(words)
    """,
    forward="""
        x = E[words]
        z = x @ W + b
        p = softmax(z)
        J = -np.sum(Y * np.log(p)) / m
    """,
    backward="""
        dz = (p - Y) / m
        db = dz.sum(axis=0)
        dW = x.T @ dz
        dx = dz @ W.T
        dE = np.zeros(E.shape); np.add.at(dE, words, dx)
    """,
    slips="""
        duplicates:
            dE = np.zeros(E.shape); dE[words] += dx
            dE = np.zeros(E.shape); dE[words[::-1]] = dx[::-1]
            dE = np.zeros(E.shape); dE[words] = dx / np.bincount(words)[words][:, None]
            dE = np.zeros(E.shape); dE[words] = dx * np.bincount(words)[words][:, None]
        left out:
            dx = dz @ np.ones((4, 3))
            dW = np.ones((3, m)) @ dz
        upstream left out:
            dz = p * (1 - p)
            dx = np.ones((m, 4)) @ W.T
            dW = x.T @ np.ones((m, 4)) / m
            dE = np.zeros(E.shape); np.add.at(dE, words, 1.0)
        normalisation:
            dz = -Y * (1 - p) / m
        squared:
            dz = (p - Y) ** 2 / m
            dW = (x ** 2).T @ dz
        another function:
            dz = (p - Y) * p * (1 - p) / m
            dz = 2 * (p - Y) / m
            dz = (np.log(p) - Y) / m
        output for input:
            dz = (z - Y) / m
            dz = (softmax(p) - Y) / m
        transpose:
            dW = dz.T @ x
            dE = np.zeros(E.shape); np.add.at(dE, words, dx); dE = dE.T
        no sum:
            db = dz
            dE = dx
        wrong axis:
            db = dz.sum(axis=1)
            dE = np.zeros(E.shape); np.add.at(dE, words, dx.sum(axis=1)[:, None])
        sum over all:
            db = dz.sum(axis=0).sum()
        mean:
            dz = p - Y
            dz = (p - Y) / 4
            db = dz.mean(axis=0)
            dW = x.T @ dz / m
            dE = np.zeros(E.shape); np.add.at(dE, words, dx / m)
        sign:
            dz = (Y - p) / m
            dz = (p + Y) / m
            dE = np.zeros(E.shape); np.add.at(dE, words, -dx)
        neighbour:
            dx = x
            dE = E
            dz = p
            dE = np.zeros(E.shape); np.add.at(dE, words, x)
        updated:
            W -= alpha * dW; dx = dz @ W.T
        path:
            dz = p / m
        pair:
            dz = Y - p
            dE = np.zeros(E.shape); dE[words] = -dx
            dE = np.zeros(E.shape); dE[words] = dx / m
            dW = dz.T @ x / m
            dx = -dz @ W.T / m
            db = -dz
    """,
)

GROUPS = Homework(
    cost="a bias for each group",
    seed=37,
    parameters={"w": (3,), "bias": (4,)},
    data="""
        X = normal(7, 3)
        y = normal(7)
        group = np.array([2, 0, 2, 3, 2, 0, 3])
        m = 7
    """,
    forward="""
        u = bias[group]
        f = X @ w + u
        J = np.sum((f - y) ** 2) / (2 * m)
    """,
    backward="""
        df = (f - y) / m
        dw = X.T @ df
        du = df
        dbias = np.zeros(4); np.add.at(dbias, group, du)
    """,
    slips="""
        duplicates:
            dbias = np.zeros(4); dbias[group] += du
            dbias = np.zeros(4); dbias[group[::-1]] = du[::-1]
            dbias = np.zeros(4); dbias[group] += du * np.bincount(group)[group]
        left out:
            df = (f - y) / (2 * m)
            df = 2 * (f - y) / m
            dw = np.sum(df) * np.ones(3)
        squared:
            df = (f - y) ** 2 / m
        another function:
            df = (f - y) ** 2 / (2 * m)
        upstream left out:
            dbias = np.bincount(group, minlength=4) * 1.0
            dw = np.sum(X, axis=0)
            du = np.ones(m)
        no sum:
            dbias = du
            dw = X * df[:, None]
        wrong axis:
            dw = np.sum(X * df[:, None], axis=1)
        sum over all:
            dbias = np.sum(du)
            dbias = np.full(4, np.sum(du))
            dw = np.sum(X * df[:, None])
        mean:
            df = f - y
            df = (f - y) / 3
            dw = X.T @ df / m
            dbias = np.zeros(4); np.add.at(dbias, group, du / m)
            dbias = np.array([np.mean(du[group == k]) if k in group else 0.0 for k in range(4)])
        sign:
            df = (y - f) / m
            du = -df
            dw = -X.T @ df
            dbias = np.zeros(4); np.subtract.at(dbias, group, du)
        neighbour:
            du = u
            dbias = bias
            dw = w
            df = f / m
            dbias = np.zeros(4); np.add.at(dbias, group, u)
        updated:
            w -= alpha * dw; du = (X @ w + u - y) / m
        pair:
            df = y - f
            dbias = np.zeros(4); dbias[group] -= du
            dbias = np.zeros(4); dbias[group] += du / m
            df = 2 * (y - f) / m
            dw = -X.T @ df / m
    """,
)

RATINGS = Homework(
    cost="ratings as products of users and items",
    seed=38,
    parameters={"U": (4, 3), "V": (5, 3), "c": (4,)},
    data="""
        user = np.array([0, 2, 2, 3, 0, 2])
        item = np.array([4, 1, 4, 4, 0, 2])
        r = normal(6)
        m = 6
        lam = 0.1
    """,
    forward="""
        u = U[user]
        v = V[item]
        p = np.sum(u * v, axis=1) + c[user]
        J = np.mean((p - r) ** 2) + lam * (np.sum(U ** 2) + np.sum(V ** 2))
    """,
    backward="""
        dp = 2 * (p - r) / m
        du = dp[:, None] * v
        dv = dp[:, None] * u
        dU = 2 * lam * U; np.add.at(dU, user, du)
        dV = 2 * lam * V; np.add.at(dV, item, dv)
        dc = np.zeros(4); np.add.at(dc, user, dp)
    """,
    slips="""
        duplicates:
            dU = 2 * lam * U; dU[user] += du
            dV = 2 * lam * V; dV[item] += dv
            dc = np.zeros(4); dc[user] += dp
            dU = np.zeros(U.shape); np.add.at(dU, user, du + 2 * lam * u)
            dV = np.zeros(V.shape); np.add.at(dV, item, dv + 2 * lam * v)
        regulariser:
            dU = np.zeros(U.shape); np.add.at(dU, user, du)
            dU = lam * U; np.add.at(dU, user, du)
            dU = 2 * U; np.add.at(dU, user, du)
            dV = np.zeros(V.shape); np.add.at(dV, item, dv)
            dV = lam * V; np.add.at(dV, item, dv)
            dV = U.shape[1] * lam * V; np.add.at(dV, item, dv)
            dU = 2 * lam * U / m; np.add.at(dU, user, du)
        path:
            dU = 2 * lam * U
            dV = 2 * lam * V
        left out:
            dp = (p - r) / m
            du = dp[:, None] * np.ones((m, 3))
        squared:
            dp = 2 * (p - r) ** 2 / m
            du = dp[:, None] * v ** 2
        another function:
            dp = (p - r) ** 2 / m
        upstream left out:
            du = v
            dv = u
            dc = np.bincount(user, minlength=4) * 1.0
        no sum:
            dc = dp
            dU = du
        sum over all:
            dc = np.sum(dp)
            dc = np.full(4, np.sum(dp))
            du = np.sum(dp) * v
        mean:
            dp = 2 * (p - r)
            dp = 2 * (p - r) / 3
            dc = np.zeros(4); np.add.at(dc, user, dp / m)
            dp = 2 * (p - r) / m ** 2
        sign:
            dp = 2 * (r - p) / m
            du = -dp[:, None] * v
            dU = -2 * lam * U; np.add.at(dU, user, du)
            dV = 2 * lam * V; np.subtract.at(dV, item, dv)
        neighbour:
            du = dp[:, None] * u
            dv = dp[:, None] * v
            du = u
            dp = p
            dU = 2 * lam * U; np.add.at(dU, user, dv)
        pair:
            dU = np.zeros(U.shape); dU[user] += du
            dV = np.zeros(V.shape); dV[item] -= dv
            dc = np.zeros(4); dc[user] = -dp
            dp = r - p
            dp = 2 * (r - p)
            dU = lam * U; dU[user] += du
            du = -dp[:, None] * u
    """,
)

HOMEWORK = (EMBEDDING, GROUPS, RATINGS)

"""Layer, batch and root mean square normalisation."""

from planted.homework import Homework

LAYER = Homework(
    cost="layer normalisation",
    seed=18,
    parameters={"x": (5, 4), "gamma": (4,), "beta": (4,)},
    data="""
        T = normal(5, 4)
        m, n = 5, 4
        eps = 1e-5
    """,
    forward="""
        mu = np.mean(x, axis=1, keepdims=True)
        c = x - mu
        var = np.mean(c ** 2, axis=1, keepdims=True)
        std = np.sqrt(var + eps)
        xhat = c / std
        out = gamma * xhat + beta
        J = np.mean((out - T) ** 2)
    """,
    backward="""
        dout = 2 * (out - T) / (m * n)
        dbeta = np.sum(dout, axis=0)
        dgamma = np.sum(dout * xhat, axis=0)
        dxhat = dout * gamma
        dstd = -np.sum(dxhat * c / std ** 2, axis=1, keepdims=True)
        dvar = dstd / (2 * std)
        dc = dxhat / std + 2 * c * dvar / n
        dmu = -np.sum(dc, axis=1, keepdims=True)
        dx = dc + dmu / n
    """,
    slips="""
        normalisation:
            dc = dxhat / std
            dx = dc
            dx = dxhat / std
            dx = dxhat / std + dmu / n
        left out:
            dgamma = np.sum(dout, axis=0)
            dxhat = dout
            dc = dxhat / std + c * dvar / n
            dc = dxhat + 2 * c * dvar / n
            dvar = dstd / std
            dvar = dstd / 2
            dstd = -np.sum(dxhat / std ** 2, axis=1, keepdims=True)
            dvar = dstd
        squared:
            dstd = -np.sum(dxhat * c / std, axis=1, keepdims=True)
            dvar = dstd / (2 * std ** 2)
            dstd = -np.sum(dxhat * c / std ** 4, axis=1, keepdims=True)
            dc = dxhat / std ** 2 + 2 * c * dvar / n
        output for input:
            dgamma = np.sum(dout * x, axis=0)
            dgamma = np.sum(dout * out, axis=0)
            dvar = dstd / (2 * var)
            dc = dxhat / std + 2 * x * dvar / n
        upstream left out:
            dgamma = np.sum(xhat, axis=0)
            dvar = 1 / (2 * std)
            dxhat = gamma * np.ones((m, n))
        no sum:
            dgamma = dout * xhat
            dbeta = dout
            dstd = -dxhat * c / std ** 2
        wrong axis:
            dbeta = np.sum(dout, axis=1)
            dgamma = np.sum(dout * xhat, axis=1, keepdims=True)
            dmu = -np.sum(dc, axis=0, keepdims=True)
        sum over all:
            dbeta = np.sum(dout)
            dmu = -np.sum(dc)
        mean:
            dc = dxhat / std + 2 * c * dvar
            dx = dc + dmu
            dout = 2 * (out - T)
            dc = dxhat / std + 2 * c * dvar / m
            dgamma = np.mean(dout * xhat, axis=0)
            dmu = -np.mean(dc, axis=1, keepdims=True)
        sign:
            dmu = np.sum(dc, axis=1, keepdims=True)
            dx = dc - dmu / n
            dstd = np.sum(dxhat * c / std ** 2, axis=1, keepdims=True)
            dc = dxhat / std - 2 * c * dvar / n
        path:
            dx = dmu / n * np.ones((m, n))
            dc = 2 * c * dvar / n
        neighbour:
            dx = dxhat
            dgamma = gamma
            dstd = std
            dxhat = xhat
            dbeta = beta
        pair:
            dx = dc - dmu
            dout = 2 * (T - out)
            dc = dxhat / std - 2 * c * dvar
            dgamma = -np.mean(dout * xhat, axis=0)
    """,
)

BATCH = Homework(
    cost="batch normalisation",
    seed=19,
    parameters={"W": (3, 4), "gamma": (4,), "beta": (4,)},
    data="""
        X = normal(6, 3)
        Y = normal(6, 4)
        N = 6
    """,
    named=("X", "Y"),
    forward="""
        h = X @ W
        mu = np.mean(h, axis=0)
        hc = h - mu
        var = np.mean(hc ** 2, axis=0)
        inv = 1 / np.sqrt(var + 1e-5)
        hn = hc * inv
        out = gamma * hn + beta
        J = np.sum((out - Y) ** 2) / N
    """,
    backward="""
        dout = 2 * (out - Y) / N
        dbeta = dout.sum(axis=0)
        dgamma = (dout * hn).sum(axis=0)
        dhn = dout * gamma
        dinv = (dhn * hc).sum(axis=0)
        dvar = -0.5 * inv ** 3 * dinv
        dhc = dhn * inv + 2 / N * hc * dvar
        dmu = -dhc.sum(axis=0)
        dh = dhc + dmu / N
        dW = X.T @ dh
    """,
    slips="""
        normalisation:
            dhc = dhn * inv
            dh = dhc
            dh = dhn * inv
            dh = dhn * inv + dmu / N
        left out:
            dgamma = dout.sum(axis=0)
            dhn = dout
            dinv = dhn.sum(axis=0)
            dvar = -inv ** 3 * dinv
            dvar = -0.5 * dinv
            dhc = dhn + 2 / N * hc * dvar
            dhc = dhn * inv + hc * dvar / N
            dout = (out - Y) / N
        squared:
            dvar = -0.5 * inv ** 2 * dinv
            dvar = -0.5 * inv * dinv
            dhc = dhn * inv + 2 / N * hc ** 2 * dvar
            dout = 2 * (out - Y) ** 2 / N
        output for input:
            dgamma = (dout * h).sum(axis=0)
            dgamma = (dout * out).sum(axis=0)
            dinv = (dhn * hn).sum(axis=0)
            dhc = dhn * inv + 2 / N * h * dvar
            dvar = -0.5 * var ** -3 * dinv
        another function:
            dvar = 0.5 / np.sqrt(var + 1e-5) * dinv
        upstream left out:
            dvar = -0.5 * inv ** 3
        transpose:
            dW = dh.T @ X
        no sum:
            dgamma = dout * hn
            dbeta = dout
            dinv = dhn * hc
            dmu = -dhc
        wrong axis:
            dbeta = dout.sum(axis=1)
            dgamma = (dout * hn).sum(axis=1)
        sum over all:
            dbeta = dout.sum()
            dmu = -dhc.sum()
        mean:
            dhc = dhn * inv + 2 * hc * dvar
            dh = dhc + dmu
            dout = 2 * (out - Y)
            dbeta = dout.mean(axis=0)
            dhc = dhn * inv + 2 / (N - 1) * hc * dvar
            dout = 2 * (out - Y) / Y.size
            dW = X.T @ dh / N
        sign:
            dvar = 0.5 * inv ** 3 * dinv
            dh = dhc - dmu / N
            dmu = dhc.sum(axis=0)
            dout = 2 * (Y - out) / N
        neighbour:
            dhn = hn
            dh = h
            dW = X.T @ dhc
            dvar = dinv
        path:
            dhc = 2 / N * hc * dvar
        pair:
            dh = dhc - dmu
            dout = Y - out
            dvar = inv ** 3 * dinv
            dW = -X.T @ dhc
            dhc = dhn * inv - 2 * hc * dvar
            dbeta = -dout.mean(axis=0)
    """,
)

RMS = Homework(
    cost="root mean square normalisation",
    seed=20,
    parameters={"x": (4, 5), "W": (5, 3), "g": (5,)},
    data="""
        T = normal(4, 3)
        n = 5
    """,
    forward="""
        ms = np.mean(x ** 2, axis=1, keepdims=True)
        r = np.sqrt(ms + 1e-6)
        u = x / r
        v = u * g
        o = v @ W
        J = np.sum((o - T) ** 2) / 2
    """,
    backward="""
        do = o - T
        dW = v.T @ do
        dv = do @ W.T
        dg = np.sum(dv * u, axis=0)
        du = dv * g
        dr = -np.sum(du * x / r ** 2, axis=1, keepdims=True)
        dms = dr / (2 * r)
        dx = du / r + 2 * x * dms / n
    """,
    slips="""
        normalisation:
            dx = du / r
            dx = du / r + 2 * x * dms / n - np.mean(du, axis=1, keepdims=True)
            dx = (du - u * np.mean(du, axis=1, keepdims=True)) / r
        left out:
            do = 2 * (o - T)
            dx = du / r + x * dms / n
            dx = du + 2 * x * dms / n
            dms = dr / r
            dms = dr / 2
            dg = np.sum(dv, axis=0)
            du = dv
            dr = -np.sum(du / r ** 2, axis=1, keepdims=True)
            dr = -np.sum(du * x, axis=1, keepdims=True)
        squared:
            dr = -np.sum(du * x / r, axis=1, keepdims=True)
            do = (o - T) ** 2
            dms = dr / (2 * r ** 2)
            dx = du / r + 2 * x ** 2 * dms / n
        output for input:
            dr = -np.sum(du * u / r ** 2, axis=1, keepdims=True)
            dg = np.sum(dv * x, axis=0)
            dg = np.sum(dv * v, axis=0)
            dms = dr / (2 * ms)
            dW = u.T @ do
        upstream left out:
            dms = 1 / (2 * r)
            dg = np.sum(u, axis=0)
            dr = -np.sum(x / r ** 2, axis=1, keepdims=True)
            dv = np.ones_like(o) @ W.T
        transpose:
            dW = do.T @ v
        no sum:
            dg = dv * u
            dr = -du * x / r ** 2
        wrong axis:
            dg = np.sum(dv * u, axis=1)
            dr = -np.sum(du * x / r ** 2, axis=0, keepdims=True)
        sum over all:
            dg = np.sum(dv * u)
            dr = -np.sum(du * x / r ** 2)
        mean:
            dx = du / r + 2 * x * dms
            do = (o - T) / 4
            dx = du / r + 2 * x * dms / 4
            dg = np.mean(dv * u, axis=0)
            dr = -np.mean(du * x / r ** 2, axis=1, keepdims=True)
        sign:
            dr = np.sum(du * x / r ** 2, axis=1, keepdims=True)
            dx = du / r - 2 * x * dms / n
            do = T - o
            dg = -np.sum(dv * u, axis=0)
        neighbour:
            do = o
            dv = v
            dx = x
            du = dv * u
        updated:
            W -= alpha * dW; dv = do @ W.T
            g = g - alpha * dg; du = dv * g
        path:
            dx = 2 * x * dms / n
        pair:
            dx = du / r - x * dms / n
            dx = du / r - 2 * x * dms
            do = 2 * (T - o)
            dr = np.sum(du * x / r, axis=1, keepdims=True)
            dW = -do.T @ v
            dg = -dv * u
    """,
)

HOMEWORK = (LAYER, BATCH, RMS)

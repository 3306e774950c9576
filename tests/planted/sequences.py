"""Recurrent networks, whose weights are shared over the steps."""

from planted.homework import Homework

RNN = Homework(
    cost="a recurrent network over three steps",
    seed=21,
    parameters={"Wx": (3, 4), "Wh": (4, 4), "b": (4,), "Wy": (4, 2)},
    data="""
        x1 = normal(5, 3)
        x2 = normal(5, 3)
        x3 = normal(5, 3)
        Y = normal(5, 2)
        m = 5
    """,
    forward="""
        h1 = tanh(x1 @ Wx + b)
        h2 = tanh(x2 @ Wx + h1 @ Wh + b)
        h3 = tanh(x3 @ Wx + h2 @ Wh + b)
        o = h3 @ Wy
        J = np.sum((o - Y) ** 2) / m
    """,
    backward="""
        do = 2 * (o - Y) / m
        dWy = h3.T @ do
        dh3 = do @ Wy.T
        t3 = dh3 * (1 - h3 ** 2)
        dh2 = t3 @ Wh.T
        t2 = dh2 * (1 - h2 ** 2)
        dh1 = t2 @ Wh.T
        t1 = dh1 * (1 - h1 ** 2)
        dWx = x1.T @ t1 + x2.T @ t2 + x3.T @ t3
        dWh = h1.T @ t2 + h2.T @ t3
        db = np.sum(t1 + t2 + t3, axis=0)
    """,
    slips="""
        path:
            dWx = x3.T @ t3
            dWx = x2.T @ t2 + x3.T @ t3
            dWh = h2.T @ t3
            dWh = h1.T @ t2
            db = np.sum(t3, axis=0)
            dWx = x1.T @ t1
            db = np.sum(t2 + t3, axis=0)
        left out:
            dh2 = dh3 @ Wh.T
            dh1 = dh2 @ Wh.T
            dWx = x1.T @ dh1 + x2.T @ dh2 + x3.T @ dh3
            dWh = h1.T @ dh2 + h2.T @ dh3
            dh2 = t3
            do = (o - Y) / m
        squared:
            dh2 = (dh3 * (1 - h3)) @ Wh.T
            dh1 = (dh2 * (1 - h2) ** 2) @ Wh.T
            do = 2 * (o - Y) ** 2 / m
        output for input:
            dWh = h2.T @ t2 + h3.T @ t3
            dWh = (h1 @ Wh).T @ t2 + (h2 @ Wh).T @ t3
        another function:
            dh2 = (dh3 * h3 * (1 - h3)) @ Wh.T
            dh2 = (dh3 * (h3 > 0)) @ Wh.T
            dh1 = (dh2 * h2 * (1 - h2)) @ Wh.T
        upstream left out:
            dh2 = (1 - h3 ** 2) @ Wh.T
            dh3 = np.ones((m, 2)) @ Wy.T
        transpose:
            dh2 = t3 @ Wh
            dh1 = t2 @ Wh
            dWh = (h1.T @ t2 + h2.T @ t3).T
            dWy = do.T @ h3
            dWx = t1.T @ x1 + t2.T @ x2 + t3.T @ x3
        no sum:
            db = t1 + t2 + t3
        wrong axis:
            db = np.sum(t1 + t2 + t3, axis=1)
        sum over all:
            db = np.sum(t1 + t2 + t3)
        mean:
            do = 2 * (o - Y)
            dWx = (x1.T @ t1 + x2.T @ t2 + x3.T @ t3) / 3
            dWh = (h1.T @ t2 + h2.T @ t3) / 2
            dWx = (x1.T @ t1 + x2.T @ t2 + x3.T @ t3) / m
            db = np.mean(t1 + t2 + t3, axis=0)
            db = np.sum(t1 + t2 + t3, axis=0) / 3
        sign:
            do = 2 * (Y - o) / m
            dh2 = (dh3 * (1 + h3 ** 2)) @ Wh.T
            dWh = h1.T @ t2 - h2.T @ t3
        neighbour:
            dh2 = dh3
            dh1 = dh2
            dWy = h2.T @ do
            dWh = h1.T @ t1 + h2.T @ t2
            dh2 = h2
        updated:
            Wy -= alpha * dWy; dh3 = do @ Wy.T
            Wh -= alpha * h2.T @ t3; dh1 = t2 @ Wh.T
        pair:
            do = 2 * (Y - o)
            dh2 = -t3 @ Wh
            dWh = h2.T @ t3 / m
            dWx = -x3.T @ t3
            db = np.mean(t3, axis=0)
            dWh = -(h1.T @ t2 + h2.T @ t3) / m
    """,
)

MANY = Homework(
    cost="a recurrent network with an output at each step",
    seed=22,
    parameters={"h0": (3, 1), "U": (3, 2), "W": (3, 3), "V": (2, 3)},
    data="""
        x1 = normal(2, 1)
        x2 = normal(2, 1)
        y1 = normal(2, 1)
        y2 = normal(2, 1)
    """,
    named=("x1", "x2"),
    forward="""
        z1 = U @ x1 + W @ h0
        h1 = np.tanh(z1)
        o1 = V @ h1
        z2 = U @ x2 + W @ h1
        h2 = np.tanh(z2)
        o2 = V @ h2
        J = np.sum((o1 - y1) ** 2 + (o2 - y2) ** 2) / 2
    """,
    backward="""
        do2 = o2 - y2
        do1 = o1 - y1
        dV = do2 @ h2.T + do1 @ h1.T
        dh2 = V.T @ do2
        dz2 = dh2 * (1 - h2 ** 2)
        dh1 = V.T @ do1 + W.T @ dz2
        dz1 = dh1 * (1 - h1 ** 2)
        dU = dz2 @ x2.T + dz1 @ x1.T
        dW = dz2 @ h1.T + dz1 @ h0.T
        dh0 = W.T @ dz1
    """,
    slips="""
        path:
            dh1 = V.T @ do1
            dh1 = W.T @ dz2
            dV = do2 @ h2.T
            dV = do1 @ h1.T
            dU = dz2 @ x2.T
            dU = dz1 @ x1.T
            dW = dz2 @ h1.T
            dW = dz1 @ h0.T
        left out:
            do1 = 2 * (o1 - y1)
            do2 = (o2 - y2) / 2
            dz2 = dh2
            dz1 = dh1
            dh1 = V.T @ do1 + dz2
            dh0 = dz1
            dh1 = V.T @ do1 + W.T @ dh2
        squared:
            dz2 = dh2 * (1 - h2)
            dz1 = dh1 * (1 - h1 ** 2) ** 2
            do2 = (o2 - y2) ** 2
        output for input:
            dz2 = dh2 * (1 - z2 ** 2)
            dz1 = dh1 * (1 - np.tanh(h1) ** 2)
            dW = dz2 @ h2.T + dz1 @ h1.T
            dV = do2 @ z2.T + do1 @ z1.T
        another function:
            dz2 = dh2 * h2 * (1 - h2)
            dz1 = dh1 * (z1 > 0)
            dz2 = dh2 * np.tanh(z2)
        upstream left out:
            dz2 = 1 - h2 ** 2
            dz1 = 1 - h1 ** 2
            dh0 = W.T @ np.ones((3, 1))
        transpose:
            dh1 = V.T @ do1 + W @ dz2
            dh0 = W @ dz1
            dW = h1 @ dz2.T + h0 @ dz1.T
            dU = (dz2 @ x2.T + dz1 @ x1.T).T
            dV = h2 @ do2.T + h1 @ do1.T
        * for @:
            dW = dz2 * h1 + dz1 * h0
            dh0 = W.T * dz1
        mean:
            dV = (do2 @ h2.T + do1 @ h1.T) / 2
            dW = (dz2 @ h1.T + dz1 @ h0.T) / 2
        sign:
            do2 = y2 - o2
            do1 = y1 - o1
            dh1 = V.T @ do1 - W.T @ dz2
            dz1 = dh1 * (1 + h1 ** 2)
        neighbour:
            do1 = do2
            dh0 = dh1
            dz1 = dz2
            dU = dz2 @ x1.T + dz1 @ x2.T
            dh0 = h0
            do2 = o2
        updated:
            W = W - alpha * (dz2 @ h1.T + dz1 @ h0.T); dh0 = W.T @ dz1
            V -= alpha * dV; dh2 = V.T @ do2
        swapped:
            dW = h1.T @ dz2 + h0.T @ dz1
        pair:
            dh1 = -W.T @ dz2
            dh1 = W @ dz2
            do2 = 2 * (y2 - o2)
            dW = -dz2 @ h1.T
            dW = (dz2 @ h1.T + dz1 @ h0.T).T / 2
            dz1 = -dh1 * (1 - h1)
    """,
)

HOMEWORK = (RNN, MANY)

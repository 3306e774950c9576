"""Graphs of single numbers."""

from planted.homework import Homework

LINEAR = Homework(
    cost="one number: a linear neuron",
    seed=23,
    parameters={"w": (), "b": ()},
    data="""
        x, y = 1.7, 0.6
    """,
    forward="""
        c = w * x
        a = c + b
        d = a - y
        J = d ** 2 / 2
    """,
    backward="""
        dd = d
        da = dd
        db = da
        dc = da
        dw = dc * x
    """,
    slips="""
        left out:
            dd = d / 2
            dd = 2 * d
            dd = 1.0
            dw = dc
        squared:
            dd = d ** 2
            dw = dc * x ** 2
        upstream left out:
            dw = x
            da = 1.0
            db = 1.0
        sign:
            dd = y - a
            da = -dd
            db = -da
            dw = -dc * x
            dd = a + y
        neighbour:
            dd = a
            da = a
            db = b
            dw = dc * w
            dw = w
            dc = c
            dw = dc * c
        another function:
            dd = d ** 2 / 2
        pair:
            dd = 2 * (y - a)
            dd = (y - a) / 2
            dw = -dc
            dw = -x
            dd = -1.0
    """,
)

TANH = Homework(
    cost="one number: micrograd's neuron with tanh",
    seed=24,
    parameters={"x1": (), "x2": (), "w1": (), "w2": (), "b": ()},
    data="",
    forward="""
        x1w1 = x1 * w1
        x2w2 = x2 * w2
        s = x1w1 + x2w2
        n = s + b
        o = np.tanh(n)
        J = (o - 0.5) ** 2
    """,
    backward="""
        do = 2 * (o - 0.5)
        dn = do * (1 - o ** 2)
        db = dn
        ds = dn
        dx1w1 = ds
        dx2w2 = ds
        dx1 = dx1w1 * w1
        dw1 = dx1w1 * x1
        dx2 = dx2w2 * w2
        dw2 = dx2w2 * x2
    """,
    slips="""
        left out:
            dn = do
            dn = do * o ** 2
            dw1 = dx1w1
            do = o - 0.5
            dx2 = dx2w2
        squared:
            dn = do * (1 - o)
            dn = do * (1 - o ** 2) ** 2
            dw2 = dx2w2 * x2 ** 2
        output for input:
            dn = do * (1 - n ** 2)
            dn = do * (1 - np.tanh(o) ** 2)
            dw1 = dx1w1 * x1w1
        another function:
            do = (o - 0.5) ** 2
            dn = do * o * (1 - o)
            dn = do * np.tanh(n)
            dn = do * (1 - sigmoid(n)) * sigmoid(n)
        upstream left out:
            dn = 1 - o ** 2
            dw1 = x1
            dx2 = w2
            ds = 1.0
            db = 1.0
        sign:
            do = 2 * (0.5 - o)
            dn = do * (1 + o ** 2)
            db = -dn
            dx1w1 = -ds
            dn = do * (o ** 2 - 1)
        neighbour:
            dw1 = dx1w1 * w1
            dx1 = dx1w1 * x1
            dw2 = dx2w2 * x1
            dx2 = dx1
            dn = o
            db = b
            dx1w1 = s
            ds = s
        pair:
            dn = -do * (1 - o)
            dw1 = -x1
            do = 0.5 - o
            dx1 = -dx1w1
            dn = do * o * (o - 1)
    """,
)

SIGMOID = Homework(
    cost="one number: a sigmoid written out with exp",
    seed=25,
    parameters={"w": (), "b": ()},
    data="""
        x, y = -1.3, 1.0
    """,
    forward="""
        z = w * x + b
        u = np.exp(-z)
        v = 1 + u
        p = 1 / v
        J = -y * np.log(p) - (1 - y) * np.log(1 - p)
    """,
    backward="""
        dp = -y / p + (1 - y) / (1 - p)
        dv = -dp / v ** 2
        du = dv
        dz = -du * u
        dw = dz * x
        db = dz
    """,
    slips="""
        left out:
            dp = -y
            dv = -dp
            dz = -du
            dw = dz
        squared:
            dv = -dp / v
            dp = -y / p ** 2
            dz = -du * u ** 2
            dv = -dp / v ** 4
        output for input:
            dv = -dp / p ** 2
            dz = -du * z
            dz = -du * np.exp(-u)
        another function:
            dv = dp * np.log(v)
            dz = du / z
            dp = 2 * (p - y)
            dz = du * u * (1 - u)
            dp = np.log(p)
        upstream left out:
            dv = -1 / v ** 2
            dz = -u
            dw = x
            db = 1.0
            du = 1.0
        sign:
            dp = y / p
            dv = dp / v ** 2
            dz = du * u
            du = -dv
            dw = -dz * x
            db = -dz
        neighbour:
            dp = p - y
            dw = dz * w
            dz = u
            du = u
            db = b
            dp = y
            dw = dz * z
        pair:
            dv = dp / v
            dz = du
            dw = -dz
            dp = y - p
    """,
)

EXAMPLES = Homework(
    cost="one number: three examples one by one",
    seed=28,
    parameters={"w": (), "b": ()},
    data="""
        x1, x2, x3 = 0.5, -1.2, 2.0
        y1, y2, y3 = 1.0, 0.3, -0.4
    """,
    forward="""
        a1 = relu(w * x1 + b) + 0.1 * (w * x1 + b)
        a2 = sigmoid(w * x2 + b)
        a3 = np.tanh(w * x3 + b)
        J = ((a1 - y1) ** 2 + (a2 - y2) ** 2 + (a3 - y3) ** 2) / 3 + 0.05 * w ** 2
    """,
    backward="""
        da1 = 2 * (a1 - y1) / 3
        da2 = 2 * (a2 - y2) / 3
        da3 = 2 * (a3 - y3) / 3
        g1 = da1 * ((w * x1 + b > 0) + 0.1)
        g2 = da2 * a2 * (1 - a2)
        g3 = da3 * (1 - a3 ** 2)
        dw = g1 * x1 + g2 * x2 + g3 * x3 + 0.1 * w
        db = g1 + g2 + g3
    """,
    slips="""
        path:
            dw = g1 * x1 + g2 * x2 + 0.1 * w
            dw = g1 * x1 + 0.1 * w
            dw = g3 * x3 + 0.1 * w
            db = g1 + g2
            db = g3
            db = g2 + g3
        regulariser:
            dw = g1 * x1 + g2 * x2 + g3 * x3
            dw = g1 * x1 + g2 * x2 + g3 * x3 + 0.05 * w
            dw = g1 * x1 + g2 * x2 + g3 * x3 + 2 * w
            dw = g1 * x1 + g2 * x2 + g3 * x3 + w
            db = g1 + g2 + g3 + 0.1 * b
            dw = g1 * x1 + g2 * x2 + g3 * x3 + 0.05 * w ** 2
        left out:
            da1 = (a1 - y1) / 3
            dw = g1 + g2 + g3 + 0.1 * w
            dw = da1 * x1 + da2 * x2 + da3 * x3 + 0.1 * w
            db = da1 + da2 + da3
        squared:
            da2 = 2 * (a2 - y2) ** 2 / 3
        mean:
            da1 = 2 * (a1 - y1)
            da3 = 2 * (a3 - y3)
            db = (g1 + g2 + g3) / 3
            dw = (g1 * x1 + g2 * x2 + g3 * x3) / 3 + 0.1 * w
            dw = 3 * (g1 * x1 + g2 * x2 + g3 * x3) + 0.1 * w
        sign:
            dw = g1 * x1 + g2 * x2 + g3 * x3 - 0.1 * w
            da1 = 2 * (y1 - a1) / 3
            da2 = 2 * (y2 - a2) / 3
            dw = 0.1 * w - (g1 * x1 + g2 * x2 + g3 * x3)
            db = g1 - g2 + g3
        neighbour:
            da2 = da1
            da3 = a3
            db = b
            da1 = y1
            dw = w
        pair:
            da1 = 2 * (y1 - a1)
            db = -(g1 + g2 + g3) / 3
            dw = g1 * x1 + g2 * x2
            dw = (g1 * x1 + g2 * x2 + g3 * x3) / 3
            dw = -g3 * x3
    """,
)

HOMEWORK = (LINEAR, TANH, SIGMOID, EXAMPLES)

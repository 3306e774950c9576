"""Expressions of single numbers that are used more than once."""

from planted.homework import Homework

FAN_OUT = Homework(
    cost="one number: a is used three times",
    seed=26,
    parameters={"a": (), "b": ()},
    data="",
    forward="""
        c = a * b
        d = c + a
        e = d * a
        f = c * 3 + b ** 3
        J = e + f + d ** 2
    """,
    backward="""
        de = 1.0
        df = 1.0
        dd = de * a + 2 * d
        dc = dd + 3 * df
        da = de * d + dd + dc * b
        db = df * 3 * b ** 2 + dc * a
    """,
    slips="""
        path:
            da = de * d + dd
            da = de * d + dc * b
            da = dd + dc * b
            da = de * d
            da = dc * b
            da = dd
            db = df * 3 * b ** 2
            db = dc * a
            dc = dd
            dc = 3 * df
            dd = de * a
            dd = 2 * d
        left out:
            da = de * d + dd + dc
            dd = de + 2 * d
            dd = de * a + d
            dc = dd + df
            db = df * b ** 2 + dc * a
            db = df * 3 * b ** 2 + dc
            da = de + dd + dc * b
        squared:
            db = df * 3 * b ** 3 + dc * a
            dd = de * a + 2 * d ** 2
            db = df * 3 * b + dc * a
        upstream left out:
            da = de * d + dd + b
            db = df * 3 * b ** 2 + a
            da = de * d + 1 + dc * b
        sign:
            da = de * d + dd - dc * b
            dc = dd - 3 * df
            dd = de * a - 2 * d
            db = dc * a - df * 3 * b ** 2
        neighbour:
            da = de * d + dd + dc * a
            db = df * 3 * b ** 2 + dc * b
            da = de * a + dd + dc * b
            db = da
            dd = d
        output for input:
            da = de * e + dd + dc * b
            db = df * 3 * f ** 2 + dc * a
        another function:
            dd = de * a + d ** 2
        pair:
            da = -dc * b
            dd = de * a - d
            db = df * b ** 2 - dc * a
            dc = -3 * df
            da = de * d - dd
    """,
)

QUOTIENT = Homework(
    cost="one number: a quotient, a root and a logarithm",
    seed=27,
    parameters={"a": (), "b": (), "c": ()},
    data="",
    forward="""
        p = a * b + 4
        q = c ** 2 + 1
        r = p / q
        s = np.log(q)
        t = np.sqrt(q)
        J = r * s + np.sin(t)
    """,
    backward="""
        dr = s
        ds = r
        dt = np.cos(t)
        dp = dr / q
        dq = -dr * p / q ** 2 + ds / q + dt / (2 * t)
        dc = dq * 2 * c
        da = dp * b
        db = dp * a
    """,
    slips="""
        path:
            dq = -dr * p / q ** 2 + ds / q
            dq = ds / q + dt / (2 * t)
            dq = -dr * p / q ** 2 + dt / (2 * t)
            dq = -dr * p / q ** 2
            dq = ds / q
        left out:
            dp = dr
            dq = -dr / q ** 2 + ds / q + dt / (2 * t)
            dq = -dr * p / q ** 2 + ds + dt / (2 * t)
            dq = -dr * p / q ** 2 + ds / q + dt / t
            dq = -dr * p / q ** 2 + ds / q + dt / 2
            dc = dq * c
            dc = dq * 2
            da = dp
        squared:
            dq = -dr * p / q + ds / q + dt / (2 * t)
            dc = dq * 2 * c ** 2
            dq = -dr * p / q ** 2 + ds / q ** 2 + dt / (2 * t)
        output for input:
            dq = -dr * p / q ** 2 + ds / s + dt / (2 * t)
            dq = -dr * p / q ** 2 + ds / q + dt / (2 * q)
            dt = np.cos(np.sin(t))
        another function:
            dc = dq * c ** 2
            dt = np.sin(t)
            dq = -dr * p / q ** 2 + ds * np.log(q) + dt / (2 * t)
            dq = -dr * p / q ** 2 + ds / q + dt * t
        upstream left out:
            da = b
            dp = 1 / q
            dq = -p / q ** 2 + 1 / q + 1 / (2 * t)
            dc = 2 * c
        sign:
            dq = dr * p / q ** 2 + ds / q + dt / (2 * t)
            dt = -np.cos(t)
            dq = -dr * p / q ** 2 - ds / q + dt / (2 * t)
            dp = -dr / q
        neighbour:
            da = dp * a
            db = dp * b
            dr = r
            ds = s
            dq = dp
        pair:
            dt = -np.sin(t)
            dq = dr * p / q + ds / q + dt / (2 * t)
            dp = -dr * q
            dq = -ds / q
            dc = -dq * c
    """,
)

HOMEWORK = (FAN_OUT, QUOTIENT)

"""Logistic regression, as a course writes it."""

from planted.homework import Homework

COLUMNS = Homework(
    cost="logistic regression, examples in columns",
    seed=4,
    parameters={"w": (3,), "b": ()},
    data="""
        x = normal(3, 5)
        y = coin(5)
        m = 5
    """,
    forward="""
        z = np.dot(w, x) + b
        f_x = 1 / (1 + np.exp(-z))
        loss = -y * np.log(f_x) - (1 - y) * np.log(1 - f_x)
        J = np.mean(loss)
    """,
    backward="""
        df_x = (-y / f_x + (1 - y) / (1 - f_x)) / m
        dz = df_x * f_x * (1 - f_x)
        dw = np.dot(x, dz)
        db = np.sum(dz)
    """,
    slips="""
        left out:
            dz = df_x * f_x
            dz = df_x * (1 - f_x)
            df_x = (-1 / f_x + 1 / (1 - f_x)) / m
            dw = np.sum(dz) * np.ones(3)
            dz = df_x
        squared:
            dz = df_x * f_x * (1 - f_x) ** 2
            dz = df_x * (f_x * (1 - f_x)) ** 2
            dz = df_x * f_x ** 2 * (1 - f_x)
            df_x = (-y / f_x ** 2 + (1 - y) / (1 - f_x) ** 2) / m
        output for input:
            dz = df_x * z * (1 - z)
            dz = df_x * sigmoid(f_x) * (1 - sigmoid(f_x))
        another function:
            dz = df_x * (1 - f_x ** 2)
            dz = df_x * (z > 0)
            dz = df_x * np.exp(-z)
            df_x = (-y * np.log(f_x) + (1 - y) * np.log(1 - f_x)) / m
        upstream left out:
            dz = f_x * (1 - f_x)
            dw = np.sum(x, axis=1)
            db = 1.0
        no sum:
            dw = x * dz
            db = dz
        wrong axis:
            dw = np.sum(x * dz, axis=0)
        sum over all:
            dw = np.sum(x * dz)
            dz = np.sum(df_x * f_x * (1 - f_x))
        mean:
            df_x = -y / f_x + (1 - y) / (1 - f_x)
            dz = f_x - y
            dw = np.dot(x, dz) / m
            db = np.mean(dz)
            dz = (f_x - y) / 3
        sign:
            df_x = (y / f_x - (1 - y) / (1 - f_x)) / m
            df_x = (-y / f_x - (1 - y) / (1 - f_x)) / m
            df_x = (y / f_x + (1 - y) / (1 - f_x)) / m
            dz = df_x * f_x * (1 + f_x)
            dz = df_x * f_x * (f_x - 1)
            dw = -np.dot(x, dz)
            db = -np.sum(dz)
        neighbour:
            dz = f_x
            dw = w
            db = b
        updated:
            w -= alpha * dw; db = np.mean(sigmoid(np.dot(w, x) + b) - y)
        path:
            df_x = (1 - y) / (1 - f_x) / m
            df_x = -y / f_x / m
        pair:
            df_x = f_x - y
            dz = y - f_x
            df_x = y / f_x - (1 - y) / (1 - f_x)
            dw = -np.dot(x, dz) / m
            db = -np.mean(dz)
            dw = -x * dz
            dz = (1 - f_x) * f_x / m
    """,
)

ROWS = Homework(
    cost="logistic regression, examples in rows",
    seed=5,
    parameters={"w": (4,), "b": (1,)},
    data="""
        X = normal(6, 4)
        y = coin(6)
        m = 6
    """,
    named=("X", "y"),
    forward="""
        z = np.dot(X, w) + b
        a = sigmoid(z)
        J = -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / m
    """,
    backward="""
        da = -(y / a - (1 - y) / (1 - a)) / m
        dz = da * a * (1 - a)
        dw = np.dot(X.T, dz)
        db = np.sum(dz, keepdims=True)
    """,
    slips="""
        left out:
            dz = da * a
            dz = da * (1 - a)
            da = -(y - (1 - y) / (1 - a)) / m
            da = (a - y) / a / m
            da = (a - y) / (1 - a) / m
        squared:
            dz = da * a * (1 - a ** 2)
            dz = da * a ** 2 * (1 - a) ** 2
        output for input:
            dz = da * z * (1 - z)
            dz = da * sigmoid(a) * (1 - sigmoid(a))
        another function:
            dz = da * (1 - a ** 2)
            da = 2 * (a - y) / m
            dz = da * (z > 0)
            dz = da * np.exp(-z)
            da = -(y * np.log(a) + (1 - y) * np.log(1 - a)) / m
        upstream left out:
            dz = a * (1 - a)
            dw = np.sum(X, axis=0)
            db = np.ones(1)
            dw = np.mean(X, axis=0)
        no sum:
            db = dz
            dw = X * dz[:, None]
        * for @:
            dw = X.T * dz
        wrong axis:
            dw = np.sum(X * dz[:, None], axis=1)
        sum over all:
            dw = np.sum(X * dz[:, None])
            dw = np.full(4, np.sum(X * dz[:, None]))
        mean:
            da = -(y / a - (1 - y) / (1 - a))
            dz = a - y
            dw = np.dot(X.T, dz) / m
            db = np.mean(dz, keepdims=True)
            da = -(y / a - (1 - y) / (1 - a)) / m ** 2
            dz = (a - y) / 4
        sign:
            da = (y / a - (1 - y) / (1 - a)) / m
            da = -(y / a + (1 - y) / (1 - a)) / m
            da = (-y / a + (1 - y) / (1 + a)) / m
            dz = (y - a) / m
            dz = da * a * (1 + a)
            dw = -np.dot(X.T, dz)
            db = -np.sum(dz, keepdims=True)
        neighbour:
            da = (a - y) / m
            dz = a
            dw = w
            da = a
        path:
            da = -y / a / m
        pair:
            dz = y - a
            dz = -da * a * (1 - a) / m
            da = -(y / a - (1 - y) / (1 - a)) * m
            dw = np.dot(X.T, -dz) / m
            db = -np.mean(dz, keepdims=True)
            db = -dz
    """,
)

REGULARISED = Homework(
    cost="logistic regression with an L2 penalty",
    seed=36,
    parameters={"W": (3, 1), "b": (1,)},
    data="""
        X = normal(8, 3)
        Y = coin(8, 1)
        m = 8
        lambd = 0.7
    """,
    forward="""
        Z = X @ W + b
        A = sigmoid(Z)
        cross_entropy = np.mean(-Y * np.log(A) - (1 - Y) * np.log(1 - A))
        J = cross_entropy + lambd / (2 * m) * np.sum(W ** 2)
    """,
    backward="""
        dA = (A - Y) / (A * (1 - A)) / m
        dZ = dA * A * (1 - A)
        dW = X.T @ dZ + lambd / m * W
        db = np.sum(dZ, axis=0)
    """,
    slips="""
        regulariser:
            dW = X.T @ dZ
            dW = X.T @ dZ + lambd * W
            dW = X.T @ dZ + 1 / m * W
            dW = X.T @ dZ + lambd / (2 * m) * W
            dW = X.T @ dZ + 2 * lambd / m * W
            dW = X.T @ dZ + W
            dW = X.T @ dZ + lambd / m * W ** 2
            dW = X.T @ dZ + lambd / m
            dW = X.T @ dZ + lambd / m * np.sum(W)
            dW = X.T @ dZ + lambd / (2 * m) * np.sum(W ** 2)
            dW = X.T @ dZ + lambd / m * np.sign(W)
            db = np.sum(dZ, axis=0) + lambd / m * b
        left out:
            dA = (A - Y) / m
            dA = (A - Y) / A / m
            dA = (A - Y) / (1 - A) / m
            dZ = dA * (1 - A)
            dZ = dA * A
        output for input:
            dZ = dA * Z * (1 - Z)
            dZ = dA * sigmoid(A) * (1 - sigmoid(A))
        another function:
            dZ = dA * (1 - A ** 2)
            dZ = dA * (Z > 0)
        squared:
            dZ = dA * (A * (1 - A)) ** 2
        upstream left out:
            dZ = A * (1 - A)
        mean:
            dZ = A - Y
            dW = X.T @ dZ / m + lambd / m * W
            dW = (X.T @ dZ + lambd / m * W) / m
            dA = (A - Y) / (A * (1 - A))
            db = np.mean(dZ, axis=0)
            dZ = (A - Y) / 3
        sign:
            dW = X.T @ dZ - lambd / m * W
            dA = (Y - A) / (A * (1 - A)) / m
            dZ = dA * A * (1 + A)
            dW = -X.T @ dZ + lambd / m * W
            db = -np.sum(dZ, axis=0)
        no sum:
            db = dZ
        wrong axis:
            db = np.sum(dZ, axis=1)
        transpose:
            dW = (X.T @ dZ + lambd / m * W).T
        neighbour:
            dZ = Y
            dW = W
        updated:
            W -= alpha * dW; db = np.mean(sigmoid(X @ W + b) - Y, axis=0)
        path:
            dW = lambd / m * W
        pair:
            dZ = Y - A
            dW = X.T @ dZ / m
            dW = X.T @ dZ / m + lambd * W
            dW = -X.T @ dZ
            dW = -(X.T @ dZ) - lambd / m * W
            db = -np.mean(dZ, axis=0)
    """,
)

HOMEWORK = (COLUMNS, ROWS, REGULARISED)

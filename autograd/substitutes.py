"""Functions of NumPy and SciPy that have no row, each with what to use in its place."""

EQUAL = "Left out, as vectors have no derivative where two values are equal"
LEAST_SQUARES = "np.linalg.solve(X.T @ X, X.T @ y) for least squares"
REAL_ONLY = "Numbers here are real: keep the two parts in two arrays"
COUNTING = ("argpartition", "argwhere", "bincount", "digitize", "flatnonzero", "histogram", "iscomplex", "isreal",
            "lexsort", "nextafter", "nonzero", "searchsorted", "signbit", "spacing", "unique")  # fmt: skip
COUNTED = "x.data, since nothing here changes smoothly with x"

INSTEAD = {
    "np.floor": "x // 1, which has derivative 0 as np.sign has",
    "np.ceil": "-(-x // 1), which has derivative 0 as np.sign has",
    "np.trunc": "np.sign(x) * (np.abs(x) // 1), which has derivative 0",
    "np.rint": "(x + 0.5) // 1, which has derivative 0 as np.sign has",
    "np.round": "(x + 0.5) // 1, which has derivative 0 as np.sign has",
    "np.fabs": "np.abs(x)",
    "np.fmod": "x % y, which has the sign of y",
    "np.float_power": "x ** y",
    "np.heaviside": "np.where(x > 0, 1, 0)",
    "np.sinc": "np.sin(np.pi * x) / (np.pi * x)",
    "np.deg2rad": "x * np.pi / 180",
    "np.rad2deg": "x * 180 / np.pi",
    "np.logaddexp2": "np.logaddexp(x * c, y * c) / c with c = np.log(2)",
    "np.percentile": "np.sort(x)[k], the k-th smallest entry",
    "np.quantile": "np.sort(x)[k], the k-th smallest entry",
    "np.nanmean": "np.nansum(x) / np.sum(np.isfinite(x))",
    "np.nanmax": "np.max(np.where(np.isnan(x.data), -np.inf, x))",
    "np.nanmin": "np.min(np.where(np.isnan(x.data), np.inf, x))",
    "np.correlate": "np.convolve(x, y[::-1], 'valid')",
    "np.gradient": "np.diff(x)",
    "np.trapezoid": "np.sum((y[1:] + y[:-1]) / 2 * np.diff(x))",
    "np.cov": "d @ d.T / (np.shape(x)[1] - 1) with d = x - np.mean(x, axis=1, keepdims=True)",
    "np.corrcoef": "d @ d.T with d = x - np.mean(x, axis=1, keepdims=True), and each row of d divided by its norm",
    "np.vander": "np.expand_dims(x, 1) ** np.arange(len(x))[::-1]",
    "np.block": "np.concatenate, along one axis after the other",
    "np.insert": "np.concatenate([x[:i], values, x[i:]])",
    "np.meshgrid": "x[None, :] and y[:, None], which broadcast",
    "np.copysign": "np.abs(x) * np.sign(y)",
    "np.ldexp": "x * 2.0**n",
    "np.unwrap": "x.data; to leave out whole turns write x % (2 * np.pi)",
    "np.nanprod": "np.prod(np.where(np.isnan(x.data), 1, x))",
    "np.nanstd": "np.std(x[~np.isnan(x.data)])",
    "np.nanvar": "np.var(x[~np.isnan(x.data)])",
    "np.nanmedian": "np.median(x[~np.isnan(x.data)])",
    "np.hsplit": "np.split(x, sections, axis=1)",
    "np.vsplit": "np.split(x, sections)",
    "np.ediff1d": "np.diff(x)",
    "np.vdot": "np.sum(x * y)",
    "np.vecdot": "np.sum(x * y, axis=-1)",
    "np.fliplr": "np.flip(x, 1)",
    "np.flipud": "np.flip(x, 0)",
    "np.dstack": "np.stack([x, y], axis=2)",
    "np.atleast_3d": "np.expand_dims(x, axis)",
    "np.polyval": "p[0] * x**2 + p[1] * x + p[2]",
    "np.add.reduce": "np.sum(x)",
    "np.multiply.reduce": "np.prod(x, axis)",
    "np.add.accumulate": "np.cumsum(x, axis)",
    "np.multiply.accumulate": "np.cumprod(x, axis)",
    "np.multiply.outer": "np.outer(x, y)",
    "np.linalg.svd": f"{EQUAL}; np.linalg.norm, det, inv and solve need none of them",
    "np.linalg.eig": f"{EQUAL}, and numbers here are real",
    "np.linalg.eigvals": f"{EQUAL}, and numbers here are real",
    "np.linalg.eigvalsh": f"{EQUAL}; np.trace and np.linalg.det give their sum and product",
    "np.linalg.svdvals": f"{EQUAL}; np.linalg.norm gives the root of the sum of their squares",
    "np.linalg.cond": "np.linalg.norm(x) * np.linalg.norm(np.linalg.inv(x)), the condition in another norm",
    "np.linalg.vector_norm": "np.linalg.norm(x)",
    "np.linalg.matrix_norm": "np.linalg.norm(x)",
    "np.linalg.eigh": f"{EQUAL}; np.trace and np.linalg.det give their sum and product",
    "np.linalg.qr": f"{LEAST_SQUARES}; R is np.linalg.cholesky(X.T @ X).T, up to the signs of its rows",
    "np.linalg.lstsq": LEAST_SQUARES,
    "np.linalg.pinv": "np.linalg.solve(X.T @ X, X.T)",
    "np.linalg.matrix_power": "X @ X @ X",
    "np.linalg.multi_dot": "A @ B @ C",
    "np.fft": "Left out, as numbers here are real; a product with np.cos and np.sin of 2 pi j k / n gives both parts",
    "np.real": REAL_ONLY,
    "np.imag": REAL_ONLY,
    "np.conjugate": REAL_ONLY,
    "np.angle": f"{REAL_ONLY}; np.arctan2(y, x) is the angle",
    **dict.fromkeys([f"np.{name}" for name in COUNTING], COUNTED),
    "scipy.special.expit": "autograd.sigmoid(x)",
    "scipy.special.logit": "np.log(x / (1 - x))",
    "scipy.special.xlogy": "x * np.log(y)",
    "scipy.special.xlog1py": "x * np.log1p(y)",
    "scipy.special.log_expit": "-autograd.softplus(-x)",
}
DERIVATIVES = {
    "erf": "lambda z, x: 2 / np.pi**0.5 * np.exp(-(x**2))",
    "erfc": "lambda z, x: -2 / np.pi**0.5 * np.exp(-(x**2))",
    "erfinv": "lambda z, x: np.pi**0.5 / 2 * np.exp(z**2)",
    "ndtr": "lambda z, x: np.exp(-(x**2) / 2) / (2 * np.pi) ** 0.5",
    "gamma": "lambda z, x: z * special.psi(x)",
    "gammaln": "lambda z, x: special.psi(x)",
    "psi": "lambda z, x: special.polygamma(1, x)",
    "j0": "lambda z, x: -special.j1(x)",
    "i0": "lambda z, x: special.i1(x)",
}
KEYWORDS = {
    "dtype": "x.astype('float32') has another type",
    "copy": "the result is a node of its own",
    "where": "np.where(mask, x, 0) leaves entries out",
    "initial": "np.maximum(result, number), result + number or the like adds one more number",
    "out": "write array = ..., since an array can't hold a graph",
    "order": "entries are in the order of rows; take x.T for that of columns",
    "nan": "np.where(np.isnan(x.data), number, x) puts another number there",
    "prepend": "np.concatenate joins arrays",
    "append": "np.concatenate joins arrays",
    "left": "beyond its points the line goes on level; np.where chooses another number",
    "right": "beyond its points the line goes on level; np.where chooses another number",
    "period": "x % period brings x into one period",
    "correction": "ddof is the same",
    "returned": "np.sum(weights) is the sum of the weights",
    "axisa": "axis is that of both and of the result",
}


def advice(name: str) -> str:
    """Return what to do instead of calling a function that has no row, by its full name."""
    module, _, function = name.rpartition(".")
    instead = INSTEAD.get(name) or INSTEAD.get(module)
    if instead:
        return f"{instead}." if instead.startswith(("Left", "Numbers")) else f"Use {instead}."
    derivative = DERIVATIVES.get(function, "lambda z, x: <dz/dx>")
    forward = name.replace("scipy.", "")
    return (
        f"This line adds it as a function: {function} = autograd.rules.row({function!r}, {forward}, {derivative}). "
        f"Or compose it of functions that have a row (python -m autograd lists them), compose({forward}, formula), "
        "or use .data for numbers without a gradient."
    )

"""Sample answers to the exercises of the lessons, and wrong ones with words of what the check says.

Keyed by lesson and gap: (right answer, {wrong answer: words}), each as a student writes it.
"""

ANSWERS = {
    "lesson_01_nudge": {
        "answer_a": ("-24.0", {"-4.0": "6 were left out", "24.0": "sign", "-144.0": "times 6"}),
        "answer_b": ("-0.024", {"0.024": "sign is turned", "-24.0": "by the nudge"}),
        "answer_c": ("-15.0", {"-3.0": "left out", "10.0": "dc was handed in"}),
    },
    "lesson_02_two_paths": {
        "answer_a": ("20.0", {"8.0": "forgotten", "12.0": "forgotten"}),
        "answer_b": ("4", {"3": "more", "5": "fewer"}),
        "du": ("dJ * v + dv * 1.0", {"dJ * v": "du", "dv * 1.0": "du"}),
        "da": ("dv * 1.0 + du * 2.0", {"dv * 1.0": "da", "du * 2.0": "da", "dv + du": "da"}),
    },
    "lesson_03_one_neuron": {
        "answer_a": ("1.0966", {"0.7311": "as if", "-1.0966": "sign"}),
        "dJ_dw": (
            "np.dot(x, error) / m",
            {"np.dot(x, error)": "J is their mean", "x * error": "shape (2, 200)", "-np.dot(x, error) / m": "is wrong"},
        ),
        "dJ_db": ("np.mean(error)", {"error": "shape (200,)", "np.sum(error)": "mean over all"}),
    },
    "lesson_04_descent": {
        "new_w": ("w - alpha * dJ_dw", {"w + alpha * dJ_dw": "uphill", "w - dJ_dw": "alpha times", "dJ_dw": "alpha"}),
        "answer_b": ("-6.0", {"-12.0": "sum over", "-3.0": "factor two", "6.0": "Not yet"}),
        "answer_c": ("0.2", {"0.5": "Too far", "0.1": "Not far"}),
    },
    "lesson_05_hidden_layer": {
        "answer_a": ("(5, 7)", {"(7, 5)": "wrong way round", "(30, 7)": "summed", "(5, 5)": "Not yet"}),
        "dW2": (
            "a1.T @ dz2",
            {"(a1.T @ dz2).T": "transposing", "4 * a1.T @ dz2": "times m = 4", "-a1.T @ dz2": "sign"},
        ),
        "db2": ("dz2.sum(axis=0)", {"dz2": "summing over axis 0", "dz2.mean(axis=0)": "divided by"}),
        "dW": ("X.T @ (da * (1 - a**2))", {"X.T @ da": "left out", "X.T @ (da * a * (1 - a))": "dW"}),
    },
    "lesson_06_own_backprop": {
        "dz2": ("2 * (z2 - y) / m", {"2 * (z2 - y)": "times m = 8", "(z2 - y) / m": "2 were left out"}),
        "dW2": ("a1.T @ dz2", {"(dz2.T @ a1)": "transposing"}),
        "db2": ("dz2.sum(axis=0)", {"dz2": "summing over axis 0"}),
        "da1": ("dz2 @ W2.T", {"-dz2 @ W2.T": "sign is turned"}),
        "dz1": ("da1 * (z1 > 0)", {"da1": "left out", "da1 * a1 * (1 - a1)": "as if dz1 = da1 * (a1 * (1 - a1))"}),
        "dW1": ("X.T @ dz1", {"X.T @ da1": "da1 were taken for dz1"}),
        "db1": ("dz1.sum(axis=0)", {"dz1": "summing over axis 0"}),
        "answer_b": ("'mean'", {"'sign'": "every ratio -1", "'sigmoid'": "another factor", "'m'": "four words"}),
    },
    "lesson_07_digits": {
        "answer_a": ("390", {"375": "bias too", "400": "a bias for each unit"}),
        "answer_b": ("17", {"16": "left over", "48": "round up"}),
        "new_velocity": (
            "0.9 * velocity - alpha * gradient",
            {"0.9 * velocity + alpha * gradient": "uphill", "velocity - alpha * gradient": "0.9 * the old one"},
        ),
        "new_data": ("data + new_velocity", {"data - new_velocity": "minus", "data - alpha * gradient": "moves by"}),
    },
    "lesson_08_saturation": {
        "answer_a": ("0.25", {"1.0": "No sigmoid is that steep", "0.1": "can be steeper"}),
        "scaled": (
            "(new - learned_from.mean(axis=0)) / learned_from.std(axis=0)",
            {
                "(new - new.mean(axis=0)) / new.std(axis=0)": "deviation of new",
                "(new - learned_from.mean()) / learned_from.std()": "a mean of its own",
                "new / learned_from.std(axis=0)": "Not yet",
                "learned_from": "has shape (200, 2)",
            },
        ),
        "answer_c": ("0.05", {"1.0": "too large", "1 / 400": "too small"}),
    },
    "lesson_09_softmax": {
        "answer_a": ("[0.7, -0.8, 0.1]", {"[-0.3, 0.2, 0.1]": "compare says", "[-0.7, 0.8, -0.1]": "sign"}),
        "dW": (
            "a.T @ (P - Y) / m + 2 * strength * W",
            {
                "a.T @ (P - Y) / m": "penalty is missing",
                "a.T @ (P - Y) + 2 * strength * W": "mean over the examples",
                "a.T @ (P - Y) / m + strength * W": "factor two",
                "(a.T @ (P - Y) + 2 * strength * W) / m": "no 1/m there",
                "(P - Y).T @ a": "shape (3, 4)",
                "a.T @ (Y - P) / m + 2 * strength * W": "Not yet",
            },
        ),
    },
    "lesson_10_optimizers": {
        "answer_a": ("2", {"-13": "alpha = 1", "8": "minus", "3": "Not yet"}),
        "answer_b": ("[-0.1, 0.1]", {"[0.1, -0.1]": "against", "[-0.0002, 0.7]": "moves by alpha"}),
        "new_w": (
            "w - np.linalg.solve(H, dw)",
            {
                "w + np.linalg.solve(H, dw)": "leaves a gradient",
                "w - H @ dw": "leaves a gradient",
                "w - dw / H": "has shape (2, 2)",
            },
        ),
    },
    "lesson_11_attention": {
        "answer_a": ("3.0", {"2.5": "forgotten", "3.5": "compare says"}),
        "dV": ("P.T @ dO", {"P @ dO": "dV", "-P.T @ dO": "sign"}),
        "dP": ("dO @ V.T", {"V @ dO.T": "transposing"}),
        "dS": ("P * (dP - np.sum(dP * P, axis=1, keepdims=True))", {"P * dP": "dS", "P * (1 - P) * dP": "dS"}),
        "dQ": ("dS @ K * scale", {"dS @ K": "dQ", "dS.T @ K * scale": "dQ"}),
        "dK": ("dS.T @ Q * scale", {"dS @ Q * scale": "dK", "dS.T @ Q": "dK"}),
    },
    "lesson_12_gpt": {
        "answer_a": ("14272", {"8128": "grow both ways", "16256": "each matrix by itself"}),
        "mask": (
            "np.triu(np.full((LONGEST, LONGEST), -1e9), k=1)",
            {
                "np.tril(np.full((LONGEST, LONGEST), -1e9), k=-1)": "looks ahead",
                "np.zeros((LONGEST, LONGEST))": "looks ahead",
                "-1e9 * (1 - np.eye(LONGEST))": "itself and all before it",
                "np.zeros((HEADS, HEADS))": "has shape (4, 4)",
            },
        ),
    },
    "lesson_13_open_the_engine": {
        "tanh_derivative": (
            "lambda x: 1 - np.tanh(x) ** 2",
            {"lambda x: 1 - x**2": "has the gradient", "lambda x: np.tanh(x)": "yours gives"},
        ),
        "order": ("sorted(numbers, reverse=True)", {"sorted(numbers)": "order forward", "numbers": "J was made last"}),
    },
    "lesson_14_museum_of_bugs": {
        "repaired": ("old + upstream * local", {"upstream * local": "say 44", "old * upstream * local": "say 44"}),
        "answer_b": ("4", {"1": "summing over axis 0"}),
    },
    "lesson_15_museum_of_runs": {
        "loss": ("softplus(z)", {"-log(1 - sigmoid(z))": "gives inf", "softplus(-z)": "another function"}),
        "kept": ("W.copy()", {"W": "went with it", "W[:]": "went with it", "W * 0": "not what W was"}),
        "column": ("y[:, None]", {"y": "shape (3, 3)", "y[None, :]": "shape (3, 3)", "y[::-1, None]": "numbers"}),
    },
    "lesson_16_marking_a_class": {
        "answer_a": ("7.14", {"5": "all of them together", "7.1": "is not it"}),
        "percent": (
            "round(100 * marking.share_of(details))",
            {"marking.share_of(details)": "is not", "100 * marking.share_of(details) // 1 + 1": "no whole number"},
        ),
        "comment": (
            'next((row["verdict"] for row in details["rows"] if not marking.is_credited(row)), "")',
            {'details["rows"][-1]["verdict"]': "first verdict is another one", '""': "first verdict is another one"},
        ),
    },
}

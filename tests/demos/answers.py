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
}

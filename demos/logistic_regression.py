"""The course's logistic regression in plain NumPy lines, differentiated as they stand."""

import numpy as np

from autograd import value_and_grad
from demos.digits import load_digits

alpha = 0.5


def main() -> None:
    """Learn zeros and ones with one unit, and compare its gradient with the formula of the course."""
    X, y, X_test, y_test = load_digits()
    x = X.T  # a column an example, so that np.dot(w, x) holds all m of them

    def J(w, b):  # type: ignore[no-untyped-def]  # the course's lines, word for word
        z = np.dot(w, x) + b
        f_x = 1 / (1 + np.exp(-z))
        loss = -y * np.log(f_x) - (1 - y) * np.log(1 - f_x)
        return np.mean(loss)

    w, b = np.zeros(400), 0.0
    cost_and_gradient = value_and_grad(J, argnums=(0, 1))
    for step in range(301):
        cost, (dj_dw, dj_db) = cost_and_gradient(w, b)
        if step % 50 == 0:
            print(f"step {step:>3}   J = {cost:.4f}")
        w = w - alpha * dj_dw
        b = b - alpha * dj_db

    cost, (dj_dw, dj_db) = cost_and_gradient(w, b)
    error = 1 / (1 + np.exp(-(np.dot(w, x) + b))) - y
    by_hand = np.dot(x, error) / len(y)
    apart = np.abs(dj_dw - by_hand).max()
    print(f"\ndJ/dw by the engine and by the course's formula (f(x) - y) x / m: {apart:.1e} apart")

    right = (np.dot(w, X_test.T) + b > 0) == (y_test == 1)
    print(f"Test accuracy: {right.mean():.1%} of {len(right)} digits it has never seen")


if __name__ == "__main__":
    main()

"""Job T written by hand in plain NumPy, as a course writes it: the measure of all peers."""

import numpy as np
from worker import digits, serve, settings, trained

job = settings()
X, y, (W1, b1, W2, b2, W3, b3) = digits(job.dtype)
alpha = 0.1


def step(batch):
    global W1, b1, W2, b2, W3, b3
    a0, t, m = X[batch], y[batch], len(batch)
    a1 = 1 / (1 + np.exp(-(a0 @ W1 + b1)))
    a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    a3 = 1 / (1 + np.exp(-(a2 @ W3 + b3)))
    J = np.mean(-t * np.log(a3) - (1 - t) * np.log(1 - a3))
    dz3 = (a3 - t) / m
    dW3, db3 = a2.T @ dz3, dz3.sum(axis=0)
    dz2 = dz3 @ W3.T * a2 * (1 - a2)
    dW2, db2 = a1.T @ dz2, dz2.sum(axis=0)
    dz1 = dz2 @ W2.T * a1 * (1 - a1)
    dW1, db1 = a0.T @ dz1, dz1.sum(axis=0)
    W1 -= alpha * dW1
    b1 -= alpha * db1
    W2 -= alpha * dW2
    b2 -= alpha * db2
    W3 -= alpha * dW3
    b3 -= alpha * db3
    return J


serve(lambda: trained(job, step))

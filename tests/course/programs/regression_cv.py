"""Polynomial regression: the degree, the penalty and the network are chosen by the error on cross-validation data."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense
from nn.losses import MeanSquaredError

# Few noisy points on a curve of degree 3: half of them to learn from, a quarter to choose by, a quarter to report.
rng = np.random.default_rng(0)
x = rng.uniform(-3, 3, 48)
y = 0.5 * x**3 - x**2 - 2 * x + 4 + rng.normal(scale=2.5, size=48)
x_train, x_cv, x_test = x[:24], x[24:36], x[36:]
y_train, y_cv, y_test = y[:24], y[24:36], y[36:]
print(f"train {x_train.shape}, cv {x_cv.shape}, test {x_test.shape}")


def polynomial(x, degree):
    """The columns x, x^2 ... x^degree."""
    return np.column_stack([x**power for power in range(1, degree + 1)])


def scaled(degree):
    """The features of all three sets, with the mean and the deviation of those to learn from."""
    features = [polynomial(x, degree) for x in (x_train, x_cv, x_test)]
    mean = np.mean(features[0], axis=0)
    sigma = np.std(features[0], axis=0)
    return [(X - mean) / sigma for X in features]


def eval_mse(y, yhat):
    """Half the mean of the squared errors."""
    m = len(y)
    err = 0.0
    for i in range(m):
        err = err + (yhat[i, 0] - y[i]) ** 2
    return err / (2 * m)


# 1. How high should the degree be?
tf.random.set_seed(20)
degrees = [1, 2, 3, 4, 5, 6]
train_errors = []
cv_errors = []
for degree in degrees:
    X_train, X_cv, _ = scaled(degree)
    model = Sequential([tf.keras.Input(shape=(degree,)), Dense(1, activation="linear")])
    model.compile(loss=MeanSquaredError(), optimizer=tf.keras.optimizers.Adam(learning_rate=0.1))
    model.fit(X_train, y_train, batch_size=24, epochs=1000, verbose=0)
    train_errors.append(eval_mse(y_train, model.predict(X_train)))
    cv_errors.append(eval_mse(y_cv, model.predict(X_cv)))
    print(f"degree {degree}: train {train_errors[-1]:.2f}, cv {cv_errors[-1]:.2f}")
best_degree = degrees[np.argmin(cv_errors)]
print(f"Lowest CV error has the model of degree {best_degree}")

# 2. A degree that is too high, with a penalty for large weights: how large should that be?
high = 8
X_train, X_cv, X_test = scaled(high)
lambdas = [0.0, 0.001, 0.01, 0.1, 1.0, 10.0]
lambda_models = []
lambda_train_errors = []
lambda_cv_errors = []
for lambda_ in lambdas:
    model = Sequential(
        [
            tf.keras.Input(shape=(high,)),
            Dense(1, activation="linear", kernel_regularizer=tf.keras.regularizers.l2(lambda_)),
        ]
    )
    model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(learning_rate=0.1))
    model.fit(X_train, y_train, batch_size=24, epochs=1000, verbose=0)
    lambda_models.append(model)
    lambda_train_errors.append(eval_mse(y_train, model.predict(X_train)))
    lambda_cv_errors.append(eval_mse(y_cv, model.predict(X_cv)))
    print(f"lambda {lambda_}: train {lambda_train_errors[-1]:.2f}, cv {lambda_cv_errors[-1]:.2f}")
best = np.argmin(lambda_cv_errors)
print(f"Lowest CV error has lambda = {lambdas[best]}")

# 3. Networks that find the curve by themselves, from x alone.
X_train, X_cv, X_test = scaled(1)
nn_models = [
    Sequential([Dense(4, activation="relu"), Dense(1, activation="linear")]),
    Sequential([Dense(20, activation="softplus"), Dense(1, activation="linear")]),
    Sequential([Dense(16, activation="leaky_relu"), Dense(8, activation="leaky_relu"), Dense(1, activation="linear")]),
]
nn_cv_errors = []
for model in nn_models:
    model.compile(loss="mse", optimizer=tf.keras.optimizers.Adam(learning_rate=0.05))
    model.fit(X_train, y_train, epochs=300, verbose=0)
    nn_cv_errors.append(eval_mse(y_cv, model.predict(X_cv)))
model_num = np.argmin(nn_cv_errors)
test_error = eval_mse(y_test, nn_models[model_num].predict(X_test))
print(f"Selected network: {model_num + 1}, CV error {nn_cv_errors[model_num]:.2f}, test error {test_error:.2f}")

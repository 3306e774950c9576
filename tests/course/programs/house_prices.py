"""House prices: one linear unit finds what least squares finds, once features of different sizes are scaled."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense
from nn.losses import MeanAbsoluteError, MeanSquaredError
from nn.optimizers import SGD

# Size in square feet, bedrooms, floors, age in years; prices in 1000 dollars.
rng = np.random.default_rng(9)
m = 300
size = rng.uniform(500, 4000, m)
bedrooms = rng.integers(1, 6, m)
floors = rng.integers(1, 4, m)
age = rng.uniform(0, 100, m)
X_train = np.column_stack([size, bedrooms, floors, age])
y_train = 0.25 * size + 12 * bedrooms - 20 * floors - 0.8 * age + 90 + rng.normal(scale=15.0, size=m)
X_features = ["size(sqft)", "bedrooms", "floors", "age"]


def zscore_normalize_features(X):
    mu = np.mean(X, axis=0)
    sigma = np.std(X, axis=0)
    return (X - mu) / sigma, mu, sigma


X_norm, X_mu, X_sigma = zscore_normalize_features(X_train)
print(f"X_mu = {X_mu}, \nX_sigma = {X_sigma}")
print(f"Peak to Peak range by column in Raw        X:{np.ptp(X_train, axis=0)}")
print(f"Peak to Peak range by column in Normalized X:{np.ptp(X_norm, axis=0)}")

tf.random.set_seed(1234)
model = Sequential([tf.keras.Input(shape=(4,)), Dense(1, activation="linear", name="price")])
model.compile(loss=MeanSquaredError(), optimizer=tf.keras.optimizers.SGD(learning_rate=0.1))
history = model.fit(x=X_norm, y=y_train, batch_size=m, epochs=300, verbose=0)
w, b = model.get_layer("price").get_weights()
print(f"w,b found by gradient descent: w: {w[:, 0]}, b: {b}")

columns = np.column_stack([X_norm, np.ones(m)])
least_squares = np.linalg.lstsq(columns, y_train)[0]
print(f"least squares:                 w: {least_squares[:4]}, b: {least_squares[4:]}")

# The weights of the features as they were measured.
w_raw = w[:, 0] / X_sigma
b_raw = b[0] - np.sum(w[:, 0] * X_mu / X_sigma)
for name, weight in zip(X_features, w_raw, strict=True):
    print(f"{name:12s} {weight:8.3f}")

# What does a house cost that the network has never seen?
x_house = np.array([[1200, 3, 1, 40]])
x_house_norm = (x_house - X_mu) / X_sigma
x_house_predict = model.predict(x_house_norm, verbose=0)[0, 0]
print(f"predicted price of a house with 1200 sqft, 3 bedrooms, 1 floor, 40 years old = ${x_house_predict * 1000:0.0f}")
yp = model.predict(X_norm, batch_size=64, verbose=0)
print(f"Prediction on training set:\n{yp[:4]}, \nTarget values \n{y_train[:4]}")
cost = model.evaluate(x=X_norm, y=y_train, verbose=0)
cost_by_hand = np.mean((yp[:, 0] - y_train) ** 2)


# Without scaling, steps that do not diverge are so small that the network hardly learns.
model_raw = Sequential([Dense(1, activation="linear", input_shape=(4,), kernel_initializer="zeros")])
model_raw.compile(loss=MeanSquaredError(), optimizer=SGD(learning_rate=1e-7))
history_raw = model_raw.fit(X_train, y_train, batch_size=m, epochs=300, verbose=0)
print(f"cost with scaling {history.history['loss'][-1]:.0f}, without {history_raw.history['loss'][-1]:.0f}")


# The same loss in four forms: an object, a class, a name, and a function of the target and the prediction.
def squared_error(y_true, y_pred):
    return (y_pred - y_true) ** 2


start = [np.zeros((4, 1)), np.zeros(1)]
found = []
for loss in [MeanSquaredError(), MeanSquaredError, "mean_squared_error", squared_error]:
    model_of_form = Sequential([Dense(1, input_dim=4)])
    model_of_form.set_weights(start)
    model_of_form.compile(optimizer="sgd", loss=loss)
    model_of_form.fit(X_norm, y_train, epochs=10, shuffle=False, verbose=0)
    found.append(model_of_form.get_weights())

# Three prices were typed with a digit too many. The mean absolute error takes less notice of them.
y_typed = y_train.copy()
y_typed[:3] *= 10
deviations = []
for loss in [MeanSquaredError(), MeanAbsoluteError()]:
    model_typed = Sequential([Dense(1, input_dim=4)])
    model_typed.compile(loss=loss, optimizer=tf.keras.optimizers.Adam(learning_rate=1.0), metrics=["mae"])
    model_typed.fit(X_norm, y_typed, epochs=150, verbose=0)
    deviations.append(np.mean(np.abs(model_typed.predict(X_norm)[3:, 0] - y_train[3:])))
print(f"mean deviation from the true prices: {deviations[0]:.1f} with MSE, {deviations[1]:.1f} with MAE")

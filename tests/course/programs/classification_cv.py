"""Classification: architectures are compared by the share of errors, with penalties, dropout and early stopping."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense, Dropout
from nn.losses import BinaryCrossentropy, SparseCategoricalCrossentropy

# Is a point inside a ring? One answer in twelve is wrong on purpose.
rng = np.random.default_rng(10)
X = rng.uniform(-2, 2, (500, 2))
radius = np.sqrt(np.sum(X**2, axis=1))
y = (np.abs(radius - 1.2) < 0.5).astype(int)
flipped = rng.random(500) < 1 / 12
y[flipped] = 1 - y[flipped]
X_train, X_cv, X_test = X[:300], X[300:400], X[400:]
y_train, y_cv, y_test = (part.reshape(-1, 1) for part in (y[:300], y[300:400], y[400:]))


def error_of(model, X, y):
    """The share of examples that a model with a linear output gets wrong."""
    yhat = tf.math.sigmoid(model.predict(X)).numpy()
    yhat = np.where(yhat >= 0.5, 1, 0)
    return np.mean(yhat != y)


# 1. Three architectures.
tf.random.set_seed(20)
model_1 = Sequential([Dense(3, activation="relu"), Dense(1, activation="linear")])
model_2 = Sequential([Dense(20, activation="relu"), Dense(12, activation="relu"), Dense(1, activation="linear")])
model_3 = Sequential(
    [
        Dense(32, activation="relu"),
        Dense(16, activation="relu"),
        Dense(8, activation="relu"),
        Dense(1, activation="linear"),
    ]
)
train_errors = []
cv_errors = []
for model in [model_1, model_2, model_3]:
    model.compile(loss=BinaryCrossentropy(from_logits=True), optimizer=tf.keras.optimizers.Adam(learning_rate=0.01))
    model.fit(X_train, y_train, epochs=60, verbose=0)
    train_errors.append(error_of(model, X_train, y_train))
    cv_errors.append(error_of(model, X_cv, y_cv))
    print(f"Training Set Classification Error: {train_errors[-1]:.3f}, CV: {cv_errors[-1]:.3f}")
model_num = np.argmin(cv_errors)
test_error = error_of([model_1, model_2, model_3][model_num], X_test, y_test)
print(f"Selected Model: {model_num + 1}, Test Set Classification Error: {test_error:.3f}")

# 2. Dropout, and a run that ends when the cross-validation cost no longer falls.
lines = []
stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=20, restore_best_weights=True)
telling = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: lines.append((epoch, logs["val_loss"])))
model_d = Sequential([Dense(40, activation="relu"), Dropout(0.2), Dense(20, activation="relu"), Dense(1, "linear")])
model_d.compile(loss=BinaryCrossentropy(from_logits=True), optimizer=tf.keras.optimizers.Adam(learning_rate=0.01))
history_d = model_d.fit(
    X_train, y_train, epochs=200, verbose=0, validation_data=(X_cv, y_cv), callbacks=[stopping, telling]
)
best_val_loss = min(history_d.history["val_loss"])
restored_val_loss = model_d.evaluate(X_cv, y_cv, verbose=0)
print(f"{len(history_d.history['loss'])} epochs, the best val_loss is {best_val_loss:.4f}")

# 3. Errors of one kind cost more: sample_weight. A callback of one's own stops at a cost that is low enough.


class LowEnough(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["loss"] < 0.85:
            self.model.stop_training = True


model_w = Sequential([Dense(20, activation="relu"), Dense(12, activation="relu"), Dense(1, activation="linear")])
model_w.compile(loss=BinaryCrossentropy(from_logits=True), optimizer=tf.keras.optimizers.Adam(learning_rate=0.01))
importance = np.where(y_train[:, 0] == 1, 5.0, 1.0)
history_w = model_w.fit(X_train, y_train, epochs=200, verbose=0, sample_weight=importance, callbacks=[LowEnough()])
missed_w = np.mean(model_w.predict(X_cv)[y_cv == 1] < 0)
missed = np.mean(model_2.predict(X_cv)[y_cv == 1] < 0)
print(f"of the points inside, {missed:.1%} are missed, and with weights {missed_w:.1%}")

# 4. Six classes that overlap, a network that is too large, and the same with a penalty for large weights.
centers = np.array([[-2, 0], [0, 2], [2, 0], [0, -2], [-2, 3], [2, -3]])
c = rng.integers(0, 6, 400)
P = centers[c] + rng.normal(scale=1.0, size=(400, 2))
P_train, P_cv, c_train, c_cv = P[:100], P[100:], c[:100], c[100:]


def cat_error(model, X, y):
    """The share of examples whose likeliest class is wrong."""
    yhat = np.argmax(tf.nn.softmax(model.predict(X)).numpy(), axis=1)
    incorrect = 0
    for i in range(len(y)):
        if yhat[i] != y[i]:
            incorrect += 1
    return incorrect / len(y)


complex_errors = []
for penalty in [None, tf.keras.regularizers.l2(0.1)]:
    model_r = Sequential(
        [
            Dense(60, activation="relu", kernel_regularizer=penalty, name="L1"),
            Dense(20, activation="relu", kernel_regularizer=penalty, name="L2"),
            Dense(6, activation="linear", name="L3"),
        ]
    )
    model_r.compile(loss=SparseCategoricalCrossentropy(from_logits=True), optimizer=tf.keras.optimizers.Adam(0.01))
    model_r.fit(P_train, c_train, epochs=200, verbose=0)
    complex_errors.append((cat_error(model_r, P_train, c_train), cat_error(model_r, P_cv, c_cv)))
    print(f"categorization error, training: {complex_errors[-1][0]:.3f}, cv: {complex_errors[-1][1]:.3f}")

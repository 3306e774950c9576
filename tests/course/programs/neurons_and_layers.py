"""What a neuron is: a linear unit and a logistic one, compared with w x + b and its sigmoid in NumPy."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.activations import sigmoid
from nn.layers import Dense

# Two houses: size in 1000 square feet, price in 1000 dollars.
X_train = np.array([[1.0], [2.0]], dtype=np.float32)
Y_train = np.array([[300.0], [500.0]], dtype=np.float32)

tf.random.set_seed(1234)
linear_layer = tf.keras.layers.Dense(units=1, activation="linear")
without_input = linear_layer.get_weights()
print(f"weights before the layer knows its input: {without_input}")

# In a network that says its number of features, the layer has weights.
linear_model = Sequential([tf.keras.Input(shape=(1,)), linear_layer])
a1 = linear_layer(X_train[0].reshape(1, 1))
print(a1)
w, b = linear_layer.get_weights()
print(f"w = {w}, b={b}")

set_w = np.array([[200]])
set_b = np.array([100])
linear_layer.set_weights([set_w, set_b])
print(linear_layer.get_weights())

a1 = linear_layer(X_train[0].reshape(1, 1)).numpy()
alin = np.dot(set_w, X_train[0].reshape(1, 1)) + set_b
print(a1, alin)
prediction_tf = linear_layer(X_train).numpy()
prediction_np = np.dot(X_train, set_w) + set_b
prediction_model = linear_model.predict(X_train)
print(prediction_tf, prediction_np)

# A logistic neuron: does a tumour of this size need treatment?
X_size = np.array([0.0, 1, 2, 3, 4, 5]).reshape(-1, 1)
Y_size = np.array([0, 0, 0, 1, 1, 1]).reshape(-1, 1)
pos = Y_size == 1
neg = Y_size == 0
print(X_size[pos], X_size[neg])

model = Sequential([tf.keras.layers.Dense(1, input_dim=1, activation="sigmoid", name="L1")])
model.summary()
logistic_layer = model.get_layer("L1")
w_start, b_start = logistic_layer.get_weights()
print(w_start, b_start)
print(w_start.shape, b_start.shape)

set_w = np.array([[2]])
set_b = np.array([-4.5])
logistic_layer.set_weights([set_w, set_b])
print(logistic_layer.get_weights())


def sigmoidnp(z):
    return 1 / (1 + np.exp(-z))


a_model = model.predict(X_size[0].reshape(1, 1))
alog = sigmoidnp(np.dot(set_w, X_size[0].reshape(1, 1)) + set_b)
print(a_model, alog)
p_model = model.predict(X_size)
p_np = sigmoidnp(np.dot(X_size, set_w) + set_b)
decisions = (p_model >= 0.5).astype(int)

# Other activations of the same z, as a name and as a function.
z = np.linspace(-3, 3, 7).reshape(-1, 1)
outputs = {}
for activation in ["linear", "relu", "sigmoid", "tanh", "softplus", "leaky_relu", sigmoid, tf.keras.activations.relu]:
    unit = Dense(1, activation=activation)
    one_unit = Sequential([tf.keras.Input(shape=(1,)), unit])
    unit.set_weights([np.array([[1.0]]), np.array([0.0])])
    outputs[activation] = one_unit.predict(z)
softplus_np = np.log(1 + np.exp(z))
leaky_relu_np = np.where(z > 0, z, 0.2 * z)

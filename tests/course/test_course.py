"""The labs of an introductory course, as they are typed in Keras: they run and learn, and only their imports differ."""

import ast

import numpy as np
import pytest

NAMES = """
    Sequential add summary layers get_layer get_weights set_weights weights name compile fit predict evaluate history
    Input Dense Normalization adapt Flatten Dropout units activation input_shape input_dim trainable shape axis
    sigmoid relu linear tanh softmax softplus leaky_relu kernel_initializer kernel_regularizer l2
    BinaryCrossentropy SparseCategoricalCrossentropy MeanSquaredError MeanAbsoluteError from_logits loss
    binary_crossentropy mean_squared_error mse Adam adam SGD sgd learning_rate optimizer metrics accuracy mae
    epochs batch_size verbose shuffle validation_split validation_data sample_weight val_loss val_accuracy
    callbacks Callback on_epoch_end stop_training LambdaCallback EarlyStopping monitor patience restore_best_weights
    set_seed set_random_seed set_verbosity numpy
"""


def falls(costs, to):
    """Whether the cost ends below that share of where it began, and is lower in the second half of the epochs."""
    half = len(costs) // 2
    return costs[-1] < to * costs[0] and np.mean(costs[half:]) < np.mean(costs[:half])


def exactly(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_a_program_runs_and_nothing_is_said_against_it(program, lab, caplog):
    assert lab(program).printed
    assert caplog.messages == []


def test_coffee_roasting(lab):
    left = lab("coffee_roasting")
    exactly(left.Xn, (left.X - left.X.mean(axis=0)) / left.X.std(axis=0))
    assert left.Xt.shape == (30_000, 2)
    assert left.L1_num_params == left.W1.size + left.b1.size
    assert left.L2_num_params == left.W2.size + left.b2.size
    assert "Total params: 13" in left.printed
    assert not np.array_equal(left.W1_start, left.W1)
    assert falls(left.history.history["loss"], to=0.5)
    assert left.accuracy >= 0.93
    assert left.predictions[0] > 0.9
    assert left.predictions[1] < 0.1
    np.testing.assert_array_equal(left.yhat, left.yhat_short)
    assert left.accuracy_by_hand == 1.0
    np.testing.assert_array_equal(left.model.get_layer("layer1").get_weights()[0], left.W1)


def test_digits_binary(lab):
    left = lab("digits_binary")
    assert [w.shape for w in left.model.weights] == [(400, 25), (25,), (25, 15), (15,), (15, 1), (1,)]
    assert f"Total params: {left.L1_num_params + left.L2_num_params + left.L3_num_params:,}" in left.printed
    assert falls(left.history.history["loss"], to=0.1)
    assert falls(left.history.history["val_loss"], to=0.1)
    assert left.history.history["val_accuracy"][-1] >= 0.97
    assert left.prediction_of_zero < 0.1
    assert left.prediction_of_one > 0.9
    assert left.yhat == 1
    assert left.accuracy >= 0.98
    assert len(left.errors) == round((1 - left.accuracy) * len(left.X))
    exactly(left.loss_named, left.loss)


def test_forward_by_hand(lab):
    left = lab("forward_by_hand")
    exactly(left.in_loops, left.by_keras[:100])
    exactly(left.vectorized, left.by_keras)
    assert left.accuracy >= 0.98


def test_multiclass_blobs(lab):
    left = lab("multiclass_blobs")
    exactly(left.by_hand, left.sm_preferred)
    exactly(left.logits_by_hand, left.p_preferred)
    exactly(left.p_nonpreferred.sum(axis=1), 1)
    np.testing.assert_allclose(left.p_nonpreferred, left.sm_preferred, atol=1e-9)  # two ways to write one network
    assert falls(left.preferred_history.history["loss"], to=0.1)
    assert min(left.accuracy, left.accuracy_nonpreferred) >= 0.97


def test_digits_ten(lab):
    left = lab("digits_ten")
    assert falls(left.costs, to=0.05)
    assert left.errors <= 0.01 * len(left.X)
    assert left.yhat == np.argmax(left.prediction) == 2
    exactly(float(left.total), 1)
    assert left.history_of_images.history["val_accuracy"][-1] >= 0.95
    for w, v in zip(left.learned, left.kept, strict=True):
        np.testing.assert_array_equal(w, v)  # frozen
    assert left.finder_accuracy >= 0.96


def test_regression_cv(lab):
    left = lab("regression_cv")
    assert left.best_degree == 3
    assert np.all(np.diff(left.train_errors) < 0.01)  # a higher degree fits the training data better,
    assert left.cv_errors[-1] > 1.5 * left.cv_errors[2]  # and others worse
    assert np.all(np.diff(left.lambda_train_errors) > -0.01)
    assert left.lambdas[left.best] == 0.1
    A = left.scaled(left.high)[0]
    centred = left.y_train - left.y_train.mean()
    for lambda_, model in list(zip(left.lambdas, left.lambda_models, strict=True))[3:]:
        w, b = model.get_weights()
        ridge = np.linalg.solve(A.T @ A + len(A) * lambda_ * np.eye(left.high), A.T @ centred)
        np.testing.assert_allclose(w[:, 0], ridge, atol=2e-3)
        np.testing.assert_allclose(b, left.y_train.mean(), atol=2e-3)
    X, y = left.X_train, left.y_train
    chosen = left.nn_models[left.model_num]
    exactly(chosen.evaluate(X, y, verbose=0) / 2, left.eval_mse(y, chosen.predict(X)))
    assert left.test_error < left.cv_errors[0]  # than a straight line


def test_classification_cv(lab):
    left = lab("classification_cv")
    assert left.model_num > 0
    assert left.train_errors[0] > 1.5 * min(left.train_errors)  # three units are too few
    assert left.test_error < 0.25
    epochs = len(left.history_d.history["loss"])
    assert epochs < 200
    assert [epoch for epoch, _ in left.lines] == list(range(epochs))
    assert [val_loss for _, val_loss in left.lines] == left.history_d.history["val_loss"]
    assert np.argmin(left.history_d.history["val_loss"]) == epochs - 1 - left.stopping.patience
    exactly(left.restored_val_loss, left.best_val_loss)
    costs = left.history_w.history["loss"]
    assert costs[-1] < 0.85 <= min(costs[:-1])
    assert left.missed_w < 0.5 * left.missed
    (free_train, free_cv), (held_train, held_cv) = left.complex_errors
    assert free_train < held_train  # a penalty fits the training data less,
    assert held_cv - held_train < 0.6 * (free_cv - free_train)  # and is nearer to them on others


def test_house_prices(lab):
    left = lab("house_prices")
    np.testing.assert_allclose([*left.w[:, 0], *left.b], left.least_squares, rtol=1e-8)
    columns = np.column_stack([left.X_train, np.ones(left.m)])
    np.testing.assert_allclose([*left.w_raw, left.b_raw], np.linalg.lstsq(columns, left.y_train)[0], rtol=1e-8)
    exactly(left.cost, left.cost_by_hand)
    exactly(left.yp[:, 0], left.X_norm @ left.w[:, 0] + left.b)
    assert left.x_house_predict == pytest.approx(0.25 * 1200 + 12 * 3 - 20 - 0.8 * 40 + 90, rel=0.02)
    assert left.history_raw.history["loss"][-1] > 5 * left.history.history["loss"][-1]
    for weights in left.found[1:]:
        for w, v in zip(left.found[0], weights, strict=True):
            exactly(w, v)
    assert left.deviations[1] < 0.5 * left.deviations[0]


def test_neurons_and_layers(lab):
    left = lab("neurons_and_layers")
    assert left.without_input == []
    assert left.a1 == left.alin == 300
    exactly(left.prediction_tf, left.prediction_np)
    exactly(left.prediction_model, left.prediction_np)
    assert left.w_start.shape == (1, 1)
    assert left.b_start == 0
    exactly(left.a_model, left.alog)
    exactly(left.p_model, left.p_np)
    np.testing.assert_array_equal(left.decisions, left.Y_size)
    by_hand = {"linear": left.z, "relu": np.maximum(0, left.z), "sigmoid": left.sigmoidnp(left.z)}
    by_hand |= {"tanh": np.tanh(left.z), "softplus": left.softplus_np, "leaky_relu": left.leaky_relu_np}
    by_hand |= {left.sigmoid: by_hand["sigmoid"], left.tf.keras.activations.relu: by_hand["relu"]}
    assert len(left.outputs) == len(by_hand) == 8
    for activation, output in left.outputs.items():
        exactly(output, by_hand[activation])


def words(statements):
    """What is imported, every attribute, named argument, method and string in some statements."""
    for node in (node for statement in statements for node in ast.walk(statement)):
        for field in ("name", "attr", "arg", "value"):
            if isinstance(word := getattr(node, field, None), str):
                yield word


def test_only_the_imports_differ_from_keras(program, parsed):
    imports, others = parsed[program]
    nodes = [node for statement in others for node in ast.walk(statement)]
    assert not any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes)
    assert not any(isinstance(node, ast.Name) and node.id in ("nn", "autograd", "chalkgrad") for node in nodes)
    for line in imports:
        if isinstance(line, ast.ImportFrom):
            assert line.module == "pathlib" or line.module.split(".")[0] == "nn"
        else:
            assert ast.unparse(line) in ("import numpy as np", "import nn as tf")


def test_the_programs_use_the_names_of_the_course(parsed):
    used = {word for parts in parsed.values() for statements in parts for word in words(statements)}
    assert [name for name in NAMES.split() if name not in used] == []

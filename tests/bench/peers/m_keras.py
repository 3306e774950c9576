"""Jobs M and L in Keras 3, on JAX or on PyTorch: compile and fit."""

from images import images, job
from worker import serve

job, chosen = job()

import keras  # noqa: E402

if chosen.backend == "torch":
    import torch

    torch.set_num_threads(job.threads)
X, y = images(job)
layers = [keras.layers.Dense(n, activation="relu") for n in job.units]
model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, activation="softmax")])
model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam())

serve(lambda: model.fit(X, y, batch_size=job.batch, epochs=chosen.epochs, verbose=0).history["loss"][-1])

"""Jobs M and L in chalkgrad: fit, on derived code or through XLA, on one device or several."""

from images import images, job
from worker import serve

job, chosen = job()

from nn import Sequential  # noqa: E402
from nn.layers import Dense, Input  # noqa: E402
from nn.optimizers import Adam  # noqa: E402

X, y = images(job)
layers = [Input(784), *[Dense(n, "relu") for n in job.units], Dense(10, "softmax")]
model = Sequential(layers, seed=1, dtype="float32")
model.compile("sparse_categorical_crossentropy", Adam(), jit_compile=chosen.jit)

serve(lambda: model.fit(X, y, batch_size=job.batch, epochs=chosen.epochs, verbose=0).history["loss"][-1])

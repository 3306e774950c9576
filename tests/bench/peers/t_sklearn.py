"""Job T in scikit-learn: MLPClassifier with plain gradient descent."""

import warnings

from sklearn.neural_network import MLPClassifier
from worker import digits, serve, settings

job = settings()
X, y, _ = digits(job.dtype)
warnings.simplefilter("ignore")  # it says that it has not converged, and is not asked to
model = MLPClassifier(
    (25, 15), activation="logistic", solver="sgd", alpha=0.0, batch_size=job.batch, learning_rate_init=0.1,
    max_iter=job.epochs, momentum=0.0, nesterovs_momentum=False, tol=0.0, n_iter_no_change=job.epochs, random_state=1,
)  # fmt: skip

serve(lambda: model.fit(X, y.ravel()).loss_)

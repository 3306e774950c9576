"""Jobs M and L in scikit-learn: MLPClassifier with Adam."""

import warnings

from images import images, job
from worker import serve

job, chosen = job()

from sklearn.neural_network import MLPClassifier  # noqa: E402

X, y = images(job)
warnings.simplefilter("ignore")  # it says that it has not converged, and is not asked to
model = MLPClassifier(job.units, alpha=0.0, batch_size=job.batch, max_iter=chosen.epochs, tol=0.0, random_state=1)

serve(lambda: model.fit(X, y).loss_)

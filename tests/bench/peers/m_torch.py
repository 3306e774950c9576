"""Jobs M and L in PyTorch, eager: modules, autograd and Adam, as its tutorials write it."""

from itertools import pairwise

import numpy as np
from images import images, job
from worker import serve

job, chosen = job()

import torch  # noqa: E402

torch.set_num_threads(job.threads)
X, y = map(torch.from_numpy, images(job))
sizes = [784, *job.units, 10]
layers = [part for a, b in pairwise(sizes) for part in (torch.nn.Linear(a, b), torch.nn.ReLU())]
model, loss = torch.nn.Sequential(*layers[:-1]), torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
rng = np.random.default_rng(1)


def train():
    for _ in range(chosen.epochs):
        total, order = 0.0, torch.from_numpy(rng.permutation(job.examples))
        for batch in order.split(job.batch):
            J = loss(model(X[batch]), y[batch])
            optimizer.zero_grad()
            J.backward()
            optimizer.step()
            total += J.item() * len(batch)
    return total / job.examples


serve(train)

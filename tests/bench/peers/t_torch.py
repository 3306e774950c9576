"""Job T in PyTorch, eager: modules, autograd and SGD, as its tutorials write it."""

import torch
from worker import digits, serve, settings, trained

job = settings()
torch.set_num_threads(job.threads)
X, y, weights = digits(job.dtype)
X, y = torch.from_numpy(X), torch.from_numpy(y)
layers = []
for W, b in zip(weights[::2], weights[1::2], strict=True):
    linear = torch.nn.Linear(*W.shape, dtype=X.dtype)
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(W.T.copy()))
        linear.bias.copy_(torch.from_numpy(b))
    layers += [linear, torch.nn.Sigmoid()]
model = torch.nn.Sequential(*layers[:-1])
loss = torch.nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def step(batch):
    batch = torch.from_numpy(batch)
    J = loss(model(X[batch]), y[batch])
    optimizer.zero_grad()
    J.backward()
    optimizer.step()
    return J.item()


serve(lambda: trained(job, step))

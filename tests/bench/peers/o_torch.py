"""Job O in PyTorch, eager."""

import torch
from small import arrays, stepper
from worker import serve, settings

job = settings()
torch.set_num_threads(job.threads)
b, W = [torch.tensor(x, requires_grad=True) for x in arrays(job.batch)]
serve(stepper(b, W), times=100)

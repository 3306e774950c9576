"""Job G in chalkgrad's Values."""

from gpt import trainer
from worker import serve, settings, warmed

from autograd import Value

settings()
serve(warmed(trainer(Value)))

"""Job G in a class of scalars in plain Python, without anything that chalkgrad's Values can do besides."""

from gpt import trainer
from plain_value import Value
from worker import serve, settings, warmed

settings()
serve(warmed(trainer(Value)))

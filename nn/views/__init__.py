"""Pictures of training. They need the extra `plot`, and each is loaded when it is first asked for."""

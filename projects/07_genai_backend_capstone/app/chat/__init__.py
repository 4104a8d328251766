"""One message, one answer, and no memory: the endpoints of stages 2 to 5."""

"""One module per system that records come from; modules with a leading underscore are what they share."""

"""Models: frames in, frames out. No engine, no page, no file."""

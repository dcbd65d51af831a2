"""Answers of `python -m scripts.trace`: what a result, an output file or a raw cell rests on and reaches."""

"""What the benchmarks share: the folder of the repository, and how many processors they are for."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CORES = 2

"""From a result back to the raw cells that it rests on, and from a raw cell to the results that it reaches."""

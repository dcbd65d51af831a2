"""Whether intervals cover at their level and tests keep their size, on case series of which the truth is known."""

"""The small site of `casetrace view`: the results of all cohorts, read on demand, on this computer alone."""

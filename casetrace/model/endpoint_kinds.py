"""Kinds of endpoints by what answers them. The Snakefile reads them at every start, so this imports nothing."""

#: Those that all visits together answer, and of these the ones that are times to an event.
TIMES = ("time_to_response", "time_to_relapse")
OF_COURSE = (*TIMES, "durable_response", "treatments_to_clearance")

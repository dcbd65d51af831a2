"""The statistics of one cohort: described, estimated, explored, assessed; and of several cohorts together."""

"""The check between cleaning and analysis: all problems at once, and a stop where there is an error."""

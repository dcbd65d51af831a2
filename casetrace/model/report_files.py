"""The files of a report, by format: the place to enter a new one.

The Snakefile reads this table at every start of the workflow, so it imports nothing. A printer of each format stands in
casetrace/report/.
"""

#: The name of the report in each format.
REPORT_FILES = {"html": "report.html"}

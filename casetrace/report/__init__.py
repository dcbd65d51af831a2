"""The report: a document of sections and its printers."""

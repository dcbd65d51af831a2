"""How the report is written."""

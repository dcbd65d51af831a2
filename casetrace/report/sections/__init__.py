"""The sections of the reports, each made of results, tables and settings."""

"""The sections of a manuscript: methods, results, tables, legends, narratives, references."""

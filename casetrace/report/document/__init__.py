"""What a report is, whatever it is printed as: sections of blocks, and blocks of inlines."""

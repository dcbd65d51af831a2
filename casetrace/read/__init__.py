"""Raw files: how they are written, and their cells with their places."""

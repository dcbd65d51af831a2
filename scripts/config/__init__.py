"""The study's configuration."""

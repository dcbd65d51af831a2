"""What changed between two exports of one raw table."""

"""What every job shares: its log, its errors, the code it imports."""

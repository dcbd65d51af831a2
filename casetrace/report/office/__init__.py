"""What a Word file is made of: its elements, styles, tables, fields, controls of numbers, and its package."""

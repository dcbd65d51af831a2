"""What texts of cells and headers mean: numbers with units, sizes, visits, dates, categories, derived texts."""

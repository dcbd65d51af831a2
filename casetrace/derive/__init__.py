"""The analysis datasets: scenarios, reductions and responses per lesion and per patient."""

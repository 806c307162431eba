"""What is handed over, made from a ``CheckRun`` and nothing else."""

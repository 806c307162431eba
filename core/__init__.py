"""What every room needs and nothing more: errors, words, quantities, progress. Standard library only."""

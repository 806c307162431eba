"""What must hold: rule packs, the engine and its findings. Knows no Qt and no place."""

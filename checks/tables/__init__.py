"""Tables of measures that no rule asks for: balance, occupation, budget, parcels. They stand in ``CheckRun.tables``."""

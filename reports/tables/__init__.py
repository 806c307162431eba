"""Tables as they are handed over: a run's measures rounded once, closed so that parts add up, in one unit."""

"""The hand-over dialog: what can be delivered of the plan, where to, and what became of it."""

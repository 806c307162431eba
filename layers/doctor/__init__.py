"""The input doctor: what is wrong with data that come in, in the planner's words, and how each thing is mended."""

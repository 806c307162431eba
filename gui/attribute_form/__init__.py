"""The attributes of what is selected as a form that can be filled in, and fields that are calculated."""

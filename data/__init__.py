"""Rule packs and the sample plan. What builds the sample is in ``data/sample`` and is not installed."""

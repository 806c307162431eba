"""Rule packs and the sample plan: data, and the script that builds the sample."""

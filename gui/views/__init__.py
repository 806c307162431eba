"""Ways of looking at a plan: search, bookmarks, locator, thematic views, comparison."""

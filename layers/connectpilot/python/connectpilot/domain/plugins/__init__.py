"""Plugins: recipes, archives, bundles, what is inside and whether it would start."""

"""The commands of `turncite` that are more than a few lines, one module for those that belong together."""

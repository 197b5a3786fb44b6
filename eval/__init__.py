"""Question sets, metrics that need no judge, baselines, the runner and its report."""

"""Any number of invented calls, each as long as a real one, to measure how answering scales."""

"""What a whole library says: a topic over time, every mention of a term, guidance, questions and their answers.

None of it needs a language model; every figure and every statement carries the exact words it was taken from.
"""

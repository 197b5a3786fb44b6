"""The metrics: pure functions of one question's record and its gold, and the statistics over many questions.

A metric that does not apply to a question (citation precision of a refusal, say) is None there and left out of its
mean. No metric asks a model.
"""

"""The grammar of Arabic dates: words, tokens, rules, and expressions that resolve to days.

The way of a text: `tokens.islands` (runs of date words) -> `parser.expressions` (the longest expression at
each token) -> `Expression.resolve(anchor)`. `archive.extraction.dates` is the public face.
"""

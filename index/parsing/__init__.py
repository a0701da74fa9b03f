"""Parsing: from what was typed to a query tree, one step a module.

1. `lexer`: words and signs, each with its place in the typed text.
2. `reader`: words become units (a word, a name, a phrase, a value of a field); signs become operators.
3. `grammar`: units and operators become an expression, by precedence.
4. `tree`: the expression becomes Whoosh's query tree and the words to count and to mark.
5. `wording`: the expression becomes the canonical text that a reader is shown.
"""

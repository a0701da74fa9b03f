"""The pages of figures and of claims."""

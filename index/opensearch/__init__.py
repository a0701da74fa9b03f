"""The engine over an OpenSearch cluster: the same terms and answers, kept and found by other machines."""

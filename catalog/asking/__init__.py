"""Between a request and its answer: the query understood, the edition that answers it, one consistent read."""

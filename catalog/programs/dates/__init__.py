"""What dates say today: whether a program still runs, when it is due, and what its notes on deadlines mean."""

"""What a program costs or pays: amounts as numbers, and one line of words."""

"""What a web page says of itself, and what it is: one module for each place where it says so."""

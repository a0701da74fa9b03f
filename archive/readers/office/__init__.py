"""Documents of word processors, spreadsheets, readers of books, and printers."""

"""Tables as people save them: bytes of a CSV file or of a workbook -> rows of text. Reads what it is given, opens nothing."""

"""What a Word document (WordprocessingML, ECMA-376) is made of: styles, numbering, runs, paragraphs and tables."""

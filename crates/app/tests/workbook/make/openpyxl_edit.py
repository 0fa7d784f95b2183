"""Edits a correction workbook as openpyxl does: TOTAL of both bad rows becomes 118.00. Arguments: workbook, result."""

import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
sheet = book.worksheets[0]
titles = [cell.value for cell in sheet[1]]
column = titles.index("Importe") + 1
for row in (2, 3):
    sheet.cell(row, column).value = "118.00"
book.save(sys.argv[2])

"""usage: perturb.py IN.csv OUT.csv     the same documents in another order, some of them missing, changed, twice or new.

Of each thousand lines one is left out, two have another total, one another customer, one stands twice, and one has
another number. The same file gives the same bytes."""
import random, sys
from gen_ledger import HEADERS as H

src, out = sys.argv[1:3]
NUMBER, CUSTOMER, TOTAL = H.index("Nº Comprobante Inicial"), H.index("Nº de Doc. Cliente"), H.index("Importe")
with open(src, "rb") as file:
    text = file.read()
head = text.index(b"CENTRO DE COSTO") + len(b"CENTRO DE COSTO\r\n")
lines = text[head:].splitlines(keepends=True)


def changed(line, column, value):
    cells = line.split(b",")
    cells[column] = value(cells[column])
    return b",".join(cells)


kept = []
for place, line in enumerate(lines):
    case = place % 1000
    if case == 17:
        continue
    if case in (117, 617) and b'"' not in line:
        line = changed(line, TOTAL, lambda total: b"-1" + total[1:] if total[:1] == b"-" else b"1" + total)
    elif case == 217 and b'"' not in line:
        line = changed(line, CUSTOMER, lambda _: b"40123456")
    elif case == 317:
        kept.append(line)
    elif case == 417 and b'"' not in line:
        line = changed(line, NUMBER, lambda number: b"9" + number)
    kept.append(line)
random.Random(7).shuffle(kept)
with open(out, "wb") as file:
    file.write(text[:head])
    file.writelines(kept)

"""A report as Crystal Reports exports it, drawn with ReportLab: `crystal.pdf`, and beside it what it says.

Each word is a text object of its own; baselines are uneven; the objects of a page come in no order; codes and
descriptions are apart; titles are repeated on each page, and not quite at the same place; long descriptions go on in the
next line; beside them stand the columns S/N and A/I. One code has a letter in it, and one has no description.

    python -m venv venv && venv/bin/pip install reportlab && venv/bin/python crystal.py
"""

import random
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas

HERE = Path(__file__).resolve().parent
random.seed(20260131)

PLACES = """PLAZA NORTE|MALL AVENTURA SANTA ANITA|MINKA CALLAO|REAL PLAZA PIURA|ÑAÑA|JIRÓN DE LA UNIÓN CUADRA 7
JIRÓN DE LA UNIÓN CUADRA 3|LARCOMAR|ATE VITARTE|CENTRO CÍVICO|SAN JUAN DE LURIGANCHO 1|SAN JUAN DE LURIGANCHO 2
MEGA PLAZA INDEPENDENCIA|CUSCO AV. EL SOL N° 120|TACNA «ZONA FRANCA»|HUÁNUCO|PUCALLPA|CHIMBOTE & NUEVO CHIMBOTE"""
PLACES = PLACES.replace("\n", "|").split("|")

SIZE, PITCH, WIDTH = 9, 12.2, 215
LONG = "TM ALMACÉN CENTRAL DE DISTRIBUCIÓN Y DEVOLUCIONES DEL SUR CON ANEXO DE TEMPORADA Y LIQUIDACIÓN {}"


def entries():
    fixed = {3: "2024", 5: "BIJOU", 9: "TM REAL PLAZA TRUJILLO", 17: LONG.format("A"), 44: LONG.format("B"),
             63: LONG.format("C"), 70: "TM REAL PLAZA TRUJILLO", 75: "1", 88: "TOTAL 24 HORAS", 90: "PÁGINA BLANCA 3"}
    for at in range(104):
        name = fixed.get(at, f"{('TM', 'IS')[at % 2]} {PLACES[at % len(PLACES)]}{' ' + str(at // 18) if at > 17 else ''}")
        yield f"{1101 + at * 3:04}", name


def wrapped(name):
    line = ""
    for word in name.split():
        longer = f"{line} {word}".strip()
        if line and stringWidth(longer, "Helvetica", SIZE) > WIDTH:
            yield line
            line = word
        else:
            line = longer
    yield line


class Page:
    """The text objects of a page, drawn in no order when it is finished."""

    def __init__(self, pdf, number):
        self.pdf, self.objects, self.number = pdf, [], number
        self.aside = (number % 3 - 1) * 4.0

    def words(self, x, y, text, font="Helvetica", size=SIZE):
        for word in text.split():
            self.objects.append((x + self.aside, y + random.uniform(-1.1, 1.1), word, font, size))
            x += stringWidth(word, font, size) + stringWidth(" ", font, size)

    def finish(self):
        random.shuffle(self.objects)
        for x, y, word, font, size in self.objects:
            text = self.pdf.beginText(x, y)
            text.setFont(font, size)
            text.textOut(word)
            self.pdf.drawText(text)
        self.pdf.showPage()


def frame(page):
    page.words(40, 800, "COMERCIAL ANDINA DE PRUEBA S.A.C.", "Helvetica-Bold")
    page.words(430, 800, "Fecha : 31/01/2026")
    page.words(430, 788, "Hora : 10:2024")
    page.words(200, 770, "LISTADO DE CENTROS DE COSTO", "Helvetica-Bold", 12)
    page.words(230, 755, "Periodo : Enero 2026")
    page.words(52, 730, "Código", "Helvetica-Bold")
    page.words(110, 730, "Descripción", "Helvetica-Bold")
    page.words(380, 730, "S/N", "Helvetica-Bold")
    page.words(430, 730, "A/I", "Helvetica-Bold")
    page.words(420, 40, f"Página : {page.number}")


def main():
    pdf = canvas.Canvas(str(HERE.parent / "crystal.pdf"), pagesize=A4, invariant=1, pageCompression=1)
    pdf.setTitle("Centros de costo")
    expected, doubtful, page, y, number = [], [], None, 0.0, 0
    rows = [(code, name, True) for code, name in entries()]
    rows.insert(30, ("11O7", "TM CÓDIGO CON LETRA", False))
    rows.insert(58, ("1999", "", False))
    for code, name, clear in rows:
        lines = list(wrapped(name)) or [""]
        if page is None or y - PITCH * len(lines) < 70:
            if page is not None:
                page.finish()
            number += 1
            page, y = Page(pdf, number), 730 - 1.6 * PITCH
            frame(page)
        page.words(52, y, code)
        page.words(383, y, "N" if int(code[-1]) % 2 else "S")
        page.words(434, y, "A")
        for line in lines:
            page.words(110, y, line)
            y -= PITCH
        (expected if clear else doubtful).append(f"{code}\t{name}")
    page.words(52, y - 2 * PITCH, f"Total de centros de costo : {len(expected)}")
    page.finish()
    pdf.save()
    (HERE.parent / "crystal.tsv").write_text("\n".join(expected) + "\n", encoding="utf-8")
    (HERE.parent / "crystal.doubtful.tsv").write_text("\n".join(doubtful) + "\n", encoding="utf-8")


main()

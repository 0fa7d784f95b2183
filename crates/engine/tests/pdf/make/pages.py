"""The same kind of report as two office programs print it: `chromium.pdf` and `libreoffice.pdf`, each with what it says.

Chromium prints a page whose table repeats its titles, with codes in the middle of long descriptions; LibreOffice a sheet
of its own with wrapped cells. Both embed their fonts, with codes that only the font's own table explains.

    python pages.py          (needs `chromium` and `soffice`)
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LONG = "TM ALMACÉN CENTRAL DE DISTRIBUCIÓN Y DEVOLUCIONES DEL SUR CON ANEXO DE TEMPORADA"
NAMES = ["TM PLAZA NORTE", "2024", "BIJOU", "IS ÑAÑA", "TM REAL PLAZA PIURA", LONG, "IS CAFÉ & BAZAR", "TM REAL PLAZA PIURA",
         "TM AV. EL SOL N° 120", "IS JIRÓN «LA UNIÓN» 7", "TM FIESTA - OFICINA", "IS WAVE AVATAR", f"{LONG} Y LIQUIDACIÓN FINAL"]


def entries(count):
    for at in range(count):
        name = NAMES[at % len(NAMES)]
        yield f"{2001 + at * 7:04}", name if at < len(NAMES) else f"{name} {at // len(NAMES)}"


def expected(name, rows):
    text = "".join(f"{code}\t{text}\n" for code, text in rows)
    (HERE.parent / f"{name}.tsv").write_text(text, encoding="utf-8")


def chromium(folder):
    rows = list(entries(82))
    cells = "".join(
        f"<tr><td>{code}<td>{name.replace('&', '&amp;')}<td>S<td>A</tr>\n" for code, name in rows)
    page = f"""<!doctype html><meta charset=utf-8><title>Centros de costo</title><style>
body {{ font: 11px 'Liberation Sans' }} table {{ border-collapse: collapse; width: 70% }} td {{ padding: 2px 8px }}
th {{ text-align: left; padding: 2px 8px }} td:nth-child(2) {{ width: 50% }}</style>
<h3>COMERCIAL ANDINA DE PRUEBA S.A.C.</h3><p>Listado de centros de costo, enero de 2026</p>
<table><thead><tr><th>Código<th>Descripción<th>S/N<th>A/I</tr></thead><tbody>{cells}</tbody></table>
<p style="margin-top: 3em">Total: {len(rows)}</p>"""
    source = folder / "report.html"
    source.write_text(page, encoding="utf-8")
    target = HERE.parent / "chromium.pdf"
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-pdf-tagging",
                    f"--user-data-dir={folder / 'profile'}",
                    f"--print-to-pdf={target}",
                    source.as_uri()], check=True, timeout=120)
    expected("chromium", rows)


def libreoffice(folder):
    rows = list(entries(80))
    source = folder / "libreoffice.fods"
    cell = '<table:table-cell table:style-name="{}" office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    line = "<table:table-row>{}</table:table-row>"
    def row(style, *texts):
        return line.format("".join(cell.format(style, text.replace("&", "&amp;")) for text in texts))
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}"' for name, uri in [
        ("office", "office:1.0"), ("table", "table:1.0"), ("text", "text:1.0"), ("style", "style:1.0"),
        ("fo", "xsl-fo-compatible:1.0")])
    width = '<style:style style:name="{}" style:family="table-column"><style:table-column-properties style:column-width="{}"/></style:style>'
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>{width.format("co1", "2cm")}{width.format("co2", "8cm")}{width.format("co3", "1.5cm")}
<style:style style:name="w" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Centros">
<table:table-column table:style-name="co1"/><table:table-column table:style-name="co2"/><table:table-column table:style-name="co3"/>
<table:table-header-rows>{row("w", "CÓDIGO", "DESCRIPCIÓN", "S/N")}</table:table-header-rows>
{"".join(row("w", code, name, "S") for code, name in rows)}
</table:table></office:spreadsheet></office:body></office:document>"""
    source.write_text(text, encoding="utf-8")
    subprocess.run(["soffice", f"-env:UserInstallation={(folder / 'lo').as_uri()}", "--headless", "--convert-to", "pdf",
                    "--outdir", str(folder), str(source)], check=True, timeout=240)
    shutil.copy(folder / "libreoffice.pdf", HERE.parent / "libreoffice.pdf")
    expected("libreoffice", rows)


with tempfile.TemporaryDirectory() as name:
    chromium(Path(name))
    libreoffice(Path(name))

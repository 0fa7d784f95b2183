"""Edits a correction workbook as a person in LibreOffice would: TOTAL of both bad rows becomes 118.

Needs LibreOffice and Debian's python3-uno. Arguments: workbook, result.
"""

import pathlib
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def named(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


accept = "socket,host=127.0.0.1,port=2002;urp;"
office = subprocess.Popen(["soffice", "--headless", "--norestore", "--accept=" + accept])
try:
    resolver = uno.getComponentContext().ServiceManager.createInstance(
        "com.sun.star.bridge.UnoUrlResolver"
    )
    for _ in range(60):
        try:
            context = resolver.resolve("uno:" + accept + "StarOffice.ComponentContext")
            break
        except Exception:
            time.sleep(1)
    desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    url = pathlib.Path(sys.argv[1]).resolve().as_uri()
    document = desktop.loadComponentFromURL(url, "_blank", 0, (named("Hidden", True),))
    sheet = document.Sheets.getByIndex(0)
    titles = [sheet.getCellByPosition(at, 0).String for at in range(60)]
    column = titles.index("Importe")
    for row in (1, 2):
        sheet.getCellByPosition(column, row).Value = 118
    result = pathlib.Path(sys.argv[2]).resolve().as_uri()
    document.storeToURL(result, (named("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    desktop.terminate()
finally:
    office.wait(timeout=60)

"""x"""

from emulator.mapping.row import Named, Table, call, row

ROWS: Table = {}

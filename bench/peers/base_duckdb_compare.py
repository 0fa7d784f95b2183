"""usage: base_duckdb_compare.py LEFT.csv RIGHT.csv OUT.csv [--exact]     two ledgers of 39 columns, document by document.

Keys and values are made alike as cuadre does: kinds of two digits, series in upper case, numbers without zeros before
them, blank amounts as 0.00. A line of OUT is class,kind,series,number,field,left,right. Documents of one key are paired
by what they say; with --exact those that say the same are paired first, as cuadre does. Places of rows are not told."""
import sys
import duckdb
from gen_ledger import HEADERS as H

left, right, out = sys.argv[1:4]
exact = "--exact" in sys.argv
at = {name.strip().replace("\n", " "): f"trim(c{index})" for index, name in enumerate(H)}
columns = "{" + ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(H))) + "}"
absent = lambda cell: f"case when coalesce({cell}, '') in ('-', '.') or translate(coalesce({cell}, ''), '0', '') = '' then '' else {cell} end"
plain = lambda cell: f"case when {cell} = '' then '' else coalesce(nullif(ltrim({cell}, '0'), ''), '0') end"
date = lambda cell: f"coalesce(strftime(try_strptime({cell}, '%d/%m/%Y'), '%d/%m/%Y'), '')"
amount = lambda cell: f"coalesce(cast(nullif({cell}, '') as decimal(14, 2)), 0)"
first, last = at["Nº Comprobante Inicial"], f"({absent(at['Nº Comprobante Final'])})"
customer = f"({absent(at['Nº de Doc. Cliente'])})"
VALUES = {
    "total": amount(at["Importe"]),
    "issue_date": date(at["Fecha Emisión comprobante"]),
    "number_last": f"case when {plain(last)} = {plain(first)} then '' else {plain(last)} end",
    "customer_id_kind": f"case when {customer} = '' then '' else coalesce(right({at['Tipo de Doc. Cliente']}, 1), '') end",
    "customer_id": customer,
    "export_value": amount(at["BI._Exportacion"]),
    "taxable_base": amount(at["BI Adq. Vtas. Grav"]),
    "taxable_base_discount": amount(at["DSCTO BI"]),
    "sales_tax": amount(at["IGV Adq. Vtas. Grav"]),
    "sales_tax_discount": amount(at["DSCTO IGV"]),
    "exempt": amount(at["Imp. Total Adquicisiones exoneradas"]),
    "untaxed": amount(at["Imp. Total Operaciones Inafectas"]),
    "excise_tax": amount(at["ISC"]),
    "rice_base": amount(at["BI. Operaciones Gravadas C/ el IGV del Arroz Pilado"]),
    "rice_tax": amount(at["Imp. A las Ventas del Arroz Pilado"]),
    "other_charges": amount(at["Otros"]),
    "currency": f"coalesce({at['COD MONEDA']}, '')",
    "amended_date": date(at["Fecha Emision Comprobantes Pago que Modifica"]),
    "amended_kind": f"lpad({absent(at['Tipo Comprobante Pago Modifica'])}, case when {absent(at['Tipo Comprobante Pago Modifica'])} = '' then 0 else 2 end, '0')",
    "amended_series": f"upper(coalesce({at['Nº Serie Comprobante Modifica']}, ''))",
    "amended_number": f"coalesce({plain('(' + absent(at['Nº Comprobante Pago Modifica']) + ')')}, '')",
    "state": f"case when {at['Estado']} = '2' then '2' else '' end",
}
KEY = "kind, series, number"
names = ", ".join(VALUES)


def side(path):
    values = ", ".join(f"{value} as {name}" for name, value in VALUES.items())
    return (f"select lpad({at['Tipo Comprobante']}, 2, '0') as kind, upper({at['Serie Comprobante']}) as series, "
            f"{plain(first)} as number, {values} from read_csv('{path}', header=true, columns={columns}, "
            f"auto_detect=false, delim=',', quote='\"', escape='\"', new_line='\\r\\n', all_varchar=true)")


def numbered(table, by):
    return f"select *, row_number() over (partition by {by} order by {names}) as turn from {table}"


same = " and ".join(f"l.{name} = r.{name}" for name in VALUES)
cells = ", ".join(f"{{'field': '{name}', 'l': cast(l.{name} as varchar), 'r': cast(r.{name} as varchar)}}" for name in VALUES)
joined = "l.kind = r.kind and l.series = r.series and l.number = r.number and l.turn = r.turn"

con = duckdb.connect()
con.execute("set threads=2")
if exact:
    for name, path in (("l0", left), ("r0", right)):
        con.execute(f"create temp table {name} as {numbered('(' + side(path) + ')', KEY + ', ' + names)}")
    for name, other in (("l", "r0"), ("r", "l0")):
        con.execute(f"create temp table {name} as {numbered(f'(select * exclude turn from {name}0 anti join {other} using ({KEY}, {names}, turn))', KEY)}")
    source = "l full join r on " + joined
    equal = con.execute("select count(*) from l0").fetchone()[0] - con.execute("select count(*) from l").fetchone()[0]
    print(f"equal {equal}")
else:
    source = f"({numbered('(' + side(left) + ')', KEY)}) l full join ({numbered('(' + side(right) + ')', KEY)}) r on {joined}"
con.execute(f"""copy (
  with pairs as (
    select case when r.kind is null then 'only_left' when l.kind is null then 'only_right' else 'differs' end as class,
           coalesce(l.kind, r.kind) as kind, coalesce(l.series, r.series) as series, coalesce(l.number, r.number) as number,
           unnest([{cells}]) as cell
    from {source} where l.kind is null or r.kind is null or not ({same}))
  select class, kind, series, number, cell.field as field, cell.l as left, cell.r as right from pairs
  where case when class = 'differs' then cell.l <> cell.r else cell.field = 'total' end
) to '{out}' (header true)""")

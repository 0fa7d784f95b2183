//! Readers of the catalog of series, the cost centers and the accounts.
//!
//! Nothing is dropped: a line that cannot be an entry is kept as doubtful, with its line, and repeated entries stay.

use xlsx::Row;

use super::titles::{Title, Titles, UnknownReport, cell};
use crate::model::{
    Account, AccountCode, AccountList, CatalogRow, CostCenter, CostCenterList, DoubtfulLine,
    Sentence, SeriesCatalog, fold,
};

const CATALOG: Sentence =
    Sentence::new("series por centro de costo", "series by cost center (catalog)");
const COST_CENTERS: Sentence = Sentence::new("centros de costo", "cost centers");
const ACCOUNTS: Sentence = Sentence::new("cuentas corrientes", "accounts");

const DESCRIPTION: &[&str] = &["DESCRIPCION", "NOMBRE", "DESCRIPTION"];
const CODE_TITLES: [Title; 2] = [
    Title {
        shown: "Código",
        keys: &["CODIGO", "COD", "CC", "CUENTA", "CTACTE", "CODE"],
        required: true,
    },
    Title { shown: "Descripción", keys: DESCRIPTION, required: true },
];

/// The titles that stand once; the three `Descripción` are told by the code that each follows (H28).
const CATALOG_TITLES: [Title; 6] = [
    Title { shown: "Sec.", keys: &["SEC"], required: false },
    Title { shown: "Serie", keys: &["SERIE"], required: true },
    Title { shown: "C.C.", keys: &["CC"], required: true },
    Title { shown: "Sucursal", keys: &["SUCURSAL"], required: true },
    Title { shown: "T.Op.", keys: &["TOP"], required: true },
    Title { shown: "Cta.Cte.", keys: &["CTACTE"], required: true },
];

/// Reads *Series por centro de costo*.
pub struct CatalogReader {
    titles: Titles<6>,
    /// The nine columns, in the report's usual order, once the titles were seen.
    columns: Option<[Option<usize>; 9]>,
    catalog: SeriesCatalog,
}

impl CatalogReader {
    /// A reader before the first row.
    pub fn new() -> CatalogReader {
        let titles = Titles::new(CATALOG, &CATALOG_TITLES);
        CatalogReader { titles, columns: None, catalog: SeriesCatalog::default() }
    }

    /// Takes the next row of the table, titles and blank lines included.
    pub fn row(&mut self, row: Row<'_>) {
        let Some(found) = self.titles.columns_for(row) else { return };
        let header = self.titles.header();
        let columns = *self.columns.get_or_insert_with(|| nine_columns(found, header));
        let texts = columns.map(|column| column.map(|at| row.text(at)).unwrap_or_default());
        let row = CatalogRow::new(texts.each_ref().map(|text| &**text));
        // A footer has nothing where series and branches stand.
        if row.entry.texts().iter().any(|text| !text.is_empty()) {
            self.catalog.rows.push(row);
        }
    }

    /// The catalog, or why the report is not the one we know.
    pub fn finish(mut self) -> Result<SeriesCatalog, UnknownReport> {
        self.titles.check()?;
        let header = self.titles.header();
        let found = self.titles.found();
        let columns = self.columns.unwrap_or_else(|| nine_columns(found, header));
        let missing = columns.iter().skip(1).filter(|column| column.is_none()).count();
        if missing > 0 {
            let missing = vec!["Descripción"; missing];
            let found = header.to_vec();
            return Err(UnknownReport { report: CATALOG, missing, ambiguous: false, found });
        }
        let others = header
            .iter()
            .enumerate()
            .filter(|(at, title)| !columns.contains(&Some(*at)) && !title.trim().is_empty());
        self.catalog.other_columns = others.map(|(_, title)| title.clone()).collect();
        Ok(self.catalog)
    }
}

impl Default for CatalogReader {
    fn default() -> CatalogReader {
        CatalogReader::new()
    }
}

/// The nine columns: each description is the next one after its code and before the next code.
fn nine_columns(found: [Option<usize>; 6], header: &[String]) -> [Option<usize>; 9] {
    let [sequence, code, cost_center, branch, operation, account] = found;
    let description = |after: Option<usize>| {
        let after = after?;
        let rest = header.iter().enumerate().skip(after + 1);
        let mut rest = rest.take_while(|(at, _)| !found.contains(&Some(*at)));
        rest.find(|(_, title)| DESCRIPTION.contains(&fold::title(title).as_str())).map(|(at, _)| at)
    };
    [
        sequence,
        code,
        cost_center,
        description(cost_center),
        branch,
        operation,
        description(operation),
        account,
        description(account),
    ]
}

/// Reads the report of cost centers: codes of four digits and their descriptions.
pub struct CostCenterReader {
    titles: Titles<2>,
    list: CostCenterList,
}

impl CostCenterReader {
    /// A reader before the first row.
    pub fn new() -> CostCenterReader {
        CostCenterReader {
            titles: Titles::new(COST_CENTERS, &CODE_TITLES),
            list: CostCenterList::default(),
        }
    }

    /// Takes the next row of the table, titles and blank lines included.
    pub fn row(&mut self, row: Row<'_>) {
        let Some([code, name]) = self.titles.columns_for(row) else { return };
        let (code, name) = (cell(row, code), cell(row, name));
        let is_code = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
        let is_whole = !name.is_empty() && !DoubtfulLine::is_unreadable(&name);
        if is_code && is_whole {
            self.list.entries.push(CostCenter { code, name });
        } else {
            let line = row.line();
            self.list.doubtful.push(DoubtfulLine { page: None, line, code, name });
        }
    }

    /// The list, or why the report is not the one we know.
    pub fn finish(self) -> Result<CostCenterList, UnknownReport> {
        self.titles.check()?;
        Ok(self.list)
    }
}

impl Default for CostCenterReader {
    fn default() -> CostCenterReader {
        CostCenterReader::new()
    }
}

/// Reads the list of accounts: codes of eleven digits and their descriptions.
pub struct AccountReader {
    titles: Titles<2>,
    list: AccountList,
}

impl AccountReader {
    /// A reader before the first row.
    pub fn new() -> AccountReader {
        AccountReader { titles: Titles::new(ACCOUNTS, &CODE_TITLES), list: AccountList::default() }
    }

    /// Takes the next row of the table, titles and blank lines included.
    pub fn row(&mut self, row: Row<'_>) {
        let Some([code, name]) = self.titles.columns_for(row) else { return };
        let (code, name) = (cell(row, code), cell(row, name));
        match AccountCode::parse(&code) {
            // An account without a description still takes its code.
            Some(code) => self.list.entries.push(Account { code, name }),
            None => {
                let line = row.line();
                self.list.doubtful.push(DoubtfulLine { page: None, line, code, name });
            }
        }
    }

    /// The list, or why the report is not the one we know.
    pub fn finish(self) -> Result<AccountList, UnknownReport> {
        self.titles.check()?;
        Ok(self.list)
    }
}

impl Default for AccountReader {
    fn default() -> AccountReader {
        AccountReader::new()
    }
}

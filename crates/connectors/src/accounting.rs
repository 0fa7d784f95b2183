//! The accounting system, worked by a script.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use engine::model::{Account, AccountCode, Period};
use engine::ports::{AccountingCapabilities, AccountingSystem, Answer, Clock, CompanyId, Sighting};
use rhai::Map;

use crate::returns;
use crate::script::{Script, Verb};
use crate::settings::{ConnectorSettings, OpenError};

const FUNCTIONS: [&str; 6] =
    ["open", "context", "fetch_cost_centers", "fetch_accounts", "open_account", "find_account"];

/// A connector to an accounting system.
pub struct ScriptedAccountingSystem {
    script: Script,
    capabilities: AccountingCapabilities,
}

impl ScriptedAccountingSystem {
    /// Loads a connector by name or by the path of its script; nothing is sent yet. Evidence goes to `run_folder`.
    pub fn open_connector(
        name_or_path: &str,
        settings: ConnectorSettings,
        run_folder: &Path,
        clock: Rc<dyn Clock>,
    ) -> Result<ScriptedAccountingSystem, OpenError> {
        let (script, declared) =
            Script::load(name_or_path, settings, run_folder, clock, &FUNCTIONS)?;
        let capabilities = returns::accounting_capabilities(declared);
        let capabilities = capabilities.map_err(|bad| script.undeclared(&bad))?;
        Ok(ScriptedAccountingSystem { script, capabilities })
    }
}

fn look(name: &'static str) -> Verb {
    Verb { name, mutating: false }
}

impl AccountingSystem for ScriptedAccountingSystem {
    fn capabilities(&self) -> AccountingCapabilities {
        self.capabilities
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.script.open(company, period)
    }

    fn fetch_cost_centers(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.script.operate(look("fetch_cost_centers"), Some(folder), (), returns::file)
    }

    fn fetch_accounts(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.script.operate(look("fetch_accounts"), Some(folder), (), returns::file)
    }

    fn open_account(&mut self, account: &Account) -> Answer<()> {
        let map = Map::from([
            ("code".into(), account.code.to_string().into()),
            ("name".into(), account.name.clone().into()),
        ]);
        let verb = Verb { name: "open_account", mutating: true };
        self.script.operate(verb, None, (map,), returns::nothing)
    }

    fn find_account(&mut self, code: AccountCode, name: &str) -> Answer<Sighting<()>> {
        if !self.capabilities.find_account {
            return Ok(Sighting::CannotTell);
        }
        let read = |value| returns::sighting(value, returns::nothing);
        let arguments = (code.to_string(), name.to_string());
        self.script.operate(look("find_account"), None, arguments, read)
    }
}

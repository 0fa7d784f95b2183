//! The two platforms of a company, by the connectors that its settings name.

use std::path::Path;
use std::rc::Rc;

use connectors::settings::Listener;
use connectors::{ConnectorSettings, OpenError, ScriptedAccountingSystem, ScriptedImportPlatform};
use engine::run::phases::Platforms;

use crate::settings::{MainJob, Platform};
use crate::text::Say;
use crate::this_process::SystemClock;

/// Loads both connectors; nothing is sent yet. Its error is a sentence for the operator.
pub(crate) fn open(
    job: &MainJob,
    folder: &Path,
    listener: Option<Listener>,
    say: Say,
) -> Result<Platforms, String> {
    let settings = |platform: &Platform| ConnectorSettings {
        on_log: listener.clone(),
        ..platform.settings(say)
    };
    let sentence = |error: OpenError| error.to_string();
    let import = import(&job.import_platform, settings(&job.import_platform), folder);
    let accounting = accounting(&job.accounting, settings(&job.accounting), folder);
    Ok(Platforms {
        import: Box::new(import.map_err(sentence)?),
        accounting: Box::new(accounting.map_err(sentence)?),
    })
}

/// Loads the connector of the Import Platform.
pub(crate) fn import(
    platform: &Platform,
    settings: ConnectorSettings,
    folder: &Path,
) -> Result<ScriptedImportPlatform, OpenError> {
    let clock = Rc::new(SystemClock);
    ScriptedImportPlatform::open_connector(&platform.connector, settings, folder, clock)
}

/// Loads the connector of the accounting system.
pub(crate) fn accounting(
    platform: &Platform,
    settings: ConnectorSettings,
    folder: &Path,
) -> Result<ScriptedAccountingSystem, OpenError> {
    let clock = Rc::new(SystemClock);
    ScriptedAccountingSystem::open_connector(&platform.connector, settings, folder, clock)
}

//! Files as scripts see them: handed over by the host or fetched into its folder, never found by a path.

use std::path::{Path, PathBuf};

use rhai::Engine;

/// A file that the host handed to the script, or fetched for it.
#[derive(Clone, Debug)]
pub(crate) struct HostFile {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
}

/// The path of a file that a script names in a folder: a plain name, without a folder and without tricks.
pub(crate) fn place(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    let stem = name.split('.').next().unwrap_or(name).trim().to_ascii_uppercase();
    let device = matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    let fits = (1..=100).contains(&name.chars().count())
        && name.chars().all(plain)
        && !name.starts_with(['.', ' '])
        && !name.ends_with(['.', ' '])
        && !device;
    fits.then(|| folder.join(name))
}

pub(crate) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<HostFile>("File");
    engine.register_get("name", |file: &mut HostFile| file.name.clone());
    engine.register_fn("to_string", |file: &mut HostFile| file.name.clone());
    engine.register_fn("to_debug", |file: &mut HostFile| file.name.clone());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_files_in_its_folder_only() {
        let folder = Path::new("run");
        assert_eq!(place(folder, "detalles 1.xlsx"), Some(folder.join("detalles 1.xlsx")));
        for wrong in
            ["", "..", "../x", "a/b", "a\\b", "/etc/passwd", "C:x", ".env", "nul.csv", "COM1", "x."]
        {
            assert_eq!(place(folder, wrong), None, "{wrong}");
        }
    }
}

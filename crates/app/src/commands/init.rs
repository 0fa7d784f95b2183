//! `cuadre init`: a folder's first settings, to be filled in. What is there already stays as it is.

use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use engine::model::Language;

use super::stdout;
use crate::failure::{Failure, Outcome, Told};
use crate::text::{FILE_UNWRITABLE, Say, s};

const SETTINGS_EN: &str = include_str!("../../../../cuadre.example.toml");
const SETTINGS_ES: &str = include_str!("init/cuadre.es.toml");
const ENVIRONMENT_EN: &str = include_str!("../../../../.env.example");
const ENVIRONMENT_ES: &str = include_str!("init/env.es");

/// Writes them.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let folder = arguments.get_one::<PathBuf>("folder").cloned().unwrap_or_default();
    let texts = match say.0 {
        Language::Es => [("cuadre.toml", SETTINGS_ES), (".env.example", ENVIRONMENT_ES)],
        Language::En => [("cuadre.toml", SETTINGS_EN), (".env.example", ENVIRONMENT_EN)],
    };
    let mut told = String::new();
    for (name, text) in texts {
        let path = folder.join(name);
        let shown = path.display().to_string();
        let made = std::fs::create_dir_all(path.parent().unwrap_or(&folder)).and_then(|()| {
            let mut options = std::fs::File::options();
            options.write(true).create_new(true).open(&path)?.write_all(text.as_bytes())
        });
        let words = match made {
            Ok(()) => s("escrito: {path}\n", "written: {path}\n"),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                s("ya estaba, no se tocó: {path}\n", "was there, untouched: {path}\n")
            }
            Err(error) => {
                let values = [("path", shown.as_str()), ("why", &say.system(&error))];
                return Err(Failure::usage(Told::of(&FILE_UNWRITABLE, &values, say).render(say)));
            }
        };
        told += &say.fill(words, &[("path", &shown)]);
    }
    told += say.text(s(
        "\nAhora:\n  1. en cuadre.toml, el RUC y las carpetas de su empresa;\n  2. copie .env.example a .env y ponga direcciones, usuarios y contraseñas;\n  3. cuadre doctor\n",
        "\nNow:\n  1. in cuadre.toml, your company's RUC and folders;\n  2. copy .env.example to .env and put addresses, users and passwords;\n  3. cuadre doctor\n",
    ));
    stdout::print_sentences(out, &told, say)?;
    Ok(Outcome::Done)
}

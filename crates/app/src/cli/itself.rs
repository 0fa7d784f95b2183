//! The command line of what the program tells of itself: `explain` and `completions`.

use clap::{Command, value_parser};

use super::Builder;
use crate::text::s;

pub(super) fn explain(build: Builder) -> Command {
    let about = s(
        "Explica una regla, un cambio o un error por su código",
        "Explains a rule, a fix or an error by its code",
    );
    let command = build
        .command(
            "explain",
            about,
            "  cuadre explain C104\n  cuadre explain --all --markdown > docs/rules.md",
        )
        .arg(
            build
                .arg(
                    "code",
                    s("código o nombre; sin él, la lista", "code or name; without it, the list"),
                )
                .value_name(build.say.text(s("CÓDIGO", "CODE"))),
        )
        .arg(build.flag("all", s("explica todo", "explains all")))
        .arg(build.flag("markdown", s("en Markdown", "as Markdown")));
    build.done(command)
}

pub(super) fn completions(build: Builder) -> Command {
    let about = s("Escribe el autocompletado para su consola", "Prints completions for your shell");
    let command = build
        .command("completions", about, "  cuadre completions bash > /etc/bash_completion.d/cuadre")
        .arg(
            build
                .arg(
                    "shell",
                    s("bash, elvish, fish, powershell, zsh", "bash, elvish, fish, powershell, zsh"),
                )
                .value_name(build.say.text(s("CONSOLA", "SHELL")))
                .required(true)
                .hide_possible_values(true)
                .value_parser(value_parser!(clap_complete::Shell)),
        );
    build.done(command)
}

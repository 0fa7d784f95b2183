//! The command line of the main job: running it, and a person's part in it.

use clap::{Arg, ArgGroup, Command, value_parser};
use std::path::PathBuf;

use super::{Builder, EXIT_CODES, FILES};
use crate::text::s;

/// Its commands, in the order in which a person meets them.
pub(super) fn commands(build: Builder) -> [Command; 13] {
    [
        init(build),
        doctor(build),
        backtest(build),
        preflight(build),
        run(build),
        status(build),
        plan(build),
        report(build),
        decide(build),
        aliases(build),
        approve(build),
        resolve(build),
        connector(build),
    ]
}

impl Builder {
    fn company(self) -> Arg {
        let help = s(
            "la empresa de la configuración (si no, todas)",
            "the company of the settings (else all)",
        );
        self.option("company", s("NOMBRE", "NAME"), help)
    }

    fn settings(self) -> Arg {
        let help = s(
            "el archivo de configuración [si no, cuadre.toml]",
            "the settings file [else cuadre.toml]",
        );
        self.option("settings", s("ARCHIVO", "FILE"), help).value_parser(value_parser!(PathBuf))
    }

    fn json(self) -> Arg {
        self.flag("json", s("escribe un documento JSON en la salida", "prints one JSON document"))
    }

    fn the_run(self) -> Arg {
        let help = s(
            "la corrida; basta el comienzo de su nombre si es de una sola",
            "the run; the beginning of its name is enough where only one has it",
        );
        self.arg("run", help).value_name(self.say.text(s("CORRIDA", "RUN"))).required(true)
    }
}

fn run(build: Builder) -> Command {
    let about = s(
        "Carga los registros en la plataforma y registra las series que faltan",
        "Loads ledgers into the platform and registers the series that are missing",
    );
    let text = |id, help| build.option(id, s("MOTIVO", "REASON"), help);
    let replaces = s(
        "la corrida cuyo registro reemplaza este; pide --reason",
        "the run whose ledger this one replaces; needs --reason",
    );
    let command = build
        .command("run", about, "  cuadre run\n  cuadre run --company demo --period 2026-01\n  cuadre run \"2026/01. PLE ENERO 26.xlsx\" --accept-rejects \"se corrigen en febrero\"")
        .arg(build.files(FILES))
        .arg(build.option("replaces", s("CORRIDA", "RUN"), replaces).requires("reason"))
        .arg(text("reason", s("por qué la reemplaza", "why it replaces it")).requires("replaces"))
        .arg(text(
            "accept-rejects",
            s("sigue sin las filas rechazadas, por este motivo", "goes on without the rejected rows, for this reason"),
        ))
        .arg(
            build
                .option("corrections", s("ARCHIVO", "FILE"), s("el libro de correcciones de la corrida, ya editado", "the run's correction workbook, edited"))
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(text(
            "accept-batch",
            s("lo que hay en el lote está bien, por este motivo; solo si se preguntó", "what is in the batch is right, for this reason; only where it was asked"),
        ).conflicts_with("resend-batch"))
        .arg(text(
            "resend-batch",
            s("el lote está vacío y se carga otra vez, por este motivo; solo si se preguntó", "the batch is empty and is sent again, for this reason; only where it was asked"),
        ));
    build.ledger(build.ending(command, EXIT_CODES))
}

fn backtest(build: Builder) -> Command {
    let about = s(
        "Prueba si los nombres solos darían a cada sucursal del catálogo su centro de costo",
        "Tries whether names alone would give each branch of the catalog its cost center",
    );
    let file = |id, other, help| {
        let option = build.option(id, s("ARCHIVO", "FILE"), help);
        option.value_parser(value_parser!(PathBuf)).requires(other)
    };
    let catalog =
        s("el catálogo de series, ya exportado", "the catalog of series, exported already");
    let centers = s("los centros de costo, ya exportados", "the cost centers, exported already");
    let confirm = s(
        "el código que tiene esta sucursal es el correcto, diga lo que diga su nombre",
        "the code that this branch has is right, whatever its name says",
    );
    let command = build
        .command("backtest", about, "  cuadre backtest --company demo\n  cuadre backtest --catalog series.xlsx --cost-centers centros.xlsx --json")
        .arg(build.company())
        .arg(file("catalog", "cost-centers", catalog))
        .arg(file("cost-centers", "catalog", centers))
        .arg(build.option("confirm", s("SUCURSAL", "BRANCH"), confirm))
        .arg(build.settings())
        .arg(build.json());
    let codes = s(
        "  0  ninguna está mal\n  2  hay que corregir la orden o la configuración\n  3  una plataforma no dio sus listas\n  5  alguna está mal: ninguna sucursal nueva recibe su centro de costo por el nombre",
        "  0  none is wrong\n  2  the command or the settings must be put right\n  3  a platform did not give its lists\n  5  one is wrong: no new branch gets its cost center by name",
    );
    let command = build.ending(command, codes);
    build.done(command)
}

fn preflight(build: Builder) -> Command {
    let about = s(
        "Dice qué observará la plataforma y qué se haría, antes de enviar nada",
        "Says what the platform will complain of and what would be done, before anything is sent",
    );
    let command = build
        .command("preflight", about, "  cuadre preflight\n  cuadre preflight \"2026/01. PLE ENERO 26.xlsx\" --company demo --json")
        .arg(build.files(FILES));
    build.ledger(build.ending(command, EXIT_CODES))
}

fn aliases(build: Builder) -> Command {
    let about = s(
        "Las decisiones que se recuerdan para los meses que vienen, y cómo olvidarlas",
        "The decisions that are remembered for the months to come, and how to forget them",
    );
    let revoke = s("deja de recordar esta sucursal", "forgets this branch");
    let command = build
        .command(
            "aliases",
            about,
            "  cuadre aliases --company demo\n  cuadre aliases --revoke \"TM MALL PLZ COMAS 2\"",
        )
        .arg(build.company())
        .arg(build.option("revoke", s("SUCURSAL", "BRANCH"), revoke))
        .arg(build.settings())
        .arg(build.json());
    build.done(command)
}

fn status(build: Builder) -> Command {
    let about = s(
        "Dónde está cada empresa y periodo, y qué debe hacer usted",
        "Where each company and period stands, and what you must do",
    );
    let command = build
        .command("status", about, "  cuadre status\n  cuadre status --company demo --json")
        .arg(build.company())
        .arg(build.settings())
        .arg(build.json());
    let codes = s(
        "  0  la página se mostró, esté como esté cada periodo\n  2  hay que corregir la orden o la configuración\n  3  no se pudo leer la bitácora",
        "  0  the page was shown, however each period stands\n  2  the command or the settings must be put right\n  3  the journal could not be read",
    );
    let command = build.ending(command, codes);
    build.done(command)
}

fn plan(build: Builder) -> Command {
    let about = s(
        "La propuesta de una corrida, y las órdenes que deciden lo dudoso",
        "The plan of a run, and the commands that decide what is doubtful",
    );
    let command = build
        .command("plan", about, "  cuadre plan demo-2026-01-3f2a")
        .arg(build.the_run())
        .arg(build.settings())
        .arg(build.json());
    build.done(command)
}

fn report(build: Builder) -> Command {
    let about = s(
        "Escribe el reporte de una corrida: una página que se abre sin red, o JSON",
        "Writes the report of a run: a page that needs no network, or JSON",
    );
    let out = s(
        "dónde escribirlo [si no, report.html en la carpeta de la corrida]",
        "where to write it [else report.html in the run's folder]",
    );
    let examples =
        "  cuadre report demo-2026-01-3f2a\n  cuadre report demo-2026-01 --json > enero.json";
    let command = build
        .command("report", about, examples)
        .arg(build.the_run())
        .arg(build.option("out", s("ARCHIVO", "FILE"), out).value_parser(value_parser!(PathBuf)))
        .arg(build.settings())
        .arg(build.json());
    build.done(command)
}

fn decide(build: Builder) -> Command {
    let about = s(
        "Decide un punto de la propuesta: qué centro de costo, qué sucursal, o nada",
        "Decides an item of the plan: which cost center, which branch, or nothing",
    );
    let center = s(
        "la sucursal es de este centro de costo, de la última lista",
        "the branch has this cost center, of the last list",
    );
    let same = s(
        "es la misma sucursal que esta del catálogo",
        "it is the same branch as this one of the catalog",
    );
    let skip = s("no se registra, por este motivo", "it is not registered, for this reason");
    let remember =
        s("lo recuerda para los meses que vienen", "remembers it for the months to come");
    let undo = s("deja sin efecto lo decidido", "takes back what was decided");
    let command = build
        .command("decide", about, "  cuadre decide demo-2026-01-3f2a 3 --cost-center 1104 --remember\n  cuadre decide demo-2026-01-3f2a 4 --same-as \"TM PLAZA NORTE\"\n  cuadre decide demo-2026-01-3f2a 5 --skip \"se anulan\"")
        .arg(build.the_run().display_order(0))
        .arg(
            build
                .arg("item", s("el número del punto", "the item's number"))
                .display_order(1)
                .value_name(build.say.text(s("PUNTO", "ITEM")))
                .value_parser(value_parser!(u32))
                .required(true),
        )
        .arg(build.option("cost-center", s("CÓDIGO", "CODE"), center))
        .arg(build.option("same-as", s("SUCURSAL", "BRANCH"), same))
        .arg(build.option("skip", s("MOTIVO", "REASON"), skip))
        .arg(build.flag("undo", undo))
        .arg(build.flag("remember", remember).conflicts_with_all(["skip", "undo"]))
        .arg(build.settings())
        .group(
            ArgGroup::new("decision").args(["cost-center", "same-as", "skip", "undo"]).required(true),
        );
    build.done(command)
}

fn approve(build: Builder) -> Command {
    let about = s(
        "Aprueba lo cierto de una o varias propuestas",
        "Approves what is certain in one or several plans",
    );
    let all = s("todas las que esperan aprobación", "all that wait for approval");
    let command = build
        .command(
            "approve",
            about,
            "  cuadre approve demo-2026-01-3f2a\n  cuadre approve --all-certain",
        )
        .arg(
            build
                .arg("runs", s("las corridas", "the runs"))
                .value_name(build.say.text(s("CORRIDA", "RUN")))
                .num_args(1..),
        )
        .arg(build.flag("all-certain", all))
        .arg(build.settings())
        .group(ArgGroup::new("which").args(["runs", "all-certain"]).required(true));
    build.done(command)
}

fn resolve(build: Builder) -> Command {
    let about = s(
        "Dice si una acción en duda ocurrió; antes, mírelo en la plataforma",
        "Says whether an action in doubt happened; look at the platform first",
    );
    let command = build
        .command("resolve", about, "  cuadre resolve 17 --did-not")
        .arg(
            build
                .arg("effect", s("el número de la acción", "the action's number"))
                .value_name(build.say.text(s("N", "N")))
                .required(true),
        )
        .arg(build.flag("happened", s("ocurrió", "it happened")))
        .arg(build.flag("did-not", s("no ocurrió", "it did not happen")))
        .arg(build.flag(
            "undone",
            s(
                "ocurrió y alguien lo deshizo a mano: vuelve a hacerse si hace falta",
                "it happened and somebody has undone it by hand: it is done again where needed",
            ),
        ))
        .arg(build.settings())
        .group(ArgGroup::new("answer").args(["happened", "did-not", "undone"]).required(true));
    build.done(command)
}

fn doctor(build: Builder) -> Command {
    let about = s(
        "Revisa configuración, bitácora, conectores y acceso; no escribe nada",
        "Checks settings, journal, connectors and access; writes nothing",
    );
    let command = build
        .command("doctor", about, "  cuadre doctor\n  cuadre doctor --company demo")
        .arg(build.company())
        .arg(build.settings());
    build.done(command)
}

fn init(build: Builder) -> Command {
    let about = s(
        "Escribe cuadre.toml y .env.example de muestra",
        "Writes a sample cuadre.toml and .env.example",
    );
    let command = build.command("init", about, "  cuadre init\n  cuadre init contabilidad").arg(
        build
            .arg("folder", s("la carpeta [si no, la actual]", "the folder [else this one]"))
            .value_name(build.say.text(s("CARPETA", "FOLDER")))
            .value_parser(value_parser!(PathBuf)),
    );
    build.done(command)
}

fn connector(build: Builder) -> Command {
    let about = s(
        "Los guiones que trabajan las plataformas: list, check, eject",
        "The scripts that work the platforms: list, check, eject",
    );
    let name = || {
        build
            .arg("name", s("el conector", "the connector"))
            .value_name(build.say.text(s("NOMBRE", "NAME")))
            .required(true)
    };
    let period = s("el periodo [si no, el mes pasado]", "the period [else last month]");
    let write = s(
        "también escribe: carga y procesa 20 ventas inventadas, registra una serie y abre una cuenta; en una empresa de pruebas",
        "writes, too: loads and processes 20 invented sales, registers a series and opens an account; in a company for trials",
    );
    let check = build
        .command(
            "check",
            s(
                "Comprueba que un conector cumple; solo mira, salvo --write",
                "Checks that a connector keeps its promises; only looks, unless --write",
            ),
            "  cuadre connector check aconsys-http --company demo\n  cuadre connector check aconsys-http --write --company prueba --period 2020-01",
        )
        .arg(name())
        .arg(build.company())
        .arg(build.option("period", s("AAAA-MM", "YYYY-MM"), period))
        .arg(build.flag("write", write).requires_all(["company", "period"]))
        .arg(build.settings());
    let eject = build
        .command(
            "eject",
            s(
                "Escribe un conector incluido, para cambiarlo",
                "Writes a built-in connector, to be changed",
            ),
            "  cuadre connector eject import-platform-http",
        )
        .arg(name())
        .arg(build.settings());
    let list = build.command(
        "list",
        s("Lista los conectores", "Lists the connectors"),
        "  cuadre connector list",
    );
    let command = build
        .command(
            "connector",
            about,
            "  cuadre connector list\n  cuadre connector check aconsys-http --company demo",
        )
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_help_heading(build.say.text(s("Órdenes", "Commands")))
        .subcommand(build.done_as(list, "cuadre connector list".to_owned()))
        .subcommand(build.done_as(check, "cuadre connector check".to_owned()))
        .subcommand(build.done_as(eject, "cuadre connector eject".to_owned()));
    build.done(command)
}

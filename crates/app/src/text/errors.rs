//! The errors of the command line itself, as persons read them.

use engine::model::ErrorText;

/// The errors of the command line itself, in the order of their codes.
pub(crate) const APP_ERRORS: &[ErrorText] = &[
    STDOUT_UNWRITABLE,
    SAMPLE_UNWRITABLE,
    SAMPLE_UNFINISHED,
    FILE_UNWRITABLE,
    REPORT_UNWRITABLE,
    SIMULATION_FOLDER,
    SIMULATION_DATABASE,
    SIMULATION_PORT,
    SIMULATION_THREAD,
    STDIN_GIVEN,
    PLAN_MISSING,
    ITEM_UNKNOWN,
    COST_CENTER_UNKNOWN,
    COST_CENTER_DOUBTFUL,
    BRANCH_UNKNOWN,
    LIST_MISSING,
    CONNECTOR_UNKNOWN,
    PLAN_STALE,
    SKIP_WITHOUT_REASON,
    SCENARIO_UNREADABLE,
    SCENARIO_WRONG,
    DEMO_FOLDER_USED,
    WITHOUT_REASON,
    RUN_SETTLED,
    NOTHING_DECIDED,
    ALIAS_UNKNOWN,
    NOT_CONFIRMED,
    LIST_UNFETCHED,
    LIST_UNREAD,
    COMPARE_SIDE_EMPTY,
    EFFECT_DONE,
    EFFECT_NOT_DONE,
    CORRECTIONS_OF_WHICH,
    BRANCH_CONTRADICTED,
];

/// Standard output takes nothing more.
pub(crate) const STDOUT_UNWRITABLE: ErrorText = ErrorText::new(
    "O420",
    "stdout-unwritable",
    ["No se pudo escribir la salida: {why}.", "The output could not be written: {why}."],
    [
        "Si la salida va a un archivo, libere espacio o elija otro disco, y ejecute de nuevo: lo escrito está incompleto.",
        "If the output goes to a file, free some space or choose another disk, and run again: what was written is incomplete.",
    ],
);

/// A file of the sample cannot be made.
pub(crate) const SAMPLE_UNWRITABLE: ErrorText = ErrorText::new(
    "O421",
    "sample-unwritable",
    ["No se pudo escribir «{path}»: {why}.", "`{path}` could not be written: {why}."],
    [
        "Revise la ruta, los permisos y que el archivo no esté abierto en Excel.",
        "Check the path, the permissions, and that the file is not open in Excel.",
    ],
);

/// The sample cannot be written to its end.
pub(crate) const SAMPLE_UNFINISHED: ErrorText = ErrorText::new(
    "O422",
    "sample-unfinished",
    [
        "No se pudo terminar el registro de prueba: {why}.",
        "The sample ledger could not be finished: {why}.",
    ],
    [
        "Libere espacio en disco o elija otra carpeta con --out, y ejecute de nuevo.",
        "Free some space on the disk or choose another folder with --out, and run again.",
    ],
);

/// `-` instead of a file.
pub(crate) const STDIN_GIVEN: ErrorText = ErrorText::new(
    "U601",
    "stdin-not-read",
    [
        "«-» es la entrada estándar, y de ella no se lee.",
        "`-` is standard input, which is not read.",
    ],
    [
        "Dé un archivo: una tubería no se puede leer dos veces.",
        "Give a file: a pipe cannot be read twice.",
    ],
);

/// A file that is not written over, or cannot be written.
pub(crate) const FILE_UNWRITABLE: ErrorText = ErrorText::new(
    "O423",
    "file-unwritable",
    ["No se escribió «{path}»: {why}.", "`{path}` was not written: {why}."],
    [
        "Nada se sobrescribe: muévalo o bórrelo si ya no sirve, o revise los permisos.",
        "Nothing is written over: move it or delete it if it is of no use, or check the permissions.",
    ],
);

/// A run that has made no plan.
pub(crate) const PLAN_MISSING: ErrorText = ErrorText::new(
    "U602",
    "plan-missing",
    [
        "La corrida {run} no tiene ninguna propuesta de registros.",
        "The run {run} has made no plan.",
    ],
    [
        "Solo la hay cuando la plataforma se queja de algo: vea `cuadre status`.",
        "There is one only where the platform complains of something: see `cuadre status`.",
    ],
);

/// A number that no item has.
pub(crate) const ITEM_UNKNOWN: ErrorText = ErrorText::new(
    "U603",
    "item-unknown",
    [
        "La propuesta de {run} no tiene un punto {item}; tiene: {items}.",
        "The plan of {run} has no item {item}; it has: {items}.",
    ],
    ["Véalos con: cuadre plan {run}", "See them by: cuadre plan {run}"],
);

/// A cost center that the accounting system does not list.
pub(crate) const COST_CENTER_UNKNOWN: ErrorText = ErrorText::new(
    "U604",
    "cost-center-unknown",
    [
        "El centro de costo {code} no está en la última lista del sistema contable. El más parecido: {near}.",
        "Cost center {code} is not in the accounting system's last list. The likest: {near}.",
    ],
    [
        "Escriba un código de la lista. Si lo acaba de crear, ejecute `cuadre run` primero para leerla de nuevo.",
        "Write a code of the list. If you have just created it, run `cuadre run` first, which reads the list again.",
    ],
);

/// A cost center with several descriptions.
pub(crate) const COST_CENTER_DOUBTFUL: ErrorText = ErrorText::new(
    "U605",
    "cost-center-doubtful",
    [
        "El centro de costo {code} tiene varias descripciones: {names}.",
        "Cost center {code} has several descriptions: {names}.",
    ],
    [
        "Deje una en el sistema contable y ejecute `cuadre run` para leer la lista de nuevo.",
        "Leave one in the accounting system and run `cuadre run`, which reads the list again.",
    ],
);

/// A branch that the catalog does not know.
pub(crate) const BRANCH_UNKNOWN: ErrorText = ErrorText::new(
    "U606",
    "branch-unknown",
    [
        "El catálogo de series no tiene la sucursal «{branch}». La más parecida: {near}.",
        "The catalog of series has no branch `{branch}`. The likest: {near}.",
    ],
    [
        "Escriba una sucursal del catálogo, o elija el centro de costo con --cost-center.",
        "Write a branch of the catalog, or choose the cost center by --cost-center.",
    ],
);

/// Nothing to compare a decision with.
pub(crate) const LIST_MISSING: ErrorText = ErrorText::new(
    "U607",
    "list-missing",
    [
        "En {folder} no está la lista con la que se compara la decisión.",
        "{folder} lacks the list that the decision is compared with.",
    ],
    [
        "Ejecute `cuadre run` otra vez: la lee de las plataformas.",
        "Run `cuadre run` again: it reads it from the platforms.",
    ],
);

/// A connector that is not there, or is not the company's.
pub(crate) const CONNECTOR_UNKNOWN: ErrorText = ErrorText::new(
    "U608",
    "connector-unknown",
    [
        "No hay un conector «{name}» aquí; hay: {known}.",
        "There is no connector `{name}` here; there are: {known}.",
    ],
    ["{near}La lista: cuadre connector list", "{near}The list: cuadre connector list"],
);

/// The report cannot be written.
pub(crate) const REPORT_UNWRITABLE: ErrorText = ErrorText::new(
    "O424",
    "report-unwritable",
    [
        "No se pudo escribir el reporte «{path}»: {why}.",
        "The report `{path}` could not be written: {why}.",
    ],
    [
        "Revise que la carpeta exista y se pueda escribir en ella, o elija otro lugar con --out.",
        "Check that the folder is there and may be written to, or choose another place by --out.",
    ],
);

/// The simulators' folder cannot be made.
pub(crate) const SIMULATION_FOLDER: ErrorText = ErrorText::new(
    "O425",
    "simulation-folder",
    [
        "No se pudo crear la carpeta «{path}» para la simulación: {why}.",
        "The folder `{path}` of the simulation could not be made: {why}.",
    ],
    ["Elija otra con --dir.", "Choose another by --dir."],
);

/// A simulator's database cannot be opened.
pub(crate) const SIMULATION_DATABASE: ErrorText = ErrorText::new(
    "O426",
    "simulation-database",
    [
        "No se pudo abrir la base de datos de la simulación de {platform}.",
        "The database of the simulated {platform} could not be opened.",
    ],
    [
        "Cierre la otra simulación si hay una en esa carpeta, o elija otra carpeta con --dir.",
        "End the other simulation if there is one in that folder, or choose another folder by --dir.",
    ],
);

/// A port cannot be listened on.
pub(crate) const SIMULATION_PORT: ErrorText = ErrorText::new(
    "O427",
    "simulation-port",
    [
        "La simulación no puede atender en el puerto {port}: {why}.",
        "The simulation cannot listen on port {port}: {why}.",
    ],
    [
        "Elija otro con --port-import o --port-aconsys; 0 es uno libre.",
        "Choose another by --port-import or --port-aconsys; 0 is a free one.",
    ],
);

/// The system starts no thread.
pub(crate) const SIMULATION_THREAD: ErrorText = ErrorText::new(
    "O428",
    "simulation-unstarted",
    [
        "El sistema no pudo iniciar la simulación: {why}.",
        "The system could not start the simulation: {why}.",
    ],
    ["Cierre otros programas y ejecute de nuevo.", "Close other programs and run again."],
);

/// A plan that is older than a decision about one of its items.
pub(crate) const PLAN_STALE: ErrorText = ErrorText::new(
    "U609",
    "plan-stale",
    [
        "La propuesta de {run} es anterior a lo que se decidió sobre el punto {item}, así que no se aprobó.",
        "The plan of {run} is older than what was decided about item {item}, so it was not approved.",
    ],
    [
        "Ejecute `cuadre run`, que hace la propuesta nueva; véala con `cuadre plan {run}` y apruebe esa.",
        "Run `cuadre run`, which makes the new plan; see it by `cuadre plan {run}` and approve that one.",
    ],
);

/// `--skip` without a reason.
pub(crate) const SKIP_WITHOUT_REASON: ErrorText = ErrorText::new(
    "U610",
    "skip-without-reason",
    [
        "Falta el motivo por el que el punto {item} no se registra.",
        "The reason why item {item} is not registered is missing.",
    ],
    [
        "Escríbalo, para quien lo lea después: --skip \"motivo\".",
        "Write it, for whoever reads it later: --skip \"reason\".",
    ],
);

/// A scenario file that cannot be read.
pub(crate) const SCENARIO_UNREADABLE: ErrorText = ErrorText::new(
    "U611",
    "scenario-unreadable",
    [
        "No se pudo leer el escenario «{path}»: {why}.",
        "The scenario `{path}` could not be read: {why}.",
    ],
    ["Revise la ruta y los permisos.", "Check the path and the permissions."],
);

/// A scenario file that says what cannot be.
pub(crate) const SCENARIO_WRONG: ErrorText = ErrorText::new(
    "U612",
    "scenario-wrong",
    ["El escenario no se puede usar: {why}.", "The scenario cannot be used: {why}."],
    [
        "Corríjalo; docs/simulators.md describe sus claves.",
        "Mend it; docs/simulators.md describes its keys.",
    ],
);

/// A folder with settings that the demo did not write.
pub(crate) const DEMO_FOLDER_USED: ErrorText = ErrorText::new(
    "U613",
    "demo-folder-used",
    [
        "«{path}» no es de la demostración, y no se toca.",
        "`{path}` is not the demo's, and is left as it is.",
    ],
    [
        "Dé a la demostración una carpeta propia: cuadre demo --dir CARPETA.",
        "Give the demo a folder of its own: cuadre demo --dir FOLDER.",
    ],
);

/// A person's word about rows or a batch, for no reason.
pub(crate) const WITHOUT_REASON: ErrorText = ErrorText::new(
    "U614",
    "word-without-reason",
    ["Falta el motivo en --{option}.", "The reason is missing in --{option}."],
    [
        "Escríbalo, para quien lo lea después: --{option} \"motivo\".",
        "Write it, for whoever reads it later: --{option} \"reason\".",
    ],
);

/// A decision about a run that nothing can be decided of any more.
pub(crate) const RUN_SETTLED: ErrorText = ErrorText::new(
    "U615",
    "run-settled",
    [
        "La corrida {run} ya terminó, o la reemplazó otra: no hay nada que decidir en ella.",
        "The run {run} has ended, or another one took its place: there is nothing to decide in it.",
    ],
    [
        "Vea cuál espera una decisión con: cuadre status",
        "See which one waits for a decision by: cuadre status",
    ],
);

/// A decision that is taken back where there is none.
pub(crate) const NOTHING_DECIDED: ErrorText = ErrorText::new(
    "U616",
    "nothing-decided",
    [
        "No hay una decisión sobre el punto {item} que dejar sin efecto.",
        "There is no decision about item {item} to take back.",
    ],
    [
        "Si ya se aplicó, lo registrado se corrige en las plataformas.",
        "If it was applied, what was registered is mended in the platforms.",
    ],
);

/// A branch about which nothing is remembered.
pub(crate) const ALIAS_UNKNOWN: ErrorText = ErrorText::new(
    "U617",
    "alias-unknown",
    [
        "No se recuerda ninguna decisión sobre «{branch}»; la más parecida: {near}.",
        "No decision about `{branch}` is remembered; the nearest: {near}.",
    ],
    ["La lista: cuadre aliases", "The list: cuadre aliases"],
);

/// A code that cannot be confirmed, since the accounting system does not list it.
pub(crate) const NOT_CONFIRMED: ErrorText = ErrorText::new(
    "U618",
    "not-confirmed",
    [
        "El catálogo da a «{branch}» el centro de costo {code}, que el sistema contable no tiene: no hay qué confirmar.",
        "The catalog gives `{branch}` the cost center {code}, which the accounting system does not have: there is nothing to confirm.",
    ],
    [
        "Corrija el catálogo en la plataforma, o cree el centro de costo.",
        "Mend the catalog in the platform, or create the cost center.",
    ],
);

/// A list that a platform did not give.
pub(crate) const LIST_UNFETCHED: ErrorText = ErrorText::new(
    "O429",
    "list-unfetched",
    ["{platform} no dio sus listas: {why}.", "{platform} did not give its lists: {why}."],
    [
        "No se escribió nada. Revise el acceso con `cuadre doctor` y repita.",
        "Nothing was written. Check the access by `cuadre doctor` and repeat.",
    ],
);

/// A list that is not what it should be.
pub(crate) const LIST_UNREAD: ErrorText = ErrorText::new(
    "O430",
    "list-unread",
    [
        "{path} no es la lista que se espera: {why}",
        "{path} is not the list that is expected: {why}",
    ],
    [
        "Exporte de nuevo el reporte, o corrija el conector.",
        "Export the report again, or mend the connector.",
    ],
);

/// A side of a comparison that is a folder without tables.
pub(crate) const COMPARE_SIDE_EMPTY: ErrorText = ErrorText::new(
    "U619",
    "compare-side-empty",
    [
        "En la carpeta «{path}» no hay ninguna tabla que comparar.",
        "The folder `{path}` holds no table to compare.",
    ],
    [
        "Indique un archivo, o una carpeta con los archivos de un solo registro (XLSX, CSV, TXT, ZIP).",
        "Name a file, or a folder with the files of one ledger (XLSX, CSV, TXT, ZIP).",
    ],
);

/// An action that is known to be done, of which a person says that it is not.
pub(crate) const EFFECT_DONE: ErrorText = ErrorText::new(
    "U620",
    "effect-done",
    [
        "No está en duda: consta que se hizo «{action}».",
        "It is not in doubt: it is on record that this was done: `{action}`.",
    ],
    [
        "Si alguien lo deshizo a mano en la plataforma: cuadre resolve {effect} --undone",
        "If somebody has undone it by hand in the platform: cuadre resolve {effect} --undone",
    ],
);

/// An action that nobody can have undone.
pub(crate) const EFFECT_NOT_DONE: ErrorText = ErrorText::new(
    "U621",
    "nothing-undone",
    [
        "No consta que se haya hecho «{action}», así que nadie pudo deshacerlo.",
        "It is not on record that this was done: `{action}`; so nobody can have undone it.",
    ],
    [
        "Si está en duda, diga --happened o --did-not.",
        "If it is in doubt, say --happened or --did-not.",
    ],
);

/// A correction workbook beside several ledgers, or none.
pub(crate) const CORRECTIONS_OF_WHICH: ErrorText = ErrorText::new(
    "U622",
    "corrections-of-which",
    [
        "--corrections vale para un solo registro, y esta orden tiene {count}.",
        "--corrections is about one ledger, and this command has {count}.",
    ],
    [
        "Diga cuál: con --company y --period, o nombrando su archivo.",
        "Say which: by --company and --period, or by naming its file.",
    ],
);

/// A branch of which the catalog says several things.
pub(crate) const BRANCH_CONTRADICTED: ErrorText = ErrorText::new(
    "U623",
    "branch-contradicted",
    [
        "El catálogo se contradice sobre «{branch}»: tiene {codes}. No se puede decir que otra es la misma.",
        "The catalog contradicts itself about `{branch}`: it has {codes}. Nothing can be said to be the same.",
    ],
    [
        "Elija el centro de costo con --cost-center, o corrija el catálogo en la plataforma.",
        "Choose the cost center by --cost-center, or mend the catalog in the platform.",
    ],
);

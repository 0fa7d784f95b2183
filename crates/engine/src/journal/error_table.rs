//! Every error of the journal: code, name, what it says and what it advises. `explain` and the docs are made from it.

use crate::model::Sentence;

/// What an error of one kind says.
#[derive(Clone, Copy, Debug)]
pub struct JournalErrorEntry {
    /// The kind, whose place in the enumeration is the entry's place in the table.
    pub kind: JournalErrorKind,
    /// `J201`.
    pub code: &'static str,
    /// `journal-on-network`.
    pub name: &'static str,
    /// What happened.
    pub says: Sentence,
    /// What to do about it.
    pub advice: Sentence,
}

macro_rules! journal_errors {
    ($($kind:ident, $code:literal, $name:literal,
       $says_es:literal, $says_en:literal, $advice_es:literal, $advice_en:literal;)+) => {
        /// The kinds of errors; the sentences of [`JOURNAL_ERRORS`] say what each is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)] // the table says each in two languages
        pub enum JournalErrorKind { $($kind),+ }

        /// Every kind of error, in the order of its code.
        pub const JOURNAL_ERRORS: &[JournalErrorEntry] = &[$(JournalErrorEntry {
            kind: JournalErrorKind::$kind,
            code: $code,
            name: $name,
            says: Sentence::new($says_es, $says_en),
            advice: Sentence::new($advice_es, $advice_en),
        }),+];
    };
}

journal_errors! {
    OnNetwork, "J201", "journal-on-network",
    "La bitácora «{path}» está en una unidad de red ({detail}).",
    "The journal `{path}` is on a network drive ({detail}).",
    "Póngala en un disco de esta PC: en una unidad de red no se puede garantizar que lo escrito quede escrito.",
    "Put it on a disk of this PC: on a network drive nothing guarantees that what was written stays written.";

    Unopened, "J202", "journal-unopened",
    "No se puede abrir la bitácora «{path}»: {detail}.",
    "The journal `{path}` cannot be opened: {detail}.",
    "Revise la ruta y los permisos de la carpeta.",
    "Check the path and the folder's permissions.";

    Foreign, "J203", "journal-foreign",
    "«{path}» no es una bitácora de Cuadre.",
    "`{path}` is no journal of Cuadre.",
    "Indique otra ruta; ese archivo no se tocó.",
    "Give another path; that file was not touched.";

    Damaged, "J204", "journal-damaged",
    "La bitácora «{path}» está dañada: {detail}.",
    "The journal `{path}` is damaged: {detail}.",
    "No la borre ni ejecute nada más: restaure una copia, y antes de continuar compare con las plataformas lo que ya se envió.",
    "Do not delete it and run nothing else: restore a copy, and before going on compare with the platforms what was already sent.";

    Newer, "J205", "journal-newer",
    "La bitácora «{path}» es de una versión más nueva de Cuadre (esquema {found}; esta versión conoce hasta {known}).",
    "The journal `{path}` is of a newer version of Cuadre (schema {found}; this version knows up to {known}).",
    "Actualice Cuadre en esta PC.",
    "Update Cuadre on this PC.";

    Busy, "J206", "journal-busy",
    "Otro proceso está escribiendo en la bitácora «{path}» y no la soltó a tiempo.",
    "Another process is writing to the journal `{path}` and did not let go of it in time.",
    "Espere a que termine y vuelva a ejecutar; `cuadre status` dice qué corrida es.",
    "Wait until it ends and run again; `cuadre status` says which run it is.";

    DiskFull, "J207", "journal-disk-full",
    "No queda espacio en el disco para la bitácora «{path}».",
    "There is no space left on the disk for the journal `{path}`.",
    "Libere espacio y vuelva a ejecutar: se continúa donde quedó.",
    "Free some space and run again: it goes on where it stopped.";

    Unwritten, "J208", "journal-unwritten",
    "No se pudo leer o escribir la bitácora «{path}»: {detail}.",
    "The journal `{path}` could not be read or written: {detail}.",
    "Revise el disco y los permisos, y vuelva a ejecutar: se continúa donde quedó.",
    "Check the disk and the permissions, and run again: it goes on where it stopped.";

    RunUnknown, "J209", "run-unknown",
    "No hay ninguna corrida «{run}».",
    "There is no run `{run}`.",
    "`cuadre status` lista las corridas; basta el comienzo del nombre si es de una sola.",
    "`cuadre status` lists the runs; the beginning of a name is enough where only one has it.";

    RunAmbiguous, "J210", "run-ambiguous",
    "«{run}» es el comienzo de varias corridas: {runs}.",
    "`{run}` is the beginning of several runs: {runs}.",
    "Escriba el nombre completo de una de ellas.",
    "Write the whole name of one of them.";

    IllegalPhase, "J211", "phase-illegal",
    "La corrida {run} está en la fase «{from}» y no puede pasar a «{to}».",
    "The run {run} is in the phase `{from}` and cannot go to `{to}`.",
    "No se cambió nada. Es un defecto del programa: informe con el paquete de la corrida.",
    "Nothing was changed. This is a defect of the program: report it with the run's bundle.";

    IllegalOutcome, "J212", "outcome-illegal",
    "La corrida {run}, en la fase «{from}», no puede terminar como «{to}».",
    "The run {run}, in the phase `{from}`, cannot end as `{to}`.",
    "No se cambió nada. Es un defecto del programa: informe con el paquete de la corrida.",
    "Nothing was changed. This is a defect of the program: report it with the run's bundle.";

    PeriodSent, "J213", "period-already-sent",
    "Del periodo {period} de {company} ya se envió algo con otro registro (corrida {run}: bloques {parts}, filas {rows}, cuentas {accounts}, importaciones de series {imports}, acciones en duda {doubts}).",
    "Of the period {period} of {company} something was already sent from another ledger (run {run}: parts {parts}, rows {rows}, accounts {accounts}, imports of series {imports}, effects in doubt {doubts}).",
    "Si este registro la reemplaza, dígalo: --replaces {run} --reason \"motivo\". Si no, quite el archivo que sobra.",
    "If this ledger replaces it, say so: --replaces {run} --reason \"why\". If not, take the other file away.";

    ReplacesAnother, "J214", "replaces-another",
    "Se pidió reemplazar la corrida {given}, pero la vigente del periodo {period} de {company} es {run}.",
    "The run {given} was to be replaced, but the current one of the period {period} of {company} is {run}.",
    "Revise con `cuadre status` y repita con --replaces {run} si es esa.",
    "Check with `cuadre status`, and repeat with --replaces {run} if that is the one.";

    ReasonMissing, "J215", "reason-missing",
    "Falta el motivo: quien lea la bitácora debe saber por qué se hizo.",
    "The reason is missing: whoever reads the journal must know why it was done.",
    "Añada --reason \"motivo\".",
    "Add --reason \"why\".";

    NotCurrent, "J216", "run-not-current",
    "La corrida {run} ya no es la vigente de su periodo: la reemplazó {other}.",
    "The run {run} is no longer the current one of its period: {other} took its place.",
    "Trabaje con {other}.",
    "Work with {other}.";

    EffectUnknown, "J217", "effect-unknown",
    "No hay ninguna acción «{effect}».",
    "There is no action `{effect}`.",
    "`cuadre status` lista las acciones en duda con su número.",
    "`cuadre status` lists the actions in doubt with their numbers.";

    EffectSettled, "J218", "effect-settled",
    "La acción «{effect}» no está en duda: consta como «{state}».",
    "The action `{effect}` is not in doubt: it stands as `{state}`.",
    "No hay nada que resolver.",
    "There is nothing to resolve.";

    LeaseHeld, "J219", "lease-held",
    "Otro proceso de Cuadre está usando {resource}: {owner}.",
    "Another process of Cuadre is using {resource}: {owner}.",
    "Espere a que termine. Si ya no existe, se podrá continuar en {seconds} s.",
    "Wait until it ends. If it is gone, one can go on in {seconds} s.";

    LeaseLost, "J220", "lease-lost",
    "Este proceso estuvo detenido y otro tomó {resource}: {owner}.",
    "This process stood still and another one took {resource}: {owner}.",
    "No se escribió nada más desde aquí; continúe en el otro.",
    "Nothing more was written from here; go on in the other one.";

    FolderHeld, "J221", "folder-held",
    "La carpeta «{path}» está en uso por Cuadre en otra PC: {owner}.",
    "The folder `{path}` is in use by Cuadre on another PC: {owner}.",
    "Espere a que termine allí. Si esa PC se apagó, vuelva a ejecutar: se toma cuando deje de dar señales.",
    "Wait until it ends there. If that PC is off, run again: the folder is taken once it gives no more signs.";

    FolderLost, "J222", "folder-lost",
    "Otra PC tomó la carpeta «{path}» mientras este proceso estaba detenido: {owner}.",
    "Another PC took the folder `{path}` while this process stood still: {owner}.",
    "No se escribió nada más desde aquí; continúe en la otra PC.",
    "Nothing more was written from here; go on at the other PC.";

    FolderUnwritten, "J223", "folder-unwritten",
    "No se puede escribir el archivo de bloqueo «{path}»: {detail}.",
    "The lock file `{path}` cannot be written: {detail}.",
    "Revise la unidad de red y los permisos de la carpeta de salida.",
    "Check the network drive and the permissions of the output folder.";

    PlanUnknown, "J224", "plan-unknown",
    "No hay ninguna propuesta «{plan}».",
    "There is no plan `{plan}`.",
    "`cuadre plan` muestra la propuesta vigente de la corrida.",
    "`cuadre plan` shows the run's present plan.";

    EventsBroken, "J225", "events-broken",
    "La cadena de sucesos de la bitácora «{path}» se rompe en el suceso {event}: no es lo que se escribió.",
    "The chain of events of the journal `{path}` breaks at event {event}: it is not what was written.",
    "Alguien o algo cambió el archivo. Restaure una copia y compare con las plataformas.",
    "Somebody or something changed the file. Restore a copy and compare with the platforms.";

    InDoubt, "J226", "effect-in-doubt",
    "No se sabe si ocurrió «{effect}»: salió de esta PC y no llegó una respuesta completa ({detail}).",
    "It is not known whether `{effect}` happened: it left this PC and no complete answer came ({detail}).",
    "Vuelva a ejecutar: se mira de nuevo antes de repetir nada.",
    "Run again: it is looked for before anything is repeated.";

    AskPerson, "J227", "effect-ask-person",
    "La plataforma no puede decir si ocurrió «{effect}», y el programa no adivina.",
    "The platform cannot tell whether `{effect}` happened, and the program does not guess.",
    "Mírelo en la plataforma y responda: cuadre resolve {number} --happened, o --did-not.",
    "Look at the platform and answer: cuadre resolve {number} --happened, or --did-not.";

    NewGeneration, "J228", "effect-new-generation",
    "La plataforma no puede decir si ocurrió «{effect}»; el lote se inicia de nuevo.",
    "The platform cannot tell whether `{effect}` happened; the batch is begun again.",
    "No hay que hacer nada: *Iniciar* vacía el lote y todos los bloques se cargan otra vez.",
    "There is nothing to do: *Iniciar* empties the batch and all parts are sent again.";

    Conflict, "J229", "effect-conflict",
    "En el lugar de «{effect}» ya hay otra cosa.",
    "In the place of `{effect}` there is already something else.",
    "Se hace una propuesta nueva con lo que hay ahora.",
    "A new plan is made from what is there now.";

    MeaningChanged, "J230", "effect-meaning-changed",
    "«{effect}» consta en la bitácora con otro contenido que el de ahora.",
    "`{effect}` stands in the journal with another content than now.",
    "Compruebe en la plataforma cuál de los dos existe y responda: cuadre resolve {number} --happened, o --did-not.",
    "Check at the platform which of the two exists and answer: cuadre resolve {number} --happened, or --did-not.";

    NotDone, "J231", "effect-not-done",
    "No se hizo «{effect}»: {detail}.",
    "`{effect}` was not done: {detail}.",
    "Corrija la causa y vuelva a ejecutar: se hará entonces.",
    "Correct the cause and run again: it is done then.";

    LookFailed, "J232", "effect-look-failed",
    "No se pudo mirar si ya estaba hecho «{effect}»: {detail}. No se hizo nada.",
    "It could not be looked up whether `{effect}` is already done: {detail}. Nothing was done.",
    "Corrija la causa y vuelva a ejecutar.",
    "Correct the cause and run again.";

    Interrupted, "J233", "effect-interrupted",
    "Se pidió parar mientras se esperaba para mirar de nuevo «{effect}».",
    "It was asked to stop while it waited to look again for `{effect}`.",
    "Vuelva a ejecutar: se continúa donde quedó.",
    "Run again: it goes on where it stopped.";

    Crashed, "J234", "journal-crashed",
    "La bitácora «{path}» se detuvo en la escritura {detail}, como pidió una prueba.",
    "The journal `{path}` stopped at the write {detail}, as a test asked.",
    "Solo ocurre en las pruebas del programa.",
    "This happens in the program's tests only.";

    NothingToReplace, "J235", "nothing-to-replace",
    "Se pidió reemplazar la corrida {given}, pero este registro no reemplaza a ninguna: el periodo {period} de {company} no tiene otra corrida vigente que la suya.",
    "The run {given} was to be replaced, but this ledger replaces none: the period {period} of {company} has no other current run than its own.",
    "No se hizo nada. Ejecute sin --replaces ni --reason; `cuadre status` lista las corridas.",
    "Nothing was done. Run without --replaces and --reason; `cuadre status` lists the runs.";
}

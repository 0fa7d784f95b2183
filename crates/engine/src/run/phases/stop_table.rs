//! The reasons for which an attempt ends, as persons read them.

use crate::model::ErrorText;

/// Every reason, in the order of its code.
pub const STOPS: &[ErrorText] = &[
    ErrorText::new(
        "B601",
        "rows-rejected",
        [
            "No se envió nada: {rejected} de {rows} {rows?fila|filas} {rejected?fue rechazada|fueron rechazadas}.",
            "Nothing was sent: {rejected} of {rows} {rows?row|rows} {rejected?was|were} rejected.",
        ],
        [
            "Vea en {workbook} cuáles son y por qué. Corríjalas ahí y aplíquelo: `cuadre run --company {company} --period {period} --corrections \"{workbook}\"`; o en el registro, y ejecute de nuevo; o siga sin ellas, con `--accept-rejects \"motivo\"`.",
            "See in {workbook} which they are and why. Correct them there and apply it: `cuadre run --company {company} --period {period} --corrections \"{workbook}\"`; or in the ledger, and run again; or go on without them, by `--accept-rejects \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B602",
        "ledger-held",
        [
            "No se envió nada: el registro tiene datos que la plataforma no recibiría o tomaría por ventas ({codes}).",
            "Nothing was sent: the ledger holds what the platform would not get or would take for sales ({codes}).",
        ],
        [
            "Vea remarks.csv en {folder}; corrija el registro, o acepte con `--accept-rejects \"motivo\"`.",
            "See remarks.csv in {folder}; correct the ledger, or accept it by `--accept-rejects \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B603",
        "staging-not-ours",
        [
            "La plataforma tiene en espera datos de {period} que no son de esta corrida: {what}. Mientras estén, no se procesa nada.",
            "The platform holds data of {period} that are not of this run: {what}. While they are there, nothing is processed.",
        ],
        [
            "Pregunte quién los cargó. Cuando ya no estén, ejecute de nuevo.",
            "Ask who loaded them. When they are gone, run again.",
        ],
    ),
    ErrorText::new(
        "B604",
        "numbers-disagree",
        [
            "La plataforma dice {told} donde debía decir {meant} ({what}).",
            "The platform says {told} where it should say {meant} ({what}).",
        ],
        [
            "No siga a mano: guarde la carpeta de la corrida, revise el lote en la plataforma y ejecute de nuevo; si se repite, el conector o la plataforma no cuentan bien.",
            "Do not go on by hand: keep the run's folder, look at the batch in the platform and run again; if it happens again, the connector or the platform counts wrongly.",
        ],
    ),
    ErrorText::new(
        "B605",
        "staging-changed",
        [
            "Lo que espera en la plataforma ya no es lo que se cargó: {what}. Parte ya fue procesada, así que no se vuelve a cargar sin preguntar.",
            "What waits in the platform is not what was loaded: {what}. Some of it was processed, so nothing is loaded again without asking.",
        ],
        [
            "Averigüe quién vació o llenó el lote y pídale que lo deje como estaba; luego ejecute de nuevo. Si ya no se puede, ejecute un registro que tenga solo lo que falta procesar, con --replaces {run} --reason \"motivo\"; el mismo registro otra vez no se acepta.",
            "Find out who emptied or filled the batch and have it put back as it was; then run again. If that cannot be done, run a ledger of only what is not processed yet, with --replaces {run} --reason \"why\"; the same ledger again is not accepted.",
        ],
    ),
    ErrorText::new(
        "B606",
        "platform-silent",
        [
            "La plataforma no da señales desde hace {minutes} min mientras procesa.",
            "The platform has given no sign for {minutes} min while it processes.",
        ],
        [
            "Vea si sigue trabajando. Ejecute de nuevo: se espera lo que ya se ordenó, no se ordena otra vez.",
            "See whether it still works. Run again: what was ordered is waited for, nothing is ordered twice.",
        ],
    ),
    ErrorText::new(
        "B607",
        "report-unknown",
        [
            "El reporte «{report}» no es el que conocemos: {detail}",
            "The report `{report}` is not the one we know: {detail}",
        ],
        [
            "Está guardado en {path}. Corrija el conector o el formato del reporte, y ejecute de nuevo.",
            "It is kept at {path}. Mend the connector or the report's form, and run again.",
        ],
    ),
    ErrorText::new(
        "B608",
        "round-without-progress",
        [
            "La ronda {round} no resolvió nada: la plataforma se queja de lo mismo ({complaints}).",
            "Round {round} has settled nothing: the platform complains of the same ({complaints}).",
        ],
        [
            "Vea `cuadre plan {run}`; revise en la plataforma las series que ya figuran.",
            "See `cuadre plan {run}`; look in the platform at the series that are listed already.",
        ],
    ),
    ErrorText::new(
        "B609",
        "items-unresolved",
        [
            "{count} {count?punto necesita|puntos necesitan} a una persona{rest}.",
            "{count} {count?item needs|items need} a person{rest}.",
        ],
        [
            "Vea `cuadre plan {run}`: {how}. Luego ejecute `cuadre run` otra vez.",
            "See `cuadre plan {run}`: {how}. Then run `cuadre run` again.",
        ],
    ),
    ErrorText::new(
        "B610",
        "plan-not-approved",
        [
            "La propuesta de registrar {count} {count?serie|series}{opened} espera aprobación.",
            "The plan to register {count} series{opened} waits for approval.",
        ],
        [
            "Véala con `cuadre plan {run}` y apruébela con `cuadre approve {run}`; luego `cuadre run` otra vez.",
            "See it by `cuadre plan {run}` and approve it by `cuadre approve {run}`; then `cuadre run` again.",
        ],
    ),
    ErrorText::new(
        "B611",
        "import-by-hand",
        [
            "No se sabe si la plataforma suma o reemplaza el catálogo de series al importarlo; no se importó nada.",
            "Nobody has said whether an import adds to the platform's catalog of series or replaces it; nothing was imported.",
        ],
        [
            "Dígalo en cuadre.toml, en las opciones de la plataforma: options = { series_import = \"merge\" } si suma, \"replace\" si reemplaza; o importe {path} a mano. Luego ejecute de nuevo.",
            "Say it in cuadre.toml, in the platform's options: options = { series_import = \"merge\" } if it adds, \"replace\" if it replaces; or import {path} by hand. Then run again.",
        ],
    ),
    ErrorText::new(
        "B612",
        "catalog-differs",
        ["{detail}", "{detail}"],
        [
            "El catálogo anterior está en {path}. Corríjalo en la plataforma y ejecute de nuevo.",
            "The catalog before is at {path}. Mend it in the platform and run again.",
        ],
    ),
    ErrorText::new(
        "B613",
        "platform-unreachable",
        [
            "No se pudo {operation} en {system}: {detail}. Con esta orden no se hizo nada.",
            "It was not possible to {operation} in {system}: {detail}. Nothing was done by this order.",
        ],
        [
            "Revise la red, la dirección y las credenciales (`cuadre doctor`), y ejecute de nuevo.",
            "Check the network, the address and the credentials (`cuadre doctor`), and run again.",
        ],
    ),
    ErrorText::new(
        "B614",
        "platform-refused",
        [
            "Al {operation}, {system} no aceptó: {detail}.",
            "Asked to {operation}, {system} refused: {detail}.",
        ],
        [
            "Corrija lo que dice y ejecute de nuevo; lo hecho hasta aquí vale.",
            "Mend what it says and run again; what was done so far counts.",
        ],
    ),
    ErrorText::new(
        "B615",
        "platform-unrecognized",
        [
            "Al {operation}, {system} respondió lo que no conocemos: {detail}. No se escribió nada.",
            "Asked to {operation}, {system} answered what we do not know: {detail}. Nothing was written.",
        ],
        [
            "La evidencia está en la carpeta de la corrida. Corrija el conector y ejecute de nuevo.",
            "The evidence is in the run's folder. Mend the connector and run again.",
        ],
    ),
    ErrorText::new(
        "B616",
        "platform-in-doubt",
        [
            "En duda si se llegó a {operation} en {system}: {detail}.",
            "In doubt whether it came to {operation} in {system}: {detail}.",
        ],
        [
            "Ejecute de nuevo: primero se mira en la plataforma, y solo se repite si consta que no está.",
            "Run again: the platform is looked at first, and it is done again only if it is certainly not there.",
        ],
    ),
    ErrorText::new(
        "B617",
        "effect-untold",
        [
            "En {system} no se puede ver si se llegó a {operation} (n.º {effect}).",
            "In {system} it cannot be seen whether it came to {operation} (no. {effect}).",
        ],
        [
            "Mírelo usted y dígalo: `cuadre resolve {effect} --happened` o `--did-not`; luego ejecute de nuevo.",
            "Look yourself and say it: `cuadre resolve {effect} --happened` or `--did-not`; then run again.",
        ],
    ),
    ErrorText::new(
        "B618",
        "part-changed",
        [
            "El bloque {part} ya no es el que se hizo: fue cambiado o borrado.",
            "Part {part} is not the one that was made: it was changed or deleted.",
        ],
        [
            "Borre la carpeta {folder} y ejecute de nuevo: se hace otra vez del mismo registro.",
            "Delete the folder {folder} and run again: it is made anew from the same ledger.",
        ],
    ),
    ErrorText::new(
        "B619",
        "connector-unopened",
        [
            "No se puede abrir la conexión con las plataformas: {detail}.",
            "The platforms cannot be connected: {detail}.",
        ],
        ["Revise la configuración con `cuadre doctor`.", "Check the settings by `cuadre doctor`."],
    ),
    ErrorText::new(
        "B620",
        "world-keeps-moving",
        [
            "Las listas de las plataformas cambian mientras se trabaja; no se registró nada más.",
            "The platforms' lists change while we work; nothing more was registered.",
        ],
        [
            "Espere a que los demás terminen y ejecute de nuevo.",
            "Wait until others have finished and run again.",
        ],
    ),
    ErrorText::new(
        "B621",
        "attempt-interrupted",
        [
            "Interrumpido. Lo hecho hasta aquí está anotado.",
            "Interrupted. What was done so far is on record.",
        ],
        ["Ejecute de nuevo para seguir donde quedó.", "Run again to go on from there."],
    ),
    ErrorText::new(
        "B622",
        "file-unwritten",
        ["No se pudo escribir «{path}»: {detail}.", "`{path}` cannot be written: {detail}."],
        ["Revise el disco y ejecute de nuevo.", "Check the disk and run again."],
    ),
    ErrorText::new(
        "B623",
        "nothing-to-send",
        [
            "No hay nada que enviar: de {rows} {rows?fila|filas} del registro no se aceptó ninguna ({rejected} {rejected?rechazada|rechazadas}).",
            "There is nothing to send: of {rows} {rows?row|rows} of the ledger none was accepted ({rejected} rejected).",
        ],
        [
            "No se inició nada, y --accept-rejects no cambia esto. Vea en corrections.xlsx, en {folder}, por qué; corrija el registro, o la configuración si es la misma razón en todas, y ejecute de nuevo.",
            "Nothing was begun, and --accept-rejects does not change this. See in corrections.xlsx, in {folder}, why; correct the ledger, or the settings if it is the same reason for all, and run again.",
        ],
    ),
    ErrorText::new(
        "B624",
        "staging-left-over",
        [
            "En el lote de {period} sobra {what}, y Iniciar no lo borra o nadie dijo si lo borra. No se procesó nada.",
            "In the batch of {period} there is {what}, and Iniciar does not clear it, or nobody has said whether it does. Nothing was processed.",
        ],
        [
            "Quítelo del lote en la plataforma y ejecute de nuevo: se mira el lote y se carga solo lo que falte.",
            "Take it out of the batch in the platform and run again: the batch is looked at, and only what is missing is sent.",
        ],
    ),
    ErrorText::new(
        "B625",
        "processed-with-others",
        [
            "Junto con este registro se procesó algo más que había en el lote: {what}. La plataforma cuenta {told} filas; las de este registro son {meant}.",
            "Something else that was in the batch was processed together with this ledger: {what}. The platform counts {told} rows; this ledger's are {meant}.",
        ],
        [
            "Pregunte quién lo cargó y revise en la plataforma si sus ventas valen. Si todo está bien así: `cuadre run --company {company} --period {period} --accept-batch \"motivo\"`.",
            "Ask who loaded it and see in the platform whether those sales stand. If all is right as it is: `cuadre run --company {company} --period {period} --accept-batch \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B626",
        "staging-untold",
        [
            "La plataforma no dice qué hay en el lote, y se cargó en una ejecución que se cortó; falta procesarlo.",
            "The platform does not tell what is in the batch, and it was loaded by an attempt that was cut off; it is not processed yet.",
        ],
        [
            "Mírelo usted: deben ser {files} {files?archivo|archivos} y {rows} {rows?fila|filas}. Si están: `cuadre run --company {company} --period {period} --accept-batch \"motivo\"`. Si el lote está vacío: la misma orden con `--resend-batch \"motivo\"`, y se carga otra vez.",
            "Look yourself: there should be {files} {files?file|files} and {rows} {rows?row|rows}. If they are there: `cuadre run --company {company} --period {period} --accept-batch \"reason\"`. If the batch is empty: the same with `--resend-batch \"reason\"`, and all is sent again.",
        ],
    ),
    ErrorText::new(
        "B627",
        "staging-differs",
        [
            "Lo que espera en la plataforma no es lo que se cargó: {what}. No se procesó nada, y nadie dijo qué hace Iniciar con lo que espera.",
            "What waits in the platform is not what was loaded: {what}. Nothing was processed, and nobody has said what Iniciar does to what waits.",
        ],
        [
            "Vacíe el lote en la plataforma y ejecute de nuevo: se carga todo otra vez. O diga en cuadre.toml, en las opciones de la plataforma, options = {{ begin = \"clears\" }} si Iniciar lo borra.",
            "Empty the batch in the platform and run again: all is loaded once more. Or say in cuadre.toml, in the platform's options, options = {{ begin = \"clears\" }} if Iniciar clears it.",
        ],
    ),
    ErrorText::new(
        "B628",
        "entry-refused",
        [
            "No se pudo entrar en {system}: {detail}.",
            "Logging in to {system} was refused: {detail}.",
        ],
        [
            "Revise en .env el usuario y la contraseña, y en cuadre.toml el RUC; pruébelos con `cuadre doctor`, y ejecute de nuevo.",
            "Check user and password in .env, and the RUC in cuadre.toml; try them by `cuadre doctor`, and run again.",
        ],
    ),
    ErrorText::new(
        "B629",
        "rows-still-rejected",
        [
            "{rejected} de {rows} {rows?fila|filas} {rejected?sigue rechazada|siguen rechazadas}; las demás ya están en la plataforma, y de lo corregido no se envió nada.",
            "{rejected} of {rows} {rows?row|rows} {rejected?is|are} still rejected; the others are in the platform already, and of what was corrected nothing was sent.",
        ],
        [
            "Corríjalas en {workbook} y aplíquelo: `cuadre run --company {company} --period {period} --corrections \"{workbook}\"`; o siga sin ellas, con `--accept-rejects \"motivo\"`.",
            "Correct them in {workbook} and apply it: `cuadre run --company {company} --period {period} --corrections \"{workbook}\"`; or go on without them, by `--accept-rejects \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B630",
        "corrections-too-early",
        [
            "La plataforma ya procesa el lote y todavía lo observa: las correcciones no se aplicaron.",
            "The platform processes the batch already and still complains: the corrections were not applied.",
        ],
        [
            "Termine primero esta ronda (`cuadre plan {run}`, `cuadre run`); luego repita la orden: lo corregido irá en un lote aparte.",
            "End this round first (`cuadre plan {run}`, `cuadre run`); then repeat the command: what is corrected goes in a batch of its own.",
        ],
    ),
    ErrorText::new(
        "B631",
        "supplement-untaken",
        [
            "{rows} {rows?fila corregida espera|filas corregidas esperan} en {parts} {parts?bloque|bloques}, desde {first}: nadie dijo que la plataforma acepte otro lote de un periodo que ya registró, o lo que se omitió sigue esperando ahí.",
            "{rows} corrected {rows?row waits|rows wait} in {parts} {parts?part|parts}, from {first} on: nobody has said that the platform takes another batch of a period that it has posted, or what was skipped still waits there.",
        ],
        [
            "Si lo acepta, dígalo en cuadre.toml, en las opciones de la plataforma: supplements = \"yes\", y ejecute de nuevo. Si no, cárguelos a mano.",
            "If it does, say so in cuadre.toml, in the platform's options: supplements = \"yes\", and run again. If not, load them by hand.",
        ],
    ),
];

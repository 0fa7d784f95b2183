//! The script engine, with its limits: no files, no imports, no `eval`, no clock, no endless loops.

use std::rc::Rc;

use rhai::Engine;
use rhai::module_resolvers::DummyModuleResolver;

use super::{Host, answer, files, http, json, money, table, values, wait, xml};

/// Steps of one call of a script's function; a hundred rows of a table take some thousands.
const OPERATIONS: u64 = 50_000_000;

/// An engine over this host.
pub(crate) fn engine(host: &Rc<Host>) -> Engine {
    let mut engine = Engine::new();
    engine.set_module_resolver(DummyModuleResolver::new());
    engine.disable_symbol("eval").disable_symbol("import");
    engine.set_max_operations(OPERATIONS);
    engine.set_max_call_levels(32);
    engine.set_max_expr_depths(64, 64);
    engine.set_max_string_size(64 << 20);
    engine.set_max_array_size(2_000_000);
    engine.set_max_map_size(10_000);
    engine.set_max_functions(500);
    engine.set_max_variables(500);
    engine.set_fail_on_invalid_map_property(true);
    engine.set_strict_variables(true);
    let log = Rc::clone(host);
    engine.on_print(move |text| log.log(text));
    let log = Rc::clone(host);
    engine.on_debug(move |text, _, _| log.log(text));
    values::register(&mut engine, host);
    money::register(&mut engine);
    answer::register(&mut engine, host);
    http::register(&mut engine, host);
    json::register(&mut engine, host);
    xml::register(&mut engine);
    files::register(&mut engine);
    table::register(&mut engine, host);
    wait::register(&mut engine, host);
    engine
}

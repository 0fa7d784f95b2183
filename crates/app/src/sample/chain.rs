//! An invented chain of shops of two brands, and its invented customers.
//!
//! Nothing here is anybody's: shopping centres, firms and people are put together from lists of words, and numbers of
//! identity from dice. Names of a clean ledger hold no character that a bulk layout removes.

use super::dice::{Dice, mix};

/// The chain's own RUC, with a right check digit and of nobody.
pub(super) const CHAIN_TEN: &str = "2099887701";

/// The two brands' segments, as settings would list them.
pub(crate) const SEGMENTS: [&str; 2] = ["Todo Moda", "Isadora"];
const BRANDS: [&str; 2] = ["TM", "IS"];

/// Shopping centres; each has a shop of both brands.
const CENTRES: [&str; 65] = [
    "MALL LOS CEDROS",
    "PLAZA DEL RÍO",
    "GALERÍA SAN MATEO",
    "CENTRO EL ROBLE",
    "PASEO LAS GAVIOTAS",
    "MALL DEL VALLE 1",
    "MALL DEL VALLE 2",
    "PLAZA LA HERRADURA",
    "GALERÍA LOS OLIVARES",
    "CENTRO NORTE VERDE",
    "PASEO LA MURALLA",
    "MALL PUERTO NUEVO",
    "PLAZA SANTA ELVIRA",
    "GALERÍA EL FAROL",
    "CENTRO LAS CAMPANAS",
    "PASEO CERRO AZUL",
    "MALL ALTO MISTI",
    "PLAZA LOS ALGARROBOS",
    "GALERÍA LA PEÑA",
    "CENTRO SAN FERMÍN",
    "PASEO EL MIRADOR",
    "MALL COSTA BRAVA",
    "PLAZA TAMBO REAL",
    "GALERÍA LOS ÁLAMOS",
    "CENTRO LA CANTUTA",
    "PASEO SAN ISIDORO",
    "MALL SIERRA NEVADA",
    "PLAZA EL OVALO 3",
    "GALERÍA LAS VIÑAS",
    "CENTRO DOS MAYO",
    "PASEO LOS MOLINOS",
    "MALL ORIENTE",
    "PLAZA LA AMAZONA",
    "GALERÍA SANTA INÉS",
    "CENTRO EL MUELLE",
    "PASEO LAS BEGONIAS 12",
    "MALL LOS GIRASOLES",
    "PLAZA ÑAÑA",
    "GALERÍA EL TRAPICHE",
    "CENTRO LOMAS",
    "PASEO SAN GABRIEL",
    "MALL EL INDIO",
    "PLAZA BELLA UNIÓN",
    "GALERÍA LA COLMENA",
    "CENTRO LOS SAUCES",
    "PASEO DEL SOL",
    "MALL LA ESTACIÓN",
    "PLAZA MONTE CLARO",
    "GALERÍA VILLA ROSA",
    "CENTRO PUNTA SAL",
    "PASEO LOS PINOS",
    "MALL SANTA LUCÍA",
    "PLAZA EL CÓNDOR",
    "GALERÍA LOS JARDINES",
    "CENTRO LA ALAMEDA",
    "PASEO TRES CRUCES",
    "MALL RÍO SECO",
    "PLAZA SAN LORENZO",
    "GALERÍA EL PARRAL",
    "CENTRO HUAYNA",
    "PASEO LA RIBERA",
    "MALL LAS PALMERAS",
    "PLAZA CUATRO VIENTOS",
    "GALERÍA SAN ROQUE",
    "CENTRO LA QUEBRADA",
];

/// The most branches that the chain can have.
pub(super) const BRANCHES_MAX: usize = CENTRES.len() * BRANDS.len();

/// A shop.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    /// As the ledger writes it.
    pub(super) name: String,
    pub(super) segment: &'static str,
    pub(super) cost_center: String,
}

/// The first `count` branches of the chain.
pub(super) fn branches(count: usize) -> Vec<Branch> {
    (0..count.min(BRANCHES_MAX))
        .map(|index| Branch {
            name: format!("{} {}", BRANDS[index % 2], CENTRES[index / 2]),
            segment: SEGMENTS[index % 2],
            cost_center: format!("{:04}", 1101 + index),
        })
        .collect()
}

/// What a customer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// Nothing: `CLIENTE VARIOS`.
    Anonymous,
    Dni,
    Foreigner,
    Ruc,
}

/// Somebody who buys.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) identity: Identity,
    pub(super) number: String,
    pub(super) name: String,
}

impl Customer {
    /// Nobody in particular.
    pub(super) fn anonymous() -> Customer {
        let (number, name) = ("00000000".to_owned(), "CLIENTE VARIOS".to_owned());
        Customer { identity: Identity::Anonymous, number, name }
    }

    /// A person with a DNI.
    pub(super) fn person(dice: &mut Dice) -> Customer {
        let number = 1_000_000 + dice.below(78_999_999);
        let name = person_name(mix(number));
        Customer { identity: Identity::Dni, number: format!("{number:08}"), name }
    }

    /// A person with a foreigner's card.
    pub(super) fn foreigner(dice: &mut Dice) -> Customer {
        let number = 1_000_000 + dice.below(8_999_999);
        let name = person_name(mix(number ^ 0xf0));
        Customer { identity: Identity::Foreigner, number: format!("{number:09}"), name }
    }

    /// A firm.
    pub(super) fn firm(dice: &mut Dice) -> Customer {
        let number = dice.below(100_000_000);
        let name = firm_name(mix(number ^ 0xf1));
        Customer { identity: Identity::Ruc, number: ruc(&format!("20{number:08}")), name }
    }
}

/// Ten digits and their check digit (domain.md 3.4).
pub(super) fn ruc(ten: &str) -> String {
    let weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 =
        ten.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 1,
        digit => digit,
    };
    format!("{ten}{check}")
}

/// Picks a word by a part of a mixed number, and takes that part away.
fn take(mixed: &mut u64, words: &[&'static str]) -> &'static str {
    let count = words.len() as u64;
    let word = words[(*mixed % count) as usize];
    *mixed /= count;
    word
}

fn person_name(mut mixed: u64) -> String {
    let (father, mother) = (take(&mut mixed, &SURNAMES), take(&mut mixed, &SURNAMES));
    let (first, second) = (take(&mut mixed, &GIVEN_NAMES), take(&mut mixed, &GIVEN_NAMES));
    match first == second {
        true => format!("{father} {mother} {first}"),
        false => format!("{father} {mother} {first} {second}"),
    }
}

fn firm_name(mut mixed: u64) -> String {
    let (trade, name) = (take(&mut mixed, &TRADES), take(&mut mixed, &FIRM_NAMES));
    let form = take(&mut mixed, &FORMS);
    format!("{trade} {name} {} {form}", mixed % 990 + 10)
}

const SURNAMES: [&str; 40] = [
    "ACUÑA",
    "AGUIRRE",
    "ALVARADO",
    "APAZA",
    "ARANDA",
    "BARRIENTOS",
    "BÉJAR",
    "BRICEÑO",
    "CÁCERES",
    "CALDERÓN",
    "CALLE",
    "CARBAJAL",
    "CCORI",
    "CERVANTES",
    "CHOQUE",
    "CISNEROS",
    "DÁVILA",
    "DEL ÁGUILA",
    "ESPEJO",
    "FARFÁN",
    "GÁLVEZ",
    "GUEVARA",
    "HUAYTA",
    "INFANTE",
    "JARA",
    "LAZO",
    "LOAYZA",
    "MÁRQUEZ",
    "MEDRANO",
    "NINA",
    "OCHOA",
    "ORDÓÑEZ",
    "PALACIOS",
    "PUMA",
    "QUISPE",
    "RIVADENEIRA",
    "SOTELO",
    "TAPIA",
    "UGARTE",
    "ZÚÑIGA",
];

const GIVEN_NAMES: [&str; 40] = [
    "ABRAHAM",
    "ADELA",
    "ALONSO",
    "AMPARO",
    "AURORA",
    "BEATRIZ",
    "BRUNO",
    "CAMILA",
    "CÉSAR",
    "CLAUDIA",
    "DANTE",
    "DELIA",
    "EDUARDO",
    "ELENA",
    "ESTEBAN",
    "FABIOLA",
    "FÁTIMA",
    "GLADYS",
    "GUSTAVO",
    "HÉCTOR",
    "HILDA",
    "IRENE",
    "JAVIER",
    "JIMENA",
    "KATHERINE",
    "LEONARDO",
    "LIDIA",
    "MAGALY",
    "MARCO",
    "MARTÍN",
    "NATALIA",
    "NÉSTOR",
    "OLGA",
    "PAOLA",
    "RAMIRO",
    "ROCÍO",
    "SIMÓN",
    "TERESA",
    "VALERIA",
    "XIMENA",
];

const TRADES: [&str; 10] = [
    "AGROINDUSTRIAS",
    "BOTICAS",
    "CALZADOS",
    "CONFECCIONES",
    "CONSULTORES",
    "EVENTOS",
    "FERRETERÍA",
    "LOGÍSTICA",
    "TALLERES",
    "TEXTILES",
];

const FIRM_NAMES: [&str; 20] = [
    "ALTIPLANO",
    "ANDINA",
    "BUENAVENTURA",
    "CARHUA",
    "DEL PACÍFICO",
    "EL ALGODÓN",
    "EL TUMI",
    "HERMANOS NÚÑEZ",
    "KUNTUR",
    "LA ÑUSTA",
    "LOS HUARANGOS",
    "MAR & SIERRA",
    "NUEVA ERA",
    "PEREGRINO",
    "QOYLLUR",
    "SAN EFRAÍN",
    "SEÑOR CAUTIVO",
    "TRES-HERMANAS",
    "VALLE SAGRADO",
    "WAYRA",
];

const FORMS: [&str; 4] = ["S.A.C.", "E.I.R.L.", "S.R.L.", "S.A."];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_right() {
        // The synthetic ones of domain.md 3.4; the first two are the edges of the modulus.
        for ruc_of in ["20100000050", "20100000131", "20123456786", "20100000009"] {
            assert_eq!(ruc(&ruc_of[..10]), ruc_of);
        }
    }

    #[test]
    fn branches_differ_in_name_and_cost_center() {
        let chain = branches(BRANCHES_MAX);
        let mut names: Vec<&str> = chain.iter().map(|branch| branch.name.as_str()).collect();
        let mut centers: Vec<&str> = chain.iter().map(|branch| &branch.cost_center[..]).collect();
        for list in [&mut names, &mut centers] {
            list.sort_unstable();
            list.dedup();
            assert_eq!(list.len(), BRANCHES_MAX);
        }
    }

    #[test]
    fn clean_names_lose_nothing_in_a_bulk_file() {
        let words = [&SURNAMES[..], &GIVEN_NAMES, &TRADES, &FIRM_NAMES, &FORMS, &CENTRES].concat();
        for word in words {
            assert!(!word.contains(['\'', '`', '´', ',', '‘', '’', '“', '”', '"', '|', '/', '\\']));
            assert!(word.chars().all(|letter| letter < '\u{100}'), "{word} is not Latin");
        }
    }
}

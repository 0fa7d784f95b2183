//! The platforms' lists: all that the chain has, but for a few things that the ledger knows and they do not.

use simulators::{Account, Company, CostCenter, Scenario, Series};

use crate::sample::{self, Shop};

/// Shops of which a series is new: the shop's place in the chain, and the series's among its own.
const NEW_SERIES: [(usize, usize); 3] = [(0, 2), (5, 3), (22, 1)];
/// Shops that were opened this month: they have a cost center, and neither an account nor series.
const NEW_BRANCHES: [usize; 2] = [16, 31];
/// The shop whose cost center has another number than the ledger says, so that a person has to decide.
const DOUBTFUL: &str = "TM MALL DEL VALLE 2";
const DOUBTFUL_CENTER: &str = "TM MALL DEL VALLE 3";

/// Both platforms, as they are before a ledger of so many rows comes.
pub(crate) fn scenario(rows: u64) -> Scenario {
    let mut company = Company {
        ruc: sample::ruc(),
        name: "CADENA FICTICIA SAC".to_owned(),
        ..Company::default()
    };
    company.accounts.push(account("00000000101", "CAJA CHICA"));
    for (index, shop) in sample::shops(rows).into_iter().enumerate() {
        let is_doubtful = shop.branch == DOUBTFUL;
        let description = if is_doubtful { DOUBTFUL_CENTER } else { &shop.branch };
        company.cost_centers.push(CostCenter {
            code: shop.cost_center.clone(),
            description: description.to_owned(),
        });
        if !is_doubtful && !NEW_BRANCHES.contains(&index) {
            let code = format!("{:011}", 201 + index);
            company.accounts.push(account(&code, &format!("TICKETS VARIOS - {}", shop.branch)));
            company.series.extend(known_series(index, &shop, &code));
        }
    }
    Scenario { companies: vec![company], ..Scenario::default() }
}

fn known_series<'a>(
    index: usize,
    shop: &'a Shop,
    account: &'a str,
) -> impl Iterator<Item = Series> + 'a {
    let known = shop.series.iter().enumerate();
    let known = known.filter(move |(place, _)| !NEW_SERIES.contains(&(index, *place)));
    known.map(|(_, series)| Series {
        series: series.clone(),
        branch: shop.branch.clone(),
        cost_center: shop.cost_center.clone(),
        account: account.to_owned(),
        ..Series::default()
    })
}

fn account(code: &str, description: &str) -> Account {
    Account {
        code: code.to_owned(),
        description: description.to_owned(),
        client: true,
        supplier: true,
        document_kind: "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_story_needs_is_unknown() {
        for rows in [1_000, 300_000] {
            let shops = sample::shops(rows);
            let company = scenario(rows).companies.remove(0);
            let all: usize = shops.iter().map(|shop| shop.series.len()).sum();
            let of_new = (NEW_BRANCHES.len() + 1) * shops[0].series.len();
            assert_eq!(company.series.len(), all - of_new - NEW_SERIES.len());
            assert_eq!(company.cost_centers.len(), shops.len());
            let is_listed =
                |name: &str| company.cost_centers.iter().any(|center| center.description == name);
            assert!(!is_listed(DOUBTFUL) && is_listed(DOUBTFUL_CENTER));
            assert!(NEW_BRANCHES.iter().all(|index| is_listed(&shops[*index].branch)));
        }
    }
}

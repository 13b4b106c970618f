//! Whom a demo lets in with one click: one of each role.

use anyhow::Result;
use ingest::entry::{Enrolment, Entry};

use crate::access::{Access, AccessError, AccountName, NewAccount, Refused, Role, Roles};
use crate::routes::DemoWay;

/// Makes the accounts of a demo, unless an earlier one made them; gives how to be them.
pub(crate) async fn guests(access: &Access, roster: &[Entry]) -> Result<Vec<DemoWay>> {
    let mut ways = Vec::new();
    for (role, name) in STAFF {
        ways.push(way(role, name.to_owned()));
        let_in(access, role, name, None).await?;
    }
    if let Some(patient) = patient(roster) {
        let name = spoken(patient.name.reveal());
        let_in(access, Role::Patient, &name, Some(patient)).await?;
        let_in(access, Role::Carer, CARER, Some(patient)).await?;
        ways.push(way(Role::Patient, name.clone()));
        ways.push(way(Role::Carer, CARER.to_owned()));
    }
    Ok(ways)
}

/// Whose pages a demo shows: Dilys, or the first of recorded people.
pub(super) fn patient(roster: &[Entry]) -> Option<&Enrolment> {
    let mut people = roster.iter().filter_map(|entry| match entry {
        Entry::Enrolled(person) => Some(person),
        _ => None,
    });
    let dilys = people.clone().find(|person| person.name.reveal().ends_with(", Dilys"));
    dilys.or_else(|| people.next())
}

const STAFF: [(Role, &str); 3] =
    [(Role::Clinician, "Ben Cole"), (Role::CareManager, "Ann Moss"), (Role::Operator, "Olu Ade")];

const CARER: &str = "Gwen Hart";

fn way(role: Role, name: String) -> DemoWay {
    DemoWay { role, name }
}

async fn let_in(access: &Access, role: Role, name: &str, about: Option<&Enrolment>) -> Result<()> {
    let patients = about.iter().map(|person| person.patient.clone()).collect();
    let name: AccountName = name.parse()?;
    // Each of these is one role, with the patient that it needs.
    let Some(Ok(new)) = Roles::of([role]).map(|roles| NewAccount::of(name, roles, patients)) else {
        return Ok(());
    };
    match access.add(&new, "demo").await {
        Ok(_) | Err(Refused::Store(AccessError::Taken)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// "SINGH, Priya" as somebody is called: "Priya Singh".
fn spoken(listed: &str) -> String {
    let name = match listed.split_once(", ") {
        Some((surname, given)) => {
            let mut letters = surname.chars();
            let first: String = letters.next().into_iter().collect();
            format!("{given} {first}{}", letters.as_str().to_lowercase())
        }
        None => listed.to_owned(),
    };
    // Recorded people have ids for names.
    if name.parse::<AccountName>().is_ok() { name } else { "Somebody".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_name_is_spoken_the_other_way_round() {
        assert_eq!(spoken("SINGH, Priya"), "Priya Singh");
        assert_eq!(spoken("p0001"), "p0001");
        assert_eq!(spoken("cgm:17"), "Somebody");
    }
}

//! The work of each team: what waits, what came in, how long it took, and how much time was signed.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use crate::burden::{Alert, Automated, SeenAfter, burden};
use crate::claims::Contact;
use crate::panel::Figures;
use crate::rate::{GROUP_MIN, Rate};
use crate::summary::Member;

/// By what people are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By team.
    Team,
    /// By site.
    Site,
}

/// The work of one team or site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Workload {
    /// Which; empty: people of none.
    pub name: String,
    /// The people that it looks after now; none if they are fewer than five.
    pub people: Option<u64>,
    /// Its figures; none if the people are fewer than five.
    pub work: Option<Work>,
}

/// A team's figures in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Work {
    /// Alerts that are open now.
    pub open: u64,
    /// Of how many people.
    pub open_people: u64,
    /// Alerts that began: so often a clinician was asked.
    pub asked: u64,
    /// Time in which people were cared for, ms: `asked` of it in days is what was asked per patient-day.
    pub patient_ms: u64,
    /// The same in whole days of 24 hours.
    pub patient_days: u64,
    /// Whether there is at most one alert in ten patient-days.
    pub is_within_budget: bool,
    /// Ended by automation, of those and the alerts.
    pub automated: Rate,
    /// Acknowledged, of all that began.
    pub seen: Rate,
    /// How long that took.
    pub seen_after: Option<SeenAfter>,
    /// Minutes that were signed.
    pub minutes: u64,
}

/// What teams did in a stretch of time, by name. Who looks after somebody today has all of their figures.
pub fn workload(
    members: &[Member<'_>],
    by: By,
    alerts: &[Alert],
    automated: &[Automated],
    contacts: &HashMap<String, Vec<Contact>>,
    range: &Range<i64>,
) -> Vec<Workload> {
    let mut groups: BTreeMap<&str, Vec<&Figures>> = BTreeMap::new();
    for figures in members.iter().map(|member| member.figures) {
        let name = if by == By::Team { &figures.team } else { &figures.site };
        groups.entry(name).or_default().push(figures);
    }
    let work = |people: &[&Figures]| {
        let cared_for = people.iter().map(|one| (&*one.patient, one.since_ms)).collect();
        let cost = burden(alerts, automated, &cared_for, range.clone());
        let signed = people.iter().filter_map(|one| contacts.get(&one.patient)).flatten();
        let signed = signed.filter(|contact| range.contains(&contact.began_ms));
        Work {
            open: people.iter().map(|one| u64::from(one.open_alerts)).sum(),
            open_people: people.iter().filter(|one| one.open_alerts > 0).count() as u64,
            asked: cost.alerts,
            patient_ms: cost.patient_ms,
            patient_days: cost.patient_days,
            is_within_budget: cost.is_within_budget,
            automated: cost.automated,
            seen: cost.seen,
            seen_after: cost.seen_after,
            minutes: signed.map(|contact| u64::from(contact.minutes)).sum(),
        }
    };
    let of = |(name, people): (&str, Vec<&Figures>)| {
        let is_shown = people.len() >= GROUP_MIN;
        Workload {
            name: name.to_owned(),
            people: is_shown.then_some(people.len() as u64),
            work: is_shown.then(|| work(&people)),
        }
    };
    groups.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::Settings;
    use crate::claims::clocks;
    use crate::day::DAY_MS;
    use crate::panel::tests::nobody;
    use crate::person::Gravity;

    /// Somebody of a team who is cared for since a day, with so many open alerts.
    fn of(team: &str, id: &str, since: i64, open_alerts: u32) -> Figures {
        let (patient, team) = (id.to_owned(), team.to_owned());
        Figures { patient, team, since_ms: since * DAY_MS, open_alerts, ..nobody() }
    }

    fn alert(patient: &str, day: i64, seen_ms: Option<i64>) -> Alert {
        let raised_ms = day * DAY_MS;
        Alert {
            patient: patient.into(),
            problem: "oxygen_low".into(),
            rule: "O2-1".into(),
            gravity: Gravity::Urgent,
            raised_ms,
            seen_ms: seen_ms.map(|after| raised_ms + after),
            result: None,
        }
    }

    #[test]
    fn a_teams_work_is_that_of_a_hand_worked_example_and_a_small_team_has_none() {
        let north = ["n-1", "n-2", "n-3", "n-4", "n-5"];
        let mut people: Vec<Figures> = north.map(|id| of("North", id, 0, 0)).into();
        people[0].open_alerts = 2;
        people[4].since_ms = 15 * DAY_MS;
        people.extend(["s-1", "s-2", "s-3", "s-4"].map(|id| of("South", id, 0, 1)));
        let clocks: Vec<_> =
            people.iter().map(|one| clocks(one, &[], Settings::default())).collect();
        let members = people.iter().zip(&clocks);
        let members: Vec<Member<'_>> =
            members.map(|(figures, clocks)| Member { figures, clocks }).collect();
        let alerts = [
            alert("n-1", 12, Some(60_000)),
            alert("n-2", 13, None),
            alert("n-1", 9, Some(1)),
            alert("s-1", 12, Some(1)),
        ];
        let automated = [("n-3", 11), ("n-3", 20), ("s-2", 12)]
            .map(|(patient, day)| Automated { patient: patient.into(), at_ms: day * DAY_MS });
        let contact = |day: i64, minutes| Contact {
            began_ms: day * DAY_MS,
            minutes,
            live: true,
            interpretation: false,
        };
        let contacts = HashMap::from([
            ("n-1".to_owned(), vec![contact(9, 30), contact(10, 12)]),
            ("n-2".to_owned(), vec![contact(19, 8)]),
            ("s-1".to_owned(), vec![contact(12, 50)]),
        ]);
        let range = 10 * DAY_MS..20 * DAY_MS;
        let found = workload(&members, By::Team, &alerts, &automated, &contacts, &range);
        let [north, south] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((&*north.name, north.people), ("North", Some(5)));
        let work = north.work.expect("five people");
        assert_eq!((work.open, work.open_people), (2, 1));
        // Four of them for ten days, one for five.
        assert_eq!((work.asked, work.patient_days, work.is_within_budget), (2, 45, true));
        assert_eq!((work.automated, work.seen), (Rate::of(1, 3), Rate::of(1, 2)));
        assert_eq!(work.seen_after, Some(SeenAfter { p50: 60_000, p90: 60_000 }));
        assert_eq!(work.minutes, 20);
        assert_eq!((&*south.name, south.people, south.work), ("South", None, None));
        let by_site = workload(&members, By::Site, &alerts, &automated, &contacts, &range);
        assert_eq!((by_site.len(), by_site[0].people), (1, Some(9)));
    }
}

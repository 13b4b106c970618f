//! What a demo begins with: on a patient's pages a medicine, a message from the team, an offered appointment;
//! and for everybody a team, for some of them stays in hospital and time that was spent on them this month.

use anyhow::{Context, Result};
use ingest::entry::{
    Appointment, By, Contact, Deed, Done, Enrolment, Entry, Leaving, Medicine, Membership, Message,
    Programme, Side, Stand, Stay, StayKind, Whereabouts,
};
use ingest::pipeline::Pipeline;
use vitals::Private;

use super::guests::patient;
use crate::clock::ServerClock;

const DAY_MS: i64 = 24 * 3_600_000;

/// Puts it into the journal, unless an earlier demo in this folder did.
pub(super) async fn fill(pipeline: &Pipeline, clock: ServerClock, roster: &[Entry]) -> Result<()> {
    let Some(person) = patient(roster) else { return Ok(()) };
    let care = pipeline.care();
    if care.deed_with_key(&person.patient, "demo-message").await?.is_some() {
        return Ok(());
    }
    let now = clock.now_ms();
    let around = deeds(person, now).into_iter().chain(teams_and_stays(roster, now));
    let around = around.map(|deed| Entry::Deed(Box::new(deed)));
    let told = pipeline.enlist(around.chain(contacts(roster, now)).collect()).await;
    told.then_some(()).context("the server stopped before the demo had begun")
}

/// A team for each but every eleventh; of the second of each ten, two stays in hospital.
fn teams_and_stays(roster: &[Entry], now: i64) -> impl Iterator<Item = Deed> {
    let people = roster.iter().filter_map(|entry| match entry {
        Entry::Enrolled(person) => Some(person),
        _ => None,
    });
    let today = (now / DAY_MS) as i32; // thousands of years fit
    people.zip(0_i32..).flat_map(move |(person, number)| {
        let by = By { name: "Ann Moss (care manager)".into(), side: Side::Team };
        let deed = |done| Deed {
            patient: person.patient.clone(),
            by: by.clone(),
            key: String::new(),
            done,
        };
        let membership = Membership {
            version: 1,
            team: if number % 2 == 0 { "North" } else { "South" }.into(),
            site: "Riverside".into(),
            programme: Programme::Physiologic,
        };
        let team = (number % 11 != 10).then_some(Done::Joined(membership));
        let stay = |id: &str, kind, back: i32| Stay {
            id: format!("s-demo-{number}-{id}"),
            version: 1,
            kind,
            admitted: today - back - number % 7,
            left: Some((today - back + 4 - number % 7, Leaving::Home)),
            note: "Riverside General".into(),
            withdrawn: false,
        };
        let stays = [stay("1", StayKind::Unplanned, 25), stay("2", StayKind::Planned, 12)]
            .map(Done::Stayed);
        let stays = stays.into_iter().filter(|_| number % 10 == 1);
        let located = Done::Located(whereabouts(number));
        team.into_iter().chain(stays).chain([located]).map(deed).collect::<Vec<_>>()
    })
}

/// What was spent on people this month: of each ten two have the minutes of the full code and a call, two are on
/// their way, one has the minutes and no call yet, and one has hardly any.
fn contacts(roster: &[Entry], now: i64) -> impl Iterator<Item = Entry> {
    let people = roster.iter().filter_map(|entry| match entry {
        Entry::Enrolled(person) => Some(person),
        _ => None,
    });
    people.zip(0_i64..).flat_map(move |(person, number)| {
        let contact = |back_days: i64, minutes: u16, live: bool, what: &str| {
            let contact = Contact {
                began_at_ms: now - back_days * DAY_MS - (number % 5 + 1) * 3_600_000,
                minutes,
                live,
                interpretation: false,
                what: what.to_owned(),
                by: if live { "Ben Cole (clinician)" } else { "Ann Moss (care manager)" }
                    .to_owned(),
            };
            Entry::Contacted { patient: person.patient.clone(), contact }
        };
        let (call, read) = ("phoned about the readings", "read the month's readings");
        match number % 10 {
            0 | 3 => vec![contact(6, 14, true, call), contact(2, 9, false, read)],
            1 | 6 => vec![contact(3, 16, true, call)],
            4 => vec![contact(4, 22, false, read)],
            8 => vec![contact(7, 4, false, read)],
            _ => Vec::new(),
        }
    })
}

/// Numbers that are kept free for stories (Ofcom): nobody's telephone rings. Some live in a house with rooms.
fn whereabouts(number: i32) -> Whereabouts {
    let phone = match number % 2 {
        0 => format!("+441632960{:03}", number % 1000),
        _ => format!("+447700900{:03}", number % 1000),
    };
    let room = if number % 3 == 0 { format!("Room {}", number / 3 + 1) } else { String::new() };
    Whereabouts { version: 1, phone: Private::hide(phone), room }
}

fn deeds(person: &Enrolment, now: i64) -> [Deed; 3] {
    let by = || By { name: "Ben Cole (clinician)".into(), side: Side::Team };
    let deed = |key: &str, done| Deed {
        patient: person.patient.clone(),
        by: by(),
        key: format!("demo-{key}"),
        done,
    };
    let medicine = Medicine {
        id: "m-demo".into(),
        version: 1,
        name: "paracetamol".into(),
        dose: "500 mg".into(),
        minutes: vec![8 * 60, 14 * 60, 20 * 60],
        note: "With a glass of water.".into(),
        stopped: false,
    };
    let message = Message {
        thread: "t-demo".into(),
        subject: "Your new tablets".into(),
        text: "How do you feel with the new tablets? Please write to us if anything is odd.".into(),
        document: None,
        carers: true,
    };
    let appointment = Appointment {
        id: "v-demo".into(),
        version: 1,
        stand: Stand::Proposed,
        // A full hour in two or three days.
        starts_at: (now / 3_600_000 + 1) * 3_600_000 + 2 * DAY_MS,
        minutes: 20,
        with: "Ben Cole".into(),
        place: "by phone".into(),
        note: "About your weight.".into(),
    };
    [
        deed("medicine", Done::Prescribed(medicine)),
        deed("message", Done::Wrote(message)),
        deed("appointment", Done::Arranged(appointment)),
    ]
}

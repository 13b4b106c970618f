//! A home: a gateway, and the people whose monitors it hears.

use jiff::Timestamp;
use tests::feeder::{Feeder, Monitors};
use tests::server::Known;

/// One gateway, and who measures there.
pub(crate) struct Home {
    /// The gateway, with the scale of the first person.
    pub(crate) known: Known,
    people: Vec<Person>,
}

struct Person {
    patient: String,
    scale: String,
    oximeter: String,
}

impl Home {
    /// The home with this number, in which so many people live.
    pub(crate) fn numbered(number: u8, people: usize) -> Self {
        let known = Known::numbered(number);
        let person = |place: usize| {
            let more = if place == 0 { String::new() } else { format!("-{place}") };
            Person {
                patient: format!("{}{more}", known.patient),
                scale: format!("{}{more}", known.device),
                oximeter: format!("oximeter-{}{more}", known.gateway),
            }
        };
        Self { people: (0..people).map(person).collect(), known }
    }

    /// What the server has to know of it beside the gateway and the first scale.
    pub(crate) fn settings(&self) -> String {
        let mut text = String::new();
        for (place, Person { patient, scale, oximeter }) in self.people.iter().enumerate() {
            text += &format!("\n[[devices]]\nid = \"{oximeter}\"\npatient = \"{patient}\"\n");
            if place > 0 {
                text += &format!("\n[[devices]]\nid = \"{scale}\"\npatient = \"{patient}\"\n");
                text += &format!("\n[[patients]]\nid = \"{patient}\"\n");
            }
        }
        text
    }

    /// Its monitors, which have measured nothing yet.
    pub(crate) fn feeder(&self, start: Timestamp) -> Feeder {
        let monitors = |person: &Person| Monitors {
            scale: person.scale.clone(),
            oximeter: Some(person.oximeter.clone()),
        };
        Feeder::of(self.people.iter().map(monitors).collect(), start)
    }

    /// Whose a reading is.
    pub(crate) fn patient(&self, person: usize) -> &str {
        &self.people[person].patient
    }
}

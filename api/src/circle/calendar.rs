//! An appointment as an iCalendar file (RFC 5545) that a phone takes.

use ingest::entry::Stand;
use jiff::Timestamp;

use super::appointment::{Visit, ends_at};
use crate::language::Words;

/// A line has so many bytes at most, without its end.
const LINE_BYTES_MAX: usize = 75;

/// One event. Nothing medical is in it but the note that its owner sees anyway.
pub(crate) fn file(words: &Words, visit: &Visit, now: i64) -> String {
    let appointment = &visit.appointment;
    let status = match appointment.stand {
        Stand::Requested | Stand::Proposed => "TENTATIVE",
        Stand::Confirmed => "CONFIRMED",
        Stand::Cancelled => "CANCELLED",
    };
    let summary = match appointment.with.as_str() {
        "" => words.say("appointments-summary"),
        with => words.say("appointments-summary-with").with("with", words.person(with)),
    };
    let mut text = String::new();
    let mut line = |content: String| fold(&mut text, &content);
    line("BEGIN:VCALENDAR".into());
    line("VERSION:2.0".into());
    line(format!("PRODID:-//Hearthwatch//Appointments//{}", words.tag().to_uppercase()));
    line("METHOD:PUBLISH".into());
    line("BEGIN:VEVENT".into());
    line(format!("UID:{}@hearthwatch", appointment.id));
    line(format!("DTSTAMP:{}", utc(now)));
    line(format!("SEQUENCE:{}", appointment.version.saturating_sub(1)));
    line(format!("DTSTART:{}", utc(appointment.starts_at)));
    line(format!("DTEND:{}", utc(ends_at(appointment))));
    line(format!("SUMMARY:{}", escaped(&summary.to_string())));
    if !appointment.place.is_empty() {
        line(format!("LOCATION:{}", escaped(&appointment.place)));
    }
    if !appointment.note.is_empty() {
        line(format!("DESCRIPTION:{}", escaped(&appointment.note)));
    }
    line(format!("STATUS:{status}"));
    line("END:VEVENT".into());
    line("END:VCALENDAR".into());
    text
}

fn utc(ms: i64) -> String {
    // What was accepted lies within two years of now.
    let at = Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Puts a line there, folded between characters.
fn fold(text: &mut String, content: &str) {
    let mut length = 0;
    for letter in content.chars() {
        if length + letter.len_utf8() > LINE_BYTES_MAX {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use ingest::entry::{Appointment, Side};

    use super::*;
    use crate::language::Language;

    #[test]
    fn a_file_has_short_lines_and_nothing_breaks_out_of_a_value() {
        let visit = Visit {
            appointment: Appointment {
                id: "v-1".into(),
                version: 3,
                stand: Stand::Confirmed,
                starts_at: 1_795_500_000_000,
                minutes: 20,
                with: "Ben Cole".into(),
                place: "Ward 3; second floor, left".into(),
                note: format!("END:VEVENT\r\nBEGIN:VEVENT\n{}", "Grüße ".repeat(40)),
            },
            by: "Ben Cole".into(),
            side: Side::Team,
            at: 0,
        };
        let text = file(&Words::in_language(Language::English), &visit, 1_795_400_000_000);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_BYTES_MAX), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\n', '\r']));
        let begun = text.split("\r\n").filter(|line| *line == "BEGIN:VEVENT").count();
        assert_eq!(begun, 1);
        assert!(text.contains("LOCATION:Ward 3\\; second floor\\, left\r\n"));
        assert!(text.contains("DTSTART:20261124T060000Z\r\nDTEND:20261124T062000Z\r\n"));
        assert!(text.contains("SEQUENCE:2\r\n"));
    }
}

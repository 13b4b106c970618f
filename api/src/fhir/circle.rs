//! What people around somebody do for each other, as others see it: appointments, medicines and the doses that
//! were taken, documents.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ingest::entry::{Appointment, Document, Done, Medicine, Side, Stand};
use serde_json::{Value, json};
use store::care::AnswersRow;
use vitals::PatientId;

use super::kind::Kind;
use super::observation::name as place;
use super::resource::Resource;
use super::{ids, moment};
use crate::circle::Placed;
use crate::circle::appointment::ends_at;
use crate::circle::dues;
use crate::circle::medicine::{Line, SIDE_EFFECT, Taken, side_effect_of};

/// The deeds that a kind of resource is made of.
pub(super) fn deeds(kind: Kind) -> &'static str {
    match kind {
        Kind::Appointment => "appointment",
        Kind::MedicationRequest => "medicine",
        Kind::MedicationStatement => "dose",
        _ => "document",
    }
}

/// One version of an appointment, a medicine or a document.
pub(super) fn thing(placed: &Placed) -> Option<Resource> {
    let patient = &placed.deed.patient;
    match &placed.deed.done {
        Done::Arranged(one) => Some(appointment(patient, one, placed)),
        Done::Prescribed(one) => Some(medicine(patient, one, placed)),
        Done::Filed(one) => Some(document(patient, one, placed)),
        _ => None,
    }
}

fn subject(patient: &PatientId) -> Value {
    json!({ "reference": format!("Patient/{}", ids::of(patient.as_str())) })
}

fn appointment(patient: &PatientId, one: &Appointment, placed: &Placed) -> Resource {
    let (status, of_patient, of_team) = match (one.stand, placed.deed.by.side) {
        (Stand::Requested, _) => ("proposed", "accepted", "needs-action"),
        (Stand::Proposed, _) => ("pending", "needs-action", "accepted"),
        (Stand::Confirmed, _) => ("booked", "accepted", "accepted"),
        // What the other one thinks of it, nobody said.
        (Stand::Cancelled, Side::Team) => ("cancelled", "tentative", "declined"),
        (Stand::Cancelled, _) => ("cancelled", "declined", "tentative"),
    };
    let mut participants = vec![json!({ "actor": subject(patient), "status": of_patient })];
    let actor = |sort: &str, name: &str| json!({ "type": sort, "display": name });
    if !one.with.is_empty() {
        let actor = actor("Practitioner", &one.with);
        participants.push(json!({ "actor": actor, "status": of_team }));
    }
    if !one.place.is_empty() {
        let actor = actor("Location", &one.place);
        participants.push(json!({ "actor": actor, "status": "accepted" }));
    }
    let mut value = json!({
        "identifier": [{ "system": "urn:hearthwatch:appointment", "value": one.id }],
        "status": status,
        "start": moment::instant(one.starts_at),
        "end": moment::instant(ends_at(one)),
        "minutesDuration": one.minutes,
        "participant": participants,
    });
    if !one.note.is_empty() {
        value["comment"] = json!(one.note);
    }
    let (id, version) = (ids::of(&one.id), one.version.to_string());
    let mut made = Resource::made(Kind::Appointment, &id, one.starts_at, placed.at, value);
    made.number(&version);
    made
}

/// A medicine as it is to be taken.
fn medicine(patient: &PatientId, one: &Medicine, placed: &Placed) -> Resource {
    let mut dosage = dosage(&one.dose);
    if one.minutes.is_empty() {
        dosage["asNeededBoolean"] = json!(true);
    } else {
        let times: Vec<String> =
            one.minutes.iter().map(|minute| format!("{}:00", dues::clock(*minute))).collect();
        let repeat =
            json!({ "frequency": times.len(), "period": 1, "periodUnit": "d", "timeOfDay": times });
        dosage["timing"] = json!({ "repeat": repeat });
    }
    let mut value = json!({
        "identifier": [{ "system": "urn:hearthwatch:medicine", "value": one.id }],
        "status": if one.stopped { "stopped" } else { "active" },
        "intent": "plan",
        "medicationCodeableConcept": { "text": one.name },
        "subject": subject(patient),
        "authoredOn": moment::instant(placed.at),
        "requester": { "type": "Practitioner", "display": placed.deed.by.name },
    });
    match (one.note.is_empty(), one.stopped) {
        (false, true) => value["statusReason"] = json!({ "text": one.note }),
        (false, false) => dosage["patientInstruction"] = json!(one.note),
        (true, _) => {}
    }
    value["dosageInstruction"] = json!([dosage]);
    let (id, version) = (ids::of(&one.id), one.version.to_string());
    let mut made = Resource::made(Kind::MedicationRequest, &id, placed.at, placed.at, value);
    made.number(&version);
    made
}

/// How much: "40 mg" is a number, a space and a unit that somebody typed.
fn dosage(dose: &str) -> Value {
    let mut dosage = json!({ "text": dose });
    if let Some((Ok(number), unit)) =
        dose.split_once(' ').map(|(number, unit)| (number.parse::<serde_json::Number>(), unit))
    {
        dosage["doseAndRate"] = json!([{ "doseQuantity": { "value": number, "unit": unit } }]);
    }
    dosage
}

/// A report that a medicine does harm.
pub(super) struct Harm {
    /// Where it stands in the journal.
    offset: u64,
    subject: String,
    text: String,
    /// What the rules asked, and somebody answered with it.
    answers: Option<String>,
}

/// The reports among messages, with the answers that came with each; all of them oldest first.
pub(super) fn harms(messages: &[Placed], answers: &[AnswersRow]) -> Vec<Harm> {
    let mut harms: Vec<Harm> = Vec::new();
    let start = side_effect_of("");
    for placed in messages {
        let Done::Wrote(message) = &placed.deed.done else { continue };
        if !message.subject.starts_with(&start) {
            continue;
        }
        // Answers are taken first, then the message is written by the same.
        let since = harms.last().map_or(0, |last| last.offset);
        let given = answers.iter().rfind(|row| {
            *row.answers.questionnaire == *SIDE_EFFECT
                && (since..placed.offset).contains(&row.id.offset)
                && row.by.as_ref() == Some(&placed.deed.by.name)
        });
        harms.push(Harm {
            offset: placed.offset,
            subject: message.subject.clone(),
            text: message.text.clone(),
            answers: given.map(|row| place(row.id)),
        });
    }
    harms
}

/// What somebody said of each dose. A report of harm goes with the dose that was taken last before it.
pub(super) fn statements(
    patient: &PatientId,
    zone: &str,
    lines: &[Line],
    harms: &[Harm],
) -> Vec<Resource> {
    let of_line = |line: &Line| {
        let about = side_effect_of(&line.medicine.name);
        let of_it: Vec<&Harm> = harms.iter().filter(|harm| harm.subject == about).collect();
        let with_harms = |(number, taken): (usize, &Taken)| {
            let next = line.doses[number + 1..].iter().find(|next| next.dose.taken);
            let until = next.map_or(u64::MAX, |next| next.offset);
            let between = |harm: &&&Harm| (taken.offset..until).contains(&harm.offset);
            let harms: Vec<&Harm> =
                of_it.iter().filter(|_| taken.dose.taken).filter(between).copied().collect();
            statement(patient, zone, line, taken, &harms)
        };
        line.doses.iter().enumerate().map(with_harms).collect::<Vec<_>>()
    };
    lines.iter().flat_map(of_line).collect()
}

fn statement(
    patient: &PatientId,
    zone: &str,
    line: &Line,
    taken: &Taken,
    harms: &[&Harm],
) -> Resource {
    let at = taken.dose.due_at.unwrap_or(taken.at);
    let source = match taken.side {
        Side::Patient => subject(patient),
        _ => json!({ "display": taken.by }),
    };
    let mut value = json!({
        "status": if taken.dose.taken { "completed" } else { "not-taken" },
        "basedOn": [{ "reference": format!("MedicationRequest/{}", ids::of(&taken.dose.medicine)) }],
        "medicationCodeableConcept": { "text": line.medicine.name },
        "subject": subject(patient),
        "effectiveDateTime": moment::in_zone(at, zone),
        "dateAsserted": moment::instant(taken.at),
        "informationSource": source,
    });
    if taken.dose.taken {
        value["dosage"] = json!([dosage(&line.medicine.dose)]);
    }
    if !taken.dose.reason.is_empty() {
        value["statusReason"] = json!([{ "text": taken.dose.reason }]);
    }
    let answered = harms.iter().filter_map(|harm| harm.answers.as_ref());
    let answered: Vec<Value> =
        answered.map(|id| json!({ "reference": format!("QuestionnaireResponse/{id}") })).collect();
    if !answered.is_empty() {
        value["derivedFrom"] = json!(answered);
    }
    if !harms.is_empty() {
        let note = |harm: &&Harm| json!({ "text": format!("{}\n{}", harm.subject, harm.text) });
        value["note"] = harms.iter().map(note).collect();
    }
    let id = format!("{}-0", taken.offset);
    Resource::made(Kind::MedicationStatement, &id, at, taken.stored_at, value)
}

fn document(patient: &PatientId, one: &Document, placed: &Placed) -> Resource {
    let id = ids::of(&one.id);
    let value = json!({
        "identifier": [{ "system": "urn:hearthwatch:document", "value": one.id }],
        "status": "current",
        // What kind of document somebody handed in, nobody said.
        "type": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK", "display": "unknown" }] },
        "subject": subject(patient),
        "date": moment::instant(placed.at),
        "author": [{ "display": placed.deed.by.name }],
        "content": [{ "attachment": {
            "contentType": one.kind,
            "url": format!("Binary/{id}"),
            "size": one.bytes,
            "title": one.name,
            "creation": moment::instant(placed.at),
        } }],
    });
    let mut made = Resource::made(Kind::DocumentReference, &id, placed.at, placed.at, value);
    made.number("1");
    made
}

/// A document's bytes.
pub(super) fn binary(one: &Document, at: i64, bytes: &[u8]) -> Resource {
    let id = ids::of(&one.id);
    let value = json!({
        "contentType": one.kind,
        "securityContext": { "reference": format!("DocumentReference/{id}") },
        "data": BASE64.encode(bytes),
    });
    let mut made = Resource::made(Kind::Binary, &id, at, at, value);
    made.number("1");
    made
}

#[cfg(test)]
mod tests {
    use ingest::entry::{By, Deed, Dose, Message};
    use risk_engine::fact::Answers;
    use vitals::{ReadingId, StoredAt, TakenAt};

    use super::*;
    use crate::circle::medicine::list;

    fn placed(offset: u64, side: Side, done: Done) -> Placed {
        let by = By { name: "Dilys Evans".into(), side };
        let deed = Deed { patient: "p-1".parse().unwrap(), by, key: String::new(), done };
        Placed { offset, at: offset as i64 * 1000, deed }
    }

    fn visit(stand: Stand, side: Side) -> Value {
        let one = Appointment {
            id: "v-1".into(),
            version: 3,
            stand,
            starts_at: 1_790_000_000_000,
            minutes: 20,
            with: "Ben Cole".into(),
            place: "By phone".into(),
            note: String::new(),
        };
        thing(&placed(7, side, Done::Arranged(one))).unwrap().value
    }

    #[test]
    fn an_appointment_says_how_it_stands_and_who_has_agreed() {
        let check = |stand, side, wanted: [&str; 3]| {
            let value = visit(stand, side);
            let status = |place: usize| value["participant"][place]["status"].clone();
            assert_eq!([value["status"].clone(), status(0), status(1)], wanted, "{stand:?}");
        };
        check(Stand::Requested, Side::Patient, ["proposed", "accepted", "needs-action"]);
        check(Stand::Proposed, Side::Team, ["pending", "needs-action", "accepted"]);
        check(Stand::Confirmed, Side::Patient, ["booked", "accepted", "accepted"]);
        check(Stand::Cancelled, Side::Patient, ["cancelled", "declined", "tentative"]);
        check(Stand::Cancelled, Side::Team, ["cancelled", "tentative", "declined"]);
        let value = visit(Stand::Confirmed, Side::Team);
        assert_eq!(value["end"], "2026-09-21T14:33:20.000Z");
        assert_eq!(value["meta"]["versionId"], "3");
    }

    fn pill(minutes: Vec<u16>, note: &str, stopped: bool) -> Placed {
        let one = Medicine {
            id: "m-1".into(),
            version: 1,
            name: "Furosemide".into(),
            dose: "0.5 mg".into(),
            minutes,
            note: note.into(),
            stopped,
        };
        placed(1, Side::Team, Done::Prescribed(one))
    }

    #[test]
    fn a_medicine_says_when_and_how_much_to_the_digit() {
        let value = thing(&pill(vec![480, 1200], "with water", false)).unwrap().value;
        let dosage = &value["dosageInstruction"][0];
        assert_eq!(dosage["doseAndRate"][0]["doseQuantity"]["value"].to_string(), "0.5");
        assert_eq!(dosage["timing"]["repeat"]["timeOfDay"], json!(["08:00:00", "20:00:00"]));
        assert_eq!(dosage["patientInstruction"], "with water");
        let value = thing(&pill(vec![], "cough", true)).unwrap().value;
        assert_eq!(value["dosageInstruction"][0]["asNeededBoolean"], true);
        assert_eq!(
            (&value["status"], &value["statusReason"]["text"]),
            (&json!("stopped"), &json!("cough"))
        );
    }

    #[test]
    fn a_report_of_harm_goes_with_the_dose_before_it_and_its_answers() {
        let dose = |offset, taken| {
            let reason = if taken { "" } else { "felt sick" };
            let dose = Dose {
                medicine: "m-1".into(),
                due_at: Some(offset as i64 * 60_000),
                taken,
                reason: reason.into(),
                said_at: None,
            };
            placed(offset, Side::Patient, Done::Dosed(dose))
        };
        let report = |offset, subject: &str| {
            let message = Message {
                thread: format!("t-{offset}"),
                subject: subject.into(),
                text: "a rash".into(),
                document: None,
                carers: true,
            };
            placed(offset, Side::Patient, Done::Wrote(message))
        };
        let answered = |offset| AnswersRow {
            id: ReadingId { offset, index: 0 },
            patient: "p-1".parse().unwrap(),
            at: StoredAt::from_unix_ms(0),
            answers: Answers {
                answered_at: TakenAt::from_unix_ms(0),
                questionnaire: SIDE_EFFECT.into(),
                items: vec![],
            },
            by: Some("Dilys Evans".into()),
        };
        let messages = [report(5, "Side effect: Furosemide"), report(9, "A question")];
        let harms = harms(&messages, &[answered(4), answered(8)]);
        let lines =
            list(&[pill(vec![480], "", false)], &[dose(2, true), dose(3, false), dose(7, true)]);
        let made = statements(&"p-1".parse().unwrap(), "Europe/London", &lines, &harms);
        let said: Vec<(&str, Value, bool)> = made
            .iter()
            .map(|one| {
                let harm = one.value["derivedFrom"][0]["reference"].clone();
                (one.id.as_str(), harm, one.value["status"] == "completed")
            })
            .collect();
        let with = json!("QuestionnaireResponse/4-0");
        let expected =
            [("2-0", with, true), ("3-0", Value::Null, false), ("7-0", Value::Null, true)];
        assert_eq!(said, expected);
        assert_eq!(made[0].value["note"][0]["text"], "Side effect: Furosemide\na rash");
        assert_eq!(made[1].value["statusReason"][0]["text"], "felt sick");
    }
}

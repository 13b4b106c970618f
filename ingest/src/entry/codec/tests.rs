//! The bytes of journal entries: golden, round trip, and every way of damage.

use proptest::prelude::*;
use risk_engine::fact::{
    Act, Answer, Answers, CarePlan, CaseResult, NextStep, PersonalLimit, Scheduled, Spo2Scale,
    Withdrawal, WithdrawalReason,
};
use vitals::{Flags, HeardAt, Origin, Private, ReadingId, VitalSign};
use wire::{Body, ClockRule, CommandState, Dated, Incarnation, Order, Quantity};

use super::*;
use crate::entry::{
    Appointment, By, ClockCorrection, Confidence, Contact, ContactWithdrawal, Correction, Deed,
    Delivery, Document, DocumentId, Done, Dose, Doubt, Enrolment, ForeignDocument, GatewayChange,
    GatewayFact, Item, Leaving, Medicine, Membership, Message, Programme, Quarantined, Reminder,
    Replayed, Serial, Side, SpoolPlace, Stand, Stay, StayKind, Upload, Wearing, Whereabouts, Why,
    base_plan,
};

fn reading() -> WireReading {
    WireReading {
        device: "cuff-1".parse().unwrap(),
        slot: UserSlot::from_index(1),
        device_sequence: Some(17),
        device_time: Some(1_790_000_000_000),
        dated: Dated::At {
            taken_at: TakenAt::from_unix_ms(1_790_000_000_000),
            rule: ClockRule::Corrected,
        },
        heard_at: HeardAt::from_unix_ms(1_790_000_005_000),
        zone_offset_min: 60,
        origin: Origin::Device,
        raw_crc: 0xDEAD_BEEF,
        flags: Flags { movement: true, ..Flags::default() },
        body: Body::BloodPressure {
            systolic: Quantity::Milli(128_000),
            diastolic: Quantity::Milli(76_000),
            pulse: Quantity::Absent,
        },
    }
}

fn enrolment() -> Enrolment {
    let conditions = vec!["COPD".to_owned()];
    Enrolment {
        patient: "p-1".parse().unwrap(),
        name: Private::hide("SINGH, Priya".into()),
        born: Private::hide("1974-02-11".into()),
        sex: "F".into(),
        zone: "Europe/London".into(),
        plan: Arc::new(base_plan("1974-02-11", &conditions, Spo2Scale::Two, Some(false))),
        conditions,
    }
}

/// A plan with something in each of its parts.
fn plan() -> CarePlan {
    let limit = |name: &str, until| PersonalLimit {
        rule: "O2-1".into(),
        name: name.into(),
        milli: 87_000,
        by: "Dr Evans".into(),
        reason: "usual for her".into(),
        until,
    };
    CarePlan {
        spo2_scale: Spo2Scale::One,
        supplemental_oxygen: Some(true),
        born_day: Some(-400),
        pregnant: true,
        conditions: ["copd".into(), "heart_failure".into()].into(),
        medicines: ["insulin".into()].into(),
        discharged_at: Some(TakenAt::from_unix_ms(1_789_000_000_000)),
        schedule: vec![
            Scheduled { sign: VitalSign::Weight, every_hours: 24 },
            Scheduled { sign: VitalSign::Rhythm, every_hours: 168 },
        ],
        limits: vec![limit("urgent", None), limit("review", Some(StoredAt::from_unix_ms(7)))],
        paused: ["oxygen_low".into()].into(),
        priority_off: true,
    }
}

fn act(action: Action) -> Act {
    Act { alert: "a-1".parse().unwrap(), version: 3, by: "Dr Evans".into(), action }
}

/// The least that is a rule set: the golden bytes hold it whole, and outlive the built-in one.
const RULES: &str = include_str!("../../../golden/rules.toml");

fn answers() -> Answers {
    Answers {
        answered_at: TakenAt::from_unix_ms(1_790_000_000_000),
        questionnaire: "heart_failure".into(),
        items: vec![
            ("breathless".into(), Answer::Yes),
            ("swelling".into(), Answer::No),
            ("pillows".into(), Answer::Milli(2_000)),
            ("phlegm".into(), Answer::Choice("green".into())),
        ],
    }
}

/// One entry of every kind, with its golden file's name.
fn every_kind() -> Vec<(&'static str, Entry)> {
    let patient = || "p-1".parse().unwrap();
    let quarantined = Quarantined::new(Why::Implausible, "pressure 0 mmHg", b"\x01\x02");
    let acted = |action| Entry::Acted { patient: patient(), act: act(action) };
    let by = || "Dr Evans".to_owned();
    let planned = |revision| {
        let plan = Arc::new(plan());
        Entry::Planned { patient: patient(), plan, by: by(), revision }
    };
    let admitted =
        |confidence| Item::Admitted { patient: patient(), reading: reading(), confidence };
    let confidence = |per_mille| Confidence::from_per_mille(per_mille).unwrap();
    let claim = || Claim {
        original: ReadingId { offset: 118, index: 3 },
        patient: patient(),
        by: "weight".into(),
        confidence_percent: 97,
        reading: reading(),
    };
    vec![
        ("enrolled", Entry::Enrolled(enrolment())),
        ("registered", Entry::Registered { gateway: "gw-1".parse().unwrap(), trust: Trust::Topic }),
        (
            "assigned",
            Entry::Assigned(Assignment {
                device: "cuff-1".parse().unwrap(),
                slot: UserSlot::from_index(1),
                patient: patient(),
                from: TakenAt::from_unix_ms(5),
                shared: false,
            }),
        ),
        (
            "delivered",
            Entry::Delivered(Delivery {
                gateway: "gw-1".parse().unwrap(),
                place: Some(SpoolPlace { incarnation: Incarnation(7), first_seq: 41 }),
                items: vec![
                    admitted(Confidence::CERTAIN),
                    Item::Repeated,
                    Item::Quarantined(quarantined.clone()),
                ],
            }),
        ),
        ("refused", Entry::Refused { gateway: None, quarantined }),
        ("acknowledge", acted(Action::Acknowledge(NextStep::PassedOn))),
        ("tick", Entry::Tick),
        ("enrolled_with_plan", {
            Entry::Enrolled(Enrolment { plan: Arc::new(plan()), ..enrolment() })
        }),
        ("planned", planned(None)),
        ("planned_anew", {
            let before = Arc::new(CarePlan { limits: Vec::new(), ..plan() });
            let why = "usual for her".into();
            planned(Some(Revision { version: 7, before, reverts: Some(5), why }))
        }),
        ("answered", Entry::Answered { patient: patient(), answers: answers(), by: None }),
        ("answered_by", {
            let by = Some(By { name: "Gwen Hart".into(), side: Side::Carer });
            Entry::Answered { patient: patient(), answers: answers(), by }
        }),
        ("assign", acted(Action::Assign { to: "Sian Jones".into() })),
        (
            "snooze",
            acted(Action::Snooze {
                until: StoredAt::from_unix_ms(1_790_003_600_000),
                reason: "in hospital".into(),
            }),
        ),
        (
            "close",
            acted(Action::Close { result: CaseResult::Expected, reason: "usual for her".into() }),
        ),
        ("escalate", acted(Action::Escalate { reason: "in theatre until six".into() })),
        ("undo", acted(Action::Undo)),
        (
            "withdrawn",
            Entry::Withdrawn {
                patient: patient(),
                withdrawal: Withdrawal {
                    reading: ReadingId { offset: 118, index: 3 },
                    by: "Dr Evans".into(),
                    why: WithdrawalReason::AnotherPerson,
                },
            },
        ),
        ("resumed", Entry::Resumed { patient: patient(), by: by() }),
        (
            "rules_activated",
            Entry::RulesActivated {
                rules: Arc::new(RuleSet::from_toml(RULES).unwrap()),
                by: by(),
                report: "5f1c".into(),
            },
        ),
        (
            "rota_set",
            Entry::RotaSet {
                rota: Arc::new(Rota::parse("list = [\"Sian Jones\"]").unwrap()),
                by: by(),
            },
        ),
        ("contacted", Entry::Contacted { patient: patient(), contact: contact(false) }),
        ("interpreted", Entry::Contacted { patient: patient(), contact: contact(true) }),
        (
            "contact_withdrawn",
            Entry::ContactWithdrawn(ContactWithdrawal {
                patient: patient(),
                contact: ReadingId { offset: 130, index: 0 },
                by: "Sian Jones".into(),
                why: "another person's call".into(),
            }),
        ),
        ("claimed", Entry::Claimed(claim())),
        (
            "assigned_shared",
            Entry::Assigned(Assignment {
                device: "scale-1".parse().unwrap(),
                slot: None,
                patient: patient(),
                from: TakenAt::from_unix_ms(5),
                shared: true,
            }),
        ),
        (
            "delivered_to_several",
            Entry::Delivered(Delivery {
                gateway: "gw-1".parse().unwrap(),
                place: None,
                items: vec![
                    admitted(confidence(962)),
                    Item::Unclaimed {
                        reading: reading(),
                        doubt: Doubt::Several,
                        candidates: vec![
                            (patient(), confidence(610)),
                            ("p-2".parse().unwrap(), confidence(380)),
                        ],
                    },
                ],
            }),
        ),
        (
            "disclaimed",
            Entry::Disclaimed {
                original: ReadingId { offset: 118, index: 3 },
                patient: patient(),
                by: by(),
            },
        ),
        (
            "attributed",
            Entry::Attributed(Box::new(Attribution {
                claim: claim(),
                from: Some(("p-2".parse().unwrap(), ReadingId { offset: 118, index: 3 })),
                why: "her husband stood on it".into(),
            })),
        ),
        (
            "attributed_first",
            Entry::Attributed(Box::new(Attribution {
                claim: claim(),
                from: None,
                why: "she rang".into(),
            })),
        ),
        ("worn", Entry::Worn(worn(Some(TakenAt::from_unix_ms(1_790_000_000_000))))),
        ("worn_from_then_on", Entry::Worn(Wearing { slot: None, ..worn(None) })),
        ("clock_corrected", Entry::ClockCorrected(corrected(Correction::Shift(-3_600_000)))),
        ("clock_replaced", Entry::ClockCorrected(corrected(Correction::Heard))),
        (
            "replayed",
            Entry::Replayed(Box::new(Replayed {
                original: ReadingId { offset: 118, index: 3 },
                by: by(),
                delivery: Delivery {
                    gateway: "gw-1".parse().unwrap(),
                    place: None,
                    items: vec![admitted(Confidence::CERTAIN)],
                },
            })),
        ),
        (
            "wrote",
            deed(
                Side::Patient,
                Done::Wrote(Message {
                    thread: "t-1".into(),
                    subject: "My new tablets".into(),
                    text: "I feel dizzy.\nSince Monday.".into(),
                    document: Some("d-1".into()),
                    carers: true,
                }),
            ),
        ),
        ("read", deed(Side::Team, Done::Read { upto: 131 })),
        (
            "prescribed",
            deed(
                Side::Team,
                Done::Prescribed(Medicine {
                    id: "m-1".into(),
                    version: 2,
                    name: "furosemide".into(),
                    dose: "40 mg".into(),
                    minutes: vec![480, 840],
                    note: "with water".into(),
                    stopped: false,
                }),
            ),
        ),
        (
            "dosed",
            deed(
                Side::Carer,
                Done::Dosed(Dose {
                    medicine: "m-1".into(),
                    due_at: Some(1_790_000_000_000),
                    taken: false,
                    reason: "she was asleep".into(),
                    said_at: None,
                }),
            ),
        ),
        (
            "dosed_before",
            deed(
                Side::Patient,
                Done::Dosed(Dose {
                    medicine: "m-1".into(),
                    due_at: None,
                    taken: true,
                    reason: String::new(),
                    said_at: Some(1_790_000_000_000),
                }),
            ),
        ),
        (
            "arranged",
            deed(
                Side::Team,
                Done::Arranged(Appointment {
                    id: "v-1".into(),
                    version: 3,
                    stand: Stand::Confirmed,
                    starts_at: 1_790_100_000_000,
                    minutes: 20,
                    with: "Ben Cole".into(),
                    place: "video".into(),
                    note: "about the weight".into(),
                }),
            ),
        ),
        (
            "filed",
            deed(
                Side::Patient,
                Done::Filed(Document {
                    id: "d-1".into(),
                    hash: [0xAB; 32],
                    bytes: 20_000,
                    kind: "application/pdf".into(),
                    name: "letter.pdf".into(),
                }),
            ),
        ),
        (
            "reminded",
            deed(
                Side::Server,
                Done::Reminded(Reminder {
                    of: "m-1 2026-03-29T08:00".into(),
                    due_at: 1_790_000_000_000,
                }),
            ),
        ),
        ("stayed", deed(Side::Team, Done::Stayed(stay(Some((20_540, Leaving::Transferred)))))),
        ("stayed_still", deed(Side::Team, Done::Stayed(stay(None)))),
        (
            "joined",
            deed(
                Side::Team,
                Done::Joined(Membership {
                    version: 2,
                    team: "North".into(),
                    site: "Riverside".into(),
                    programme: Programme::TherapyRespiratory,
                }),
            ),
        ),
        (
            "located",
            deed(
                Side::Team,
                Done::Located(Whereabouts {
                    version: 3,
                    phone: Private::hide("+441632960123".into()),
                    room: "Bed 4".into(),
                }),
            ),
        ),
        ("gateway_certified", certified(Some(by()))),
        ("gateway_renewed", certified(None)),
        (
            "gateway_shut_out",
            happened(GatewayChange::ShutOut { upto: 7, by: by(), reason: "stolen".into() }),
        ),
        (
            "gateway_asked",
            happened(GatewayChange::Asked {
                number: 9,
                asked_at: 7,
                expires_at: 8,
                order: Order::Prompt { device: None, text: "Once more, please".into() },
                by: by(),
            }),
        ),
        (
            "gateway_answered",
            happened(GatewayChange::Answered {
                number: 9,
                at: 8,
                state: CommandState::Refused,
                detail: "no display".into(),
            }),
        ),
        ("uploaded", Entry::Uploaded(upload())),
    ]
}

fn worn(to: Option<TakenAt>) -> Wearing {
    Wearing {
        device: "cuff-1".parse().unwrap(),
        slot: UserSlot::from_index(1),
        patient: "p-1".parse().unwrap(),
        from: TakenAt::from_unix_ms(5),
        to,
        by: "Sian Jones".into(),
        why: "lent for a week".into(),
    }
}

fn corrected(how: Correction) -> ClockCorrection {
    ClockCorrection {
        device: "cuff-1".parse().unwrap(),
        from: HeardAt::from_unix_ms(5),
        to: HeardAt::from_unix_ms(1_790_000_000_000),
        how,
        by: "Sian Jones".into(),
        why: "a new battery".into(),
    }
}

fn upload() -> Upload {
    let item = Item::Admitted {
        patient: "p-1".parse().unwrap(),
        reading: reading(),
        confidence: Confidence::CERTAIN,
    };
    let document = |id, key: Option<&str>, patient: Option<&str>| ForeignDocument {
        kind: "Observation".into(),
        id,
        version: 1,
        patient: patient.map(|patient| patient.parse().unwrap()),
        key: key.map(str::to_owned),
        at_ms: patient.map(|_| 1_790_000_000_000),
        body: "{\"status\":\"final\"}".into(),
    };
    Upload {
        by: "Home hub (integrator)".into(),
        delivery: Delivery { gateway: "fhir-7".parse().unwrap(), place: None, items: vec![item] },
        documents: vec![
            document(DocumentId::Of(0), Some("urn:x|1"), Some("p-1")),
            document(DocumentId::Named("d-1".into()), None, None),
        ],
    }
}

fn deed(side: Side, done: Done) -> Entry {
    let by = By { name: "Dilys Evans".into(), side };
    Entry::Deed(Box::new(Deed { patient: "p-1".parse().unwrap(), by, key: "k-1".into(), done }))
}

fn contact(interpretation: bool) -> Contact {
    Contact {
        began_at_ms: 1_790_000_000_000,
        minutes: 12,
        live: true,
        interpretation,
        what: "called about the weight".into(),
        by: "Sian Jones".into(),
    }
}

fn stay(left: Option<(i32, Leaving)>) -> Stay {
    Stay {
        id: "s-1".into(),
        version: 2,
        kind: StayKind::Unplanned,
        admitted: 20_533,
        left,
        note: "St Anne's, heart failure".into(),
        withdrawn: left.is_none(),
    }
}

fn happened(change: GatewayChange) -> Entry {
    Entry::Gateway(GatewayFact { gateway: "gw-1".parse().unwrap(), change })
}

fn certified(by: Option<String>) -> Entry {
    let serial = Serial::new(1_790_000_000_000, [0xAB; 10]);
    happened(GatewayChange::Certified { serial, not_after: 1_797_776_000_000, by })
}

fn stamped(entry: Entry) -> Stamped {
    Stamped { stored_at: StoredAt::from_unix_ms(1_790_000_010_000), entry }
}

#[test]
fn the_bytes_of_version_1_never_change() {
    for (name, entry) in every_kind() {
        let bytes = stamped(entry).encode();
        let path = format!("{}/golden/{name}-v1.bin", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("HEARTHWATCH_GOLDEN").is_some_and(|wish| wish == "write")
            && !std::path::Path::new(&path).exists()
        {
            std::fs::write(&path, &bytes).unwrap();
        }
        let golden = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(
            bytes, golden,
            "{name}: a journal holds these bytes already; add a version instead"
        );
    }
}

#[test]
fn every_entry_comes_back_as_it_was() {
    for (name, entry) in every_kind() {
        let entry = stamped(entry);
        assert_eq!(Stamped::decode(&entry.encode()).as_ref(), Ok(&entry), "{name}");
    }
}

#[test]
fn an_entry_that_is_cut_short_or_too_long_is_refused() {
    for (name, entry) in every_kind() {
        let bytes = stamped(entry).encode();
        for cut in 0..bytes.len() {
            assert!(Stamped::decode(&bytes[..cut]).is_err(), "{name} cut at {cut}");
        }
        let mut long = bytes;
        long.push(0);
        assert!(Stamped::decode(&long).is_err(), "{name} with a byte too many");
    }
}

#[test]
fn a_newer_version_says_so() {
    let mut bytes = stamped(Entry::Tick).encode();
    bytes[0] = 2;
    assert_eq!(Stamped::decode(&bytes), Err(EntryError::FromTheFuture(2)));
}

#[test]
fn a_rule_set_that_no_longer_reads_is_told_and_never_skipped() {
    let rules = Arc::new(RuleSet::from_toml(RULES).unwrap());
    let entry = Entry::RulesActivated { rules, by: "Dr Evans".into(), report: String::new() };
    let mut bytes = stamped(entry).encode();
    // Spoils the document, not the entry around it.
    let at = bytes.windows(4).position(|four| four == b"name").unwrap();
    bytes[at] = b'x';
    assert!(matches!(Stamped::decode(&bytes), Err(EntryError::Rules(_))));
}

#[test]
fn a_text_is_cut_between_characters() {
    let mut out = Vec::new();
    put_text(&mut out, &"é".repeat(40_000));
    let mut reader = Reader::new(&out, 0);
    assert_eq!(take_text(&mut reader, "text").unwrap().chars().count(), 32_767);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), tag in 0..44_u8) {
        let _ = Stamped::decode(&bytes);
        if bytes.len() > 1 {
            bytes[0] = VERSION;
            bytes[1] = tag;
        }
        let _ = Stamped::decode(&bytes);
    }
}

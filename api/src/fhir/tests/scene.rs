//! People to whom enough happened that there is something of every kind.

use std::sync::Arc;

use ingest::entry::{
    Appointment, By, Confidence, Deed, Delivery, Document, Done, Dose, Entry, Item, Medicine,
    Message, Side, Stand,
};
use risk_engine::fact::{Answer, Answers, CarePlan, PersonalLimit, Scheduled};
use vitals::{Flags, HeardAt, Origin, TakenAt, UserSlot, VitalSign};
use wire::{Body, ClockRule, Dated, Quantity, WireReading};

use super::client::{Site, bundle};

const MINUTE: i64 = 60_000;

impl Site {
    /// A server on which there is something of every kind.
    pub(super) async fn lively() -> Self {
        let site = Self::new().await;
        let token = site.token("system/*.cruds").await;
        let at = site.minutes_ago(6);
        let sent = site.post("/fhir", &token, &bundle(&at, "128", "2")).await;
        assert_eq!(sent.status, 200, "{}", sent.text);
        site.plan().await;
        site.measure().await;
        site.answer().await;
        site.care().await;
        site.subscribe(&token).await;
        site.until("/fhir/Communication?patient=p-0001,p-0002", &token, 1).await;
        site.until("/fhir/Task?patient=p-0001,p-0002", &token, 1).await;
        site.until("/fhir/Observation?patient=p-0001&_count=200", &token, 10).await;
        site
    }

    async fn command(&self, entry: Entry) {
        self.shared().pipeline.command(entry).await.unwrap();
    }

    async fn plan(&self) {
        let limit = PersonalLimit {
            rule: "BP-1".into(),
            name: "systolic".into(),
            milli: 150_000,
            by: "Dr Evans".into(),
            reason: "usual for her".into(),
            until: None,
        };
        let weight = Scheduled { sign: VitalSign::Weight, every_hours: 24 };
        let conditions = ["copd", "heart_failure"].map(Into::into).into();
        let plan = CarePlan {
            schedule: vec![weight],
            limits: vec![limit],
            conditions,
            supplemental_oxygen: Some(false),
            ..CarePlan::default()
        };
        let patient = "p-0001".parse().unwrap();
        let (plan, by) = (Arc::new(plan), "Dr Evans".into());
        self.command(Entry::Planned { patient, plan, by, revision: None }).await;
    }

    /// One of each sort, then oxygen that is low twice.
    async fn measure(&self) {
        use Quantity::{Absent, Milli};
        let low = || Body::Oximetry { spo2: Milli(88_000), pulse: Milli(112_000) };
        let bodies = [
            Body::BloodPressure {
                systolic: Milli(148_000),
                diastolic: Milli(92_000),
                pulse: Milli(71_000),
            },
            Body::BloodPressure { systolic: Milli(140_000), diastolic: Absent, pulse: Absent },
            Body::HeartRate { rate: Milli(70_500), rr_1024: vec![] },
            Body::Respiration { rate: Milli(18_000) },
            Body::Temperature { temperature: Milli(36_800) },
            Body::Weight { weight: Milli(80_450) },
            Body::GlucoseMeter { glucose: Milli(5_551) },
            Body::GlucoseCgm { glucose: Quantity::PositiveInfinity },
            Body::Consciousness { letter: b'A' },
            Body::SupplementalOxygen { on: false },
            low(),
            low(),
        ];
        for (place, body) in bodies.into_iter().enumerate() {
            let typed =
                matches!(body, Body::Consciousness { .. } | Body::SupplementalOxygen { .. });
            // The last is the second that is low, minutes after the first.
            let ago = if place == 11 { MINUTE } else { 8 * MINUTE - place as i64 * 10_000 };
            let origin = if typed { Origin::Typed } else { Origin::Device };
            for patient in ["p-0001", "p-0002"] {
                let reading = self.reading(body.clone(), ago, origin);
                let item = Item::Admitted {
                    patient: patient.parse().unwrap(),
                    reading,
                    confidence: Confidence::CERTAIN,
                };
                let gateway = "gw-1".parse().unwrap();
                self.command(Entry::Delivered(Delivery {
                    gateway,
                    place: None,
                    items: vec![item],
                }))
                .await;
            }
        }
    }

    fn reading(&self, body: Body, ago_ms: i64, origin: Origin) -> WireReading {
        let now = self.shared().clock.now_ms();
        WireReading {
            device: "00:1A:7D:DA:71:13".parse().unwrap(),
            slot: UserSlot::from_index(1),
            device_sequence: None,
            device_time: Some(now - ago_ms),
            dated: Dated::At {
                taken_at: TakenAt::from_unix_ms(now - ago_ms),
                rule: ClockRule::Corrected,
            },
            heard_at: HeardAt::from_unix_ms(now),
            zone_offset_min: 0,
            origin,
            raw_crc: 0,
            flags: Flags { irregular_pulse: true, ..Flags::default() },
            body,
        }
    }

    async fn answer(&self) {
        let rules = self.shared().pipeline.board().rules();
        let asked = rules.questionnaire("ketones").unwrap();
        let items = vec![("vomiting".into(), Answer::Yes), ("ketone".into(), Answer::Milli(1_500))];
        let answered_at = TakenAt::from_unix_ms(self.shared().clock.now_ms() - MINUTE);
        let answers = Answers { answered_at, questionnaire: asked.id.clone(), items };
        let patient = "p-0001".parse().unwrap();
        self.command(Entry::Answered { patient, answers, by: None }).await;
    }

    /// Somebody who wants to be told, and is not there to be.
    async fn subscribe(&self, token: &str) {
        let sent =
            super::subscribe::subscription("alerts", "http://127.0.0.1:9/hooks", "full-resource");
        let headers = format!("Authorization: Bearer {token}\r\n");
        let answer = self.send("PUT", "/fhir/Subscription/told", headers, sent.to_string()).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }

    /// An appointment in two versions, medicines, doses with what they did, and two documents.
    async fn care(&self) {
        let now = self.shared().clock.now_ms();
        let visit = |version, stand| {
            Done::Arranged(Appointment {
                id: "v-1".into(),
                version,
                stand,
                starts_at: now + 24 * 60 * MINUTE,
                minutes: 20,
                with: "Ben Cole".into(),
                place: "By phone".into(),
                note: "About the new tablets".into(),
            })
        };
        self.deed(Side::Patient, visit(1, Stand::Requested)).await;
        self.deed(Side::Team, visit(2, Stand::Confirmed)).await;
        let pill = |id: &str, name: &str, minutes: Vec<u16>, stopped| {
            Done::Prescribed(Medicine {
                id: id.into(),
                version: 1,
                name: name.into(),
                dose: "40 mg".into(),
                minutes,
                note: "with water".into(),
                stopped,
            })
        };
        self.deed(Side::Team, pill("m-1", "Furosemide", vec![480, 1200], false)).await;
        self.deed(Side::Team, pill("m-2", "Salbutamol", vec![], false)).await;
        self.deed(Side::Team, pill("m-3", "Amlodipine", vec![600], true)).await;
        let dose = |medicine: &str, due_at, reason: &str| {
            let (medicine, reason) = (medicine.into(), reason.to_owned());
            Done::Dosed(Dose { medicine, due_at, taken: reason.is_empty(), reason, said_at: None })
        };
        self.deed(Side::Patient, dose("m-1", Some(now - 10 * MINUTE), "")).await;
        self.deed(Side::Carer, dose("m-2", None, "")).await;
        self.deed(Side::Patient, dose("m-1", Some(now - 5 * MINUTE), "felt sick")).await;
        let answers = Answers {
            answered_at: TakenAt::from_unix_ms(now),
            questionnaire: crate::circle::medicine::SIDE_EFFECT.into(),
            items: vec![("effect_breathing".into(), Answer::No)],
        };
        let by = By { name: DILYS.into(), side: Side::Patient };
        let patient = "p-0001".parse().unwrap();
        self.command(Entry::Answered { patient, answers, by: Some(by) }).await;
        let message = Message {
            thread: "t-1".into(),
            subject: crate::circle::medicine::side_effect_of("Furosemide"),
            text: "A rash on both arms".into(),
            document: None,
            carers: true,
        };
        self.deed(Side::Patient, Done::Wrote(message)).await;
        for (id, kind, bytes) in [
            ("d-1", "text/plain", b"Blood group: 0 positive".as_slice()),
            ("d-2", "application/pdf", b"%PDF-1.7 ..."),
        ] {
            let hash = self.shared().circle.shelf.put(bytes).unwrap();
            let name = format!("letter-{id}.txt");
            let (id, kind, bytes) = (id.into(), kind.into(), bytes.len() as u64);
            self.deed(Side::Patient, Done::Filed(Document { id, hash, bytes, kind, name })).await;
        }
    }

    async fn deed(&self, side: Side, done: Done) {
        let by = By { name: DILYS.into(), side };
        let patient = "p-0001".parse().unwrap();
        let deed = Deed { patient, by, key: String::new(), done };
        self.command(Entry::Deed(Box::new(deed))).await;
    }
}

const DILYS: &str = "Dilys Evans";

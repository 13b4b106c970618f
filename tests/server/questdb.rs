//! Readings in a real QuestDB: the port's contract, lost replies, and a server beside it that is killed.

use std::sync::atomic::{AtomicU32, Ordering};

use store::readings::contract;
use store::readings::{QuestDbReadings, QuestDbSettings, Readings};
use tests::questdb::QuestDb;
use tests::scene::Scene;

/// A store in tables that nobody else has.
fn place(settings: &str) -> QuestDbSettings {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    QuestDbSettings::parse(settings, &format!("test_{number}")).expect("settings")
}

fn open(settings: &QuestDbSettings) -> Box<dyn Readings> {
    let mut store = QuestDbReadings::new(settings.clone());
    store.resume().expect("QuestDB answers");
    Box::new(store)
}

#[test]
fn questdb_keeps_the_ports_promises() {
    let scene = Scene::new();
    let questdb = QuestDb::start(&scene);
    contract::check(|| {
        let place = place(&questdb.settings());
        move || open(&place)
    });
}

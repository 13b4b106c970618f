//! The care store in SQLite: the contract, restarts, what a log may show, and how fast it is.

use std::time::Instant;

use risk_engine::outcome::Change as AlertChange;
use store::care::contract::{self, alert, person, raised};
use store::care::{Care, CareError, Change, QuarantineRow};
use vitals::{ReadingId, StoredAt};

fn within<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn the_sqlite_store_keeps_its_promises() {
    let mut places = Vec::new();
    within(contract::check(async || {
        let dir = tempfile::tempdir().unwrap();
        let care = Care::open(&dir.path().join("care.db")).await.unwrap();
        places.push(dir);
        care
    }));
}

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("care.db");
    within(async {
        let care = Care::open(&path).await.unwrap();
        care.commit(7, &[Change::Enrolled(person("ann"))]).await.unwrap();
        // A second program may look at the same time.
        let second = Care::open(&path).await.unwrap();
        assert_eq!(second.cursor().await.unwrap(), 7);
        second.close().await;
        care.close().await;
        let care = Care::open(&path).await.unwrap();
        assert_eq!(care.cursor().await.unwrap(), 7);
        assert_eq!(care.patients().await.unwrap(), [person("ann")]);
    });
}

#[test]
fn a_commit_that_is_dropped_halfway_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    within(async {
        let care = Care::open(&dir.path().join("care.db")).await.unwrap();
        let changes: Vec<_> =
            (0..500).map(|place| Change::Enrolled(person(&format!("p-{place}")))).collect();
        let cut = std::time::Duration::from_micros(500);
        let result = tokio::time::timeout(cut, care.commit(9, &changes)).await;
        let there = (care.cursor().await.unwrap(), care.counts().await.unwrap().patients);
        assert_eq!(there, if result.is_ok() { (9, 500) } else { (0, 0) });
        care.commit(9, &changes).await.unwrap();
        assert_eq!(care.counts().await.unwrap().patients, 500);
    });
}

#[test]
fn a_file_that_is_no_database_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("care.db");
    std::fs::write(&path, "not a database, but long enough to be looked at".repeat(100)).unwrap();
    let refused = within(Care::open(&path)).unwrap_err();
    assert!(matches!(refused, CareError::Open { .. }), "{refused:?}");
    assert!(refused.to_string().contains("care.db"), "{refused}");
}

#[test]
fn no_name_and_no_bytes_reach_a_log() {
    let row = person("ann");
    let quarantined = QuarantineRow {
        id: ReadingId { offset: 1, index: 0 },
        at: StoredAt::from_unix_ms(1),
        gateway: None,
        reason: "implausible".into(),
        detail: "systolic 310".into(),
        bytes: vec![222; 3],
    };
    let printed = format!("{:?}", [Change::Enrolled(row), Change::Quarantined(quarantined)]);
    for secret in ["Dilys", "Tremayne", "1941", "COPD", "310", "222"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("ann") && printed.contains("implausible"), "{printed}");
}

#[test]
fn thousands_of_changes_go_into_one_commit() {
    let dir = tempfile::tempdir().unwrap();
    within(async {
        let care = Care::open(&dir.path().join("care.db")).await.unwrap();
        let changes: Vec<_> = (0..3_000)
            .map(|offset| {
                let one = alert(&format!("a-{}", offset % 100));
                Change::Decided(raised("ann", one, AlertChange::Joined, offset))
            })
            .collect();
        let began = Instant::now();
        care.commit(3_000, &changes).await.unwrap();
        println!("3,000 outcomes: {:?}", began.elapsed());
        let counts = care.counts().await.unwrap();
        assert_eq!((counts.events, counts.alerts), (3_000, 100));
    });
}

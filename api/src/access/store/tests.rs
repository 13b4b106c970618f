//! The store by itself: earlier versions of it, and what counts once.

use super::super::passkey::Made;
use super::super::secret::Secret;
use super::*;

/// A store as an earlier version left it, with somebody in it.
async fn earlier(folder: &Path, version: usize) {
    let file = folder.join(FILE);
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    for sql in &MIGRATIONS[..version] {
        sqlx::raw_sql(*sql).execute(&pool).await.unwrap();
    }
    let version = format!("PRAGMA user_version = {version}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(version)).execute(&pool).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO accounts (tenant, name, folded, roles, patients, password, made_at) \
         VALUES ('home', 'Ann Moss', 'ann moss', 'care_manager', '', 'a hash', 1), \
                ('home', 'Ben Cole', 'ben cole', 'clinician', '', 'a hash', 1)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
}

async fn somebody(store: &Store, name: &str) -> Account {
    store.by_name(&name.parse().unwrap()).await.unwrap().unwrap().0
}

fn told() -> Record {
    Record::of(1, "test", "test")
}

fn made(credential: u8) -> Made {
    Made { credential: vec![credential; 16], key: vec![1, 2, 3], counter: 5 }
}

#[tokio::test]
async fn a_store_of_each_earlier_version_opens_and_goes_on() {
    for version in 1..=MIGRATIONS.len() {
        let folder = tempfile::tempdir().unwrap();
        earlier(folder.path(), version).await;
        for _ in 0..2 {
            let store = Store::open(folder.path(), "home").await.unwrap();
            let ann = somebody(&store, "Ann Moss").await;
            assert_eq!(store.password_of(ann.id).await.unwrap().as_deref(), Some("a hash"));
            assert!(store.codes(ann.id).await.unwrap().is_none(), "version {version}");
            store.handle(ann.id, [7; 32]).await.unwrap();
            store.close().await;
        }
    }
}

#[tokio::test]
async fn a_passkey_is_one_account_s_and_its_counter_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    earlier(folder.path(), 3).await;
    let store = Store::open(folder.path(), "home").await.unwrap();
    let (ann, ben) = (somebody(&store, "Ann Moss").await, somebody(&store, "Ben Cole").await);
    let (handle, known) = store.handle(ann.id, [7; 32]).await.unwrap();
    assert_eq!((handle.as_slice(), known.len()), ([7; 32].as_slice(), 0));
    store.add_passkey(ann.id, (&made(1), "phone"), 10, &told()).await.unwrap();
    let again = store.add_passkey(ben.id, (&made(1), "phone"), 10, &told()).await;
    assert!(matches!(again, Err(AccessError::Taken)), "{again:?}");
    let (handle, known) = store.handle(ann.id, [8; 32]).await.unwrap();
    assert_eq!((handle.as_slice(), known), ([7; 32].as_slice(), vec![vec![1; 16]]));

    let passkey = store.of_passkey(&[1; 16]).await.unwrap().unwrap();
    assert_eq!((passkey.account.id, passkey.handle.as_slice()), (ann.id, handle.as_slice()));
    for (counter, counts) in [(6, true), (6, false), (5, false), (0, false), (7, true)] {
        let used = store.used_passkey(passkey.id, counter, 20).await.unwrap();
        assert_eq!(used, counts, "{counter}");
    }
    let [row] = &*store.passkeys(ann.id).await.unwrap() else { panic!("one") };
    assert_eq!((row.name.as_str(), row.made_at, row.used_at), ("phone", 10, Some(20)));

    let others = store.remove_passkey(ben.id, passkey.id, |_| told()).await;
    assert!(matches!(others, Err(AccessError::Unknown)), "{others:?}");
    store.remove_passkey(ann.id, passkey.id, |_| told()).await.unwrap();
    assert!(store.of_passkey(&[1; 16]).await.unwrap().is_none());
    assert!(!store.used_passkey(passkey.id, 9, 30).await.unwrap());
    for number in 0..PASSKEYS_MAX {
        let new = made(u8::try_from(number).unwrap());
        store.add_passkey(ann.id, (&new, "one"), 10, &told()).await.unwrap();
    }
    let more = store.add_passkey(ann.id, (&made(99), "one more"), 10, &told()).await;
    assert!(matches!(more, Err(AccessError::Full)), "{more:?}");
}

#[tokio::test]
async fn a_code_and_a_recovery_code_count_once_and_a_new_link_ends_them() {
    let folder = tempfile::tempdir().unwrap();
    earlier(folder.path(), 4).await;
    let store = Store::open(folder.path(), "home").await.unwrap();
    let (ann, ben) = (somebody(&store, "Ann Moss").await, somebody(&store, "Ben Cole").await);
    let hashes: Vec<SecretHash> = (0..3).map(|_| Secret::make().hash("test")).collect();
    let new = NewCodes { sealed: vec![9; 40], step: 100, recovery: hashes.clone(), made_at: 10 };
    store.set_codes(ann.id, &new, &told()).await.unwrap();
    for (step, counts) in [(100, false), (99, false), (101, true), (101, false), (102, true)] {
        assert_eq!(store.use_code(ann.id, step).await.unwrap(), counts, "{step}");
    }
    assert!(!store.use_code(ben.id, 200).await.unwrap(), "who has none");
    assert!(!store.use_recovery_code(ben.id, hashes[0]).await.unwrap(), "somebody else's");
    assert!(store.use_recovery_code(ann.id, hashes[0]).await.unwrap());
    assert!(!store.use_recovery_code(ann.id, hashes[0]).await.unwrap(), "once");
    assert_eq!(store.codes(ann.id).await.unwrap().unwrap().recovery, 2);
    store.add_passkey(ann.id, (&made(1), "phone"), 10, &told()).await.unwrap();
    store.reset(ann.id, Secret::make().hash("link"), 99, &told()).await.unwrap();
    assert!(store.codes(ann.id).await.unwrap().is_none());
    assert!(!store.use_recovery_code(ann.id, hashes[1]).await.unwrap());
    assert!(store.passkeys(ann.id).await.unwrap().is_empty());
}

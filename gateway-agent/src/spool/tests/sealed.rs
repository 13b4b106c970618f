//! What a thief of the disk sees, what becomes of spools from before, and of another key.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Every file below a folder, with its bytes.
fn contents(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => files.extend(contents(&entry.path())),
            false => files.push((entry.path(), fs::read(entry.path()).unwrap())),
        }
    }
    files
}

fn golden(version: &str) -> TempDir {
    let dir = folder();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/spool/golden").join(version);
    copy(&root, dir.path());
    dir
}

fn shows_a_device(bytes: &[u8]) -> bool {
    bytes.windows(6).any(|it| it == b"belt-1")
}

#[test]
fn nothing_of_a_reading_can_be_seen_on_the_disk() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=12);
    let plain = golden("version-1");
    assert!(contents(plain.path()).iter().any(|(_, bytes)| shows_a_device(bytes)));
    assert!(contents(dir.path()).iter().all(|(_, bytes)| !shows_a_device(bytes)));
}

#[test]
fn a_spool_of_version_1_is_read_and_goes_on_sealed() {
    let dir = golden("version-1");
    let before = contents(dir.path());
    let mut spool = open(&dir, small(), 2);
    assert_eq!(spool.incarnation(), Incarnation(0x0123_4567_89AB_CDEF));
    assert_eq!((spool.oldest(), spool.durable(), spool.stored()), (1, 12, 5));
    assert_eq!(spool.epoch(), Some(EPOCH));
    assert_eq!(all(&mut spool), (1..=12).collect::<Vec<_>>());
    save(&mut spool, 13..=14);
    drop(spool);
    for (path, bytes) in before {
        assert_eq!(fs::read(&path).unwrap(), bytes, "{}", path.display());
    }
    let mut spool = open(&dir, small(), 3);
    assert_eq!(spool.incarnation(), Incarnation(0x0123_4567_89AB_CDEF));
    assert_eq!(all(&mut spool), (1..=14).collect::<Vec<_>>());
    assert!(!shows_a_device(&fs::read(files(&spool).pop().unwrap()).unwrap()));
    spool.renew(Incarnation(4), 6, NOW).unwrap();
    assert_eq!(all(&mut spool), (6..=14).collect::<Vec<_>>());
}

#[test]
fn a_damaged_spool_of_version_1_loses_one_reading_at_most() {
    for at in 0..310 {
        let dir = golden("version-1");
        let mut paths = contents(dir.path()).into_iter().map(|(path, _)| path);
        let path = paths.find(|it| it.ends_with("0000000001.seg")).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes[at] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        let mut spool = open(&dir, small(), 2);
        if spool.incarnation() != Incarnation(2) {
            spool.renew(Incarnation(2), 1, NOW).unwrap();
        }
        // Opening one that is damaged carries what the server doesn't hold: from 6 on.
        let left: BTreeSet<i32> = all(&mut spool).into_iter().collect();
        let lost = (6..=12).filter(|it| !left.contains(it)).count();
        assert!(lost <= 1, "byte {at}: {left:?}");
    }
}

#[test]
fn a_spool_of_version_2_is_read_for_ever() {
    let dir = golden("version-2");
    let mut spool = open(&dir, small(), 2);
    assert_eq!(spool.incarnation(), Incarnation(0xFEDC_BA98_7654_3210));
    assert_eq!((spool.oldest(), spool.durable(), spool.stored()), (1, 9, 2));
    assert_eq!(spool.fill().given_up, 3);
    assert_eq!(all(&mut spool), (4..=12).collect::<Vec<_>>());
}

#[test]
fn no_key_seals_two_things_under_one_number() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=3);
    drop(spool);
    let mut salts = BTreeSet::new();
    // Each time the same disk, as after a backup was put back, or a write that a power cut undid.
    for n in 0..20 {
        let again = folder();
        copy(dir.path(), again.path());
        let mut spool = open(&again, small(), 2);
        save(&mut spool, 100 + n..=100 + n);
        assert_eq!(spool.incarnation(), Incarnation(1));
        assert_eq!((spool.durable(), spool.segments.len()), (4, 2), "a new segment");
        let head = fs::read(files(&spool).pop().unwrap()).unwrap();
        assert!(salts.insert(head[36..52].to_vec()), "a salt came twice");
    }
}

#[test]
fn another_key_is_told_and_nothing_is_lost_when_the_first_is_back() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=12);
    spool.release(4, EPOCH, NOW);
    drop(spool);
    let sealed = contents(dir.path());

    let mut spool = open_with(&dir, &key(2), small(), 2);
    let told = spool.take_notes();
    assert!(matches!(told[..], [SpoolNote::OtherKey { .. }]), "{told:?}");
    assert_eq!((spool.incarnation(), spool.durable()), (Incarnation(2), 0));
    save(&mut spool, 13..=15);
    drop(spool);
    let kept = contents(dir.path());
    for (path, bytes) in &sealed {
        assert!(kept.iter().any(|(_, it)| it == bytes), "{} is kept", path.display());
    }
    let mut spool = open_with(&dir, &key(2), small(), 3);
    assert_eq!(spool.incarnation(), Incarnation(2));
    assert!(spool.take_notes().is_empty());
    assert_eq!(all(&mut spool), (13..=15).collect::<Vec<_>>());
    drop(spool);

    let mut spool = open(&dir, small(), 4);
    assert_eq!(all(&mut spool), (5..=12).collect::<Vec<_>>());
    let told = spool.take_notes();
    assert!(told.iter().any(|it| matches!(it, SpoolNote::TakenBack { .. })), "{told:?}");
    save(&mut spool, 16..=16);
    drop(spool);

    let mut spool = open_with(&dir, &key(2), small(), 50);
    assert_eq!(all(&mut spool), (13..=15).collect::<Vec<_>>());
}

#[test]
fn a_stop_while_a_folder_is_set_aside_loses_nothing() {
    let dir = folder();
    let mut spool = open(&dir, small(), 1);
    save(&mut spool, 1..=5);
    let place = spool.dir.clone();
    drop(spool);
    let mut aside = place.clone().into_os_string();
    aside.push(".sealed");
    fs::rename(&place, aside).unwrap();
    let mut spool = open(&dir, small(), 2);
    assert_eq!(spool.incarnation(), Incarnation(1));
    assert_eq!(all(&mut spool), (1..=5).collect::<Vec<_>>());
}

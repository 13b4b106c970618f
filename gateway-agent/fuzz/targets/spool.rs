//! A spool whose newest segment holds any bytes: it opens or says why not, what it then has can be
//! read or carried over, and it takes one more.
#![no_main]

use std::cell::OnceCell;
use std::fs;
use std::path::PathBuf;

use gateway_agent::spool::{Spool, SpoolKey, SpoolOptions};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use vitals::{Flags, HeardAt, Origin};
use wire::{Body, Dated, GatewayKey, Incarnation, Quantity, WireReading};

const NOW: HeardAt = HeardAt::from_unix_ms(1_795_249_800_000);

thread_local! {
    static PLACE: OnceCell<TempDir> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let [shape, segment @ ..] = input else { return };
    PLACE.with(|place| {
        let place = place.get_or_init(|| TempDir::new_in("/dev/shm").unwrap());
        let root = place.path().join("spool");
        let _ = fs::remove_dir_all(&root);
        lay(&root, *shape, segment);
        let key = SpoolKey::derive(&GatewayKey::from_bytes([1; 32]));
        let options = || SpoolOptions { exclusive: false, ..SpoolOptions::default() };
        let mut spool = Spool::open(&root, &key, options(), Incarnation(2), NOW).unwrap();
        assert!(spool.oldest() <= spool.durable() + 1 && spool.stored() <= spool.durable());
        let (first, last) = (spool.oldest(), spool.durable());
        assert!(last - first.min(last) < 1000, "no more than there is");
        if spool.read(first, last).is_err() {
            spool.renew(Incarnation(3), spool.stored() + 1, NOW).unwrap();
            spool.read(spool.oldest(), spool.durable()).unwrap();
        }
        let seq = spool.append(&reading()).unwrap();
        assert_eq!(spool.sync(NOW).unwrap(), seq);
        let incarnation = spool.incarnation();
        drop(spool);
        let mut spool = Spool::open(&root, &key, options(), Incarnation(4), NOW).unwrap();
        assert_eq!((spool.incarnation(), spool.durable()), (incarnation, seq));
        assert_eq!(spool.read(seq, seq).unwrap(), [reading()]);
    });
});

/// A folder of the first life, or of one after some records were given up; a mark for some.
fn lay(root: &PathBuf, shape: u8, segment: &[u8]) {
    let incarnation = "00000000000000000123456789abcdef";
    let name = match shape & 1 {
        0 => format!("000001-{incarnation}"),
        _ => format!("000002-{incarnation}-3-3"),
    };
    let dir = root.join(name);
    fs::create_dir_all(&dir).unwrap();
    let cut = if shape & 2 == 2 { usize::from(shape) * 2 } else { 0 }.min(segment.len());
    if cut > 0 {
        fs::write(dir.join("0000000001.seg"), &segment[..cut]).unwrap();
    }
    fs::write(dir.join("0000000002.seg"), &segment[cut..]).unwrap();
    if shape & 4 == 4 {
        fs::write(dir.join("mark"), &segment[..28.min(segment.len())]).unwrap();
    }
}

fn reading() -> WireReading {
    WireReading {
        device: "belt-1".parse().unwrap(),
        slot: None,
        device_sequence: None,
        device_time: None,
        dated: Dated::Undatable,
        heard_at: NOW,
        zone_offset_min: 0,
        origin: Origin::Device,
        raw_crc: 0,
        flags: Flags::default(),
        body: Body::Respiration { rate: Quantity::Milli(18_000) },
    }
}

//! A file system in a file, whose power can be cut and which can be full.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tests::wait;

/// Mounted while this is there.
pub(crate) struct Volume {
    image: PathBuf,
    at: PathBuf,
}

impl Volume {
    /// Makes one and mounts it; none where that isn't allowed.
    pub(crate) fn mount(image: PathBuf, at: PathBuf, bytes: u64) -> Option<Self> {
        File::create(&image).and_then(|file| file.set_len(bytes)).ok()?;
        run(Command::new("mkfs.ext4").arg("-q").arg(&image)).then_some(())?;
        fs::create_dir_all(&at).ok()?;
        let volume = Self { image, at };
        volume.on().then_some(volume)
    }

    fn on(&self) -> bool {
        run(Command::new("mount").args(["-o", "loop"]).arg(&self.image).arg(&self.at))
    }

    /// What wasn't synced is gone: the file system is shut down without its log being flushed, and
    /// mounted anew. Nothing may use it any more afterwards.
    pub(crate) fn cut(&self) {
        let program = format!(
            "import fcntl,os\nf=os.open({:?},os.O_RDONLY)\nfcntl.ioctl(f,0x8004587D,(2).to_bytes(4,'little'))",
            self.at
        );
        assert!(run(Command::new("python3").args(["-c", &program])), "the power can be cut");
    }

    /// After a cut, and when nothing uses it any more: as it would be after the reboot.
    pub(crate) fn reboot(&self) {
        wait::until("the volume to be let go of", LIMIT, || {
            run(Command::new("umount").arg(&self.at)).then_some(())
        });
        assert!(self.on(), "the volume can be mounted again");
    }

    /// Fills it to the last byte.
    pub(crate) fn fill(&self) {
        let Ok(mut file) = File::create(self.at.join(FILLER)) else { return };
        let block = vec![0; 64 * 1024];
        for length in [block.len(), 4096, 1] {
            while file.write_all(&block[..length]).is_ok() {}
        }
    }

    /// Gives the room back.
    pub(crate) fn clear(&self) {
        // It may not have been made.
        let _ = fs::remove_file(self.at.join(FILLER));
    }
}

impl Drop for Volume {
    fn drop(&mut self) {
        run(Command::new("umount").arg("-l").arg(&self.at));
    }
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

const FILLER: &str = "filler";
const LIMIT: Duration = Duration::from_secs(20);

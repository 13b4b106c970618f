//! A small virtual machine with Debian's kernel, BlueZ and the shipped gateway, and a home's monitors
//! on virtual air: the radio is the only part that isn't real.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::time::Duration;

use crate::process::Process;
use crate::repository;
use crate::scene::Scene;
use crate::{cargo, wait};

/// The machine and the home around it.
pub struct Machine {
    home: Part,
    guest: Part,
}

/// A process that is told things on its input and says things in its log.
struct Part {
    _process: Process,
    input: ChildStdin,
    log: PathBuf,
}

impl Machine {
    /// Boots it, with this configuration for its gateway, and waits until that listens.
    pub fn boot(scene: &Scene, config: &str) -> Self {
        let work = prepared();
        let socket = scene.path("hci.sock");
        let mut python = Command::new(work.join("python/bin/python"));
        python.arg(repository::root().join("tests/vm/home.py")).arg(&socket);
        let home = Part::start(scene, "home", &mut python);
        home.says("home ready", 1);
        let initrd = initrd(scene, &work, config);
        let mut qemu = Command::new("qemu-system-x86_64");
        // Emulation: with KVM this kernel hangs where the host itself is a guest.
        qemu.args("-accel tcg -cpu max -m 256 -nodefaults -no-reboot -display none".split(' '));
        qemu.args("-serial stdio -monitor none -device virtio-serial-pci".split(' '));
        qemu.arg("-chardev").arg(format!("socket,id=hci,path={}", socket.display()));
        qemu.args("-device virtconsole,chardev=hci -netdev user,id=net".split(' '));
        qemu.args(["-device", "virtio-net-pci,netdev=net"]);
        qemu.arg("-kernel").arg(work.join("kernel")).arg("-initrd").arg(initrd);
        qemu.args(["-append", "console=ttyS0 quiet panic=-1 mitigations=off nokaslr"]);
        let guest = Part::start(scene, "guest", &mut qemu);
        let machine = Self { home, guest };
        machine.guest.says("listening for monitors", 1);
        machine
    }

    /// Tells the home something: `cuff 128` measures, `meter 60` has 60 more records.
    pub fn home(&mut self, words: &str) {
        self.home.tell(words);
    }

    /// Tells the machine something: `kill-bluetoothd`, `radio-off` and so on.
    pub fn guest(&mut self, word: &str) {
        self.guest.tell(word);
    }

    /// Waits until the home has said this so often.
    #[track_caller]
    pub fn home_says(&self, words: &str, times: usize) {
        self.home.says(words, times);
    }

    /// Waits until the machine has said this so often.
    #[track_caller]
    pub fn guest_says(&self, words: &str, times: usize) {
        self.guest.says(words, times);
    }

    /// How often the home has said this.
    pub fn home_said(&self, words: &str) -> usize {
        self.home.said(words)
    }
}

impl Part {
    fn start(scene: &Scene, name: &str, command: &mut Command) -> Self {
        let log = scene.path(&format!("{name}.log"));
        let (process, input) = Process::start_told(name, command, &log);
        Self { _process: process, input, log }
    }

    fn tell(&mut self, words: &str) {
        writeln!(self.input, "{words}").expect("it listens");
    }

    fn said(&self, words: &str) -> usize {
        let log = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&log).matches(words).count()
    }

    #[track_caller]
    fn says(&self, words: &str, times: usize) {
        wait::until(&format!("{words:?}, {times} times"), LIMIT, || {
            (self.said(words) >= times).then_some(())
        });
    }
}

/// What `tests/vm/prepare` made.
fn prepared() -> PathBuf {
    let work = repository::root().join("target/vm");
    let work = std::env::var_os("HEARTHWATCH_VM").map_or(work, PathBuf::from);
    let status = Command::new(repository::root().join("tests/vm/prepare"))
        .arg(&work)
        .stdin(Stdio::null())
        .status()
        .expect("bash is there");
    assert!(status.success(), "tests/vm/prepare says what is missing");
    work
}

/// The prepared files, then the gateway and its configuration: the kernel unpacks one after another.
fn initrd(scene: &Scene, work: &Path, config: &str) -> PathBuf {
    let root = scene.path("root");
    let program = root.join("usr/bin/gateway-agent");
    for folder in ["usr/bin", "etc"] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    fs::write(root.join("etc/gateway.toml"), config).expect("a file");
    fs::copy(cargo::program("gateway-agent"), &program).expect("the program");
    let script = "strip usr/bin/gateway-agent
        for library in $(ldd usr/bin/gateway-agent | grep -oE '/[^ ]+'); do
            mkdir -p \".$(dirname \"$library\")\" && cp -L \"$library\" \".$library\"
        done
        { cat \"$0\"; find . | cpio -o -H newc --quiet | gzip -1; } >../initrd";
    let mut command = Command::new("bash");
    command.args(["-euc", script]).arg(work.join("base.gz")).current_dir(&root);
    assert!(command.status().expect("bash is there").success());
    scene.path("initrd")
}

/// For what the machine does; emulated, on a busy computer.
const LIMIT: Duration = Duration::from_secs(60);

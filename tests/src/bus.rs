//! A D-Bus of the test's own: no system bus is touched.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::process::Process;
use crate::scene::Scene;
use crate::wait;

/// A running `dbus-daemon` on a socket in the scene's folder.
pub struct Bus {
    address: String,
    socket: PathBuf,
    _process: Process,
}

impl Bus {
    /// Starts it and waits until it listens.
    pub fn start(scene: &Scene) -> Self {
        let socket = scene.path("bus.sock");
        let address = format!("unix:path={}", socket.display());
        let config = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n\
             <busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>\n\
             <policy context=\"default\"><allow send_destination=\"*\"/><allow own=\"*\"/>\
             <allow receive_sender=\"*\"/></policy></busconfig>\n"
        );
        let config = scene.write("bus.conf", config);
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg("--nopidfile").arg("--config-file").arg(config);
        let process = Process::start("dbus-daemon", &mut command, &scene.path("bus.log"));
        let bus = Self { address, socket, _process: process };
        wait::until("the bus to listen", LIMIT, || {
            std::os::unix::net::UnixStream::connect(&bus.socket).ok()
        });
        bus
    }

    /// Where it is, as `DBUS_SYSTEM_BUS_ADDRESS` wants it.
    pub fn address(&self) -> &str {
        &self.address
    }
}

const LIMIT: Duration = Duration::from_secs(10);

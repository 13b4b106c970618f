//! What btleplug lacks, over D-Bus: pairing with an agent of our own, the adapter's power, and a watch
//! on bluetoothd.
//!
//! Without an agent BlueZ pairs with nobody; without an explicit `Pair` the first encrypted read may
//! hang for ever (DEVICES 1.4, items 1 and 2). Both end with bluetoothd, hence the watch.

use std::sync::Arc;
use std::time::Duration;

use dbus::Path;
use dbus::channel::MatchingReceiver;
use dbus::message::MatchRule;
use dbus::nonblock::stdintf::org_freedesktop_dbus::Properties;
use dbus::nonblock::{MsgMatch, Proxy, SyncConnection};
use dbus_crossroads::{Crossroads, IfaceBuilder, MethodErr};
use tokio::sync::watch;

use super::RadioError;

/// A connection to the system bus.
pub(super) struct Bluez {
    connection: Arc<SyncConnection>,
    /// The unique name of the bluetoothd that runs; a new one after each restart.
    owner: watch::Receiver<Option<String>>,
    /// Whether the bus itself is gone.
    lost: watch::Receiver<bool>,
    /// The watch ends with it.
    _watch: MsgMatch,
}

impl Bluez {
    /// Connects to the system bus. `accepts` says of an address whether that device may pair.
    pub(super) async fn connect(
        accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Result<Self, RadioError> {
        let (resource, connection) =
            dbus_tokio::connection::new_system_sync().map_err(RadioError::Bus)?;
        let (lost_tx, lost) = watch::channel(false);
        tokio::spawn(async move {
            let error = resource.await;
            tracing::error!(%error, "lost the system bus");
            lost_tx.send_replace(true);
        });
        let (owner_tx, owner) = watch::channel(None);
        let owner_tx = Arc::new(owner_tx);
        let told = owner_tx.clone();
        let watch = connection
            .add_match(MatchRule::new_signal("org.freedesktop.DBus", "NameOwnerChanged"))
            .await
            .map_err(RadioError::Bus)?
            .cb(move |_, (name, _, new): (String, String, String)| {
                if name == BLUEZ {
                    told.send_replace(Some(new).filter(|new| !new.is_empty()));
                }
                true
            });
        serve_agent(&connection, accepts);
        let bluez = Self { connection, owner, lost, _watch: watch };
        // After the watch began, so that no change is missed.
        if let Ok(now) = bluez.current_owner().await {
            owner_tx.send_replace(Some(now));
        }
        Ok(bluez)
    }

    /// Waits until a bluetoothd runs, and says which.
    pub(super) async fn up(&self) -> Result<String, RadioError> {
        let mut owner = self.owner.clone();
        tokio::select! {
            owner = owner.wait_for(Option::is_some) => match owner {
                Ok(owner) => owner.clone().ok_or(RadioError::BusLost),
                Err(_) => Err(RadioError::BusLost),
            },
            _ = self.lost() => Err(RadioError::BusLost),
        }
    }

    /// Waits until that bluetoothd runs no more.
    pub(super) async fn down(&self, which: &str) {
        let mut owner = self.owner.clone();
        let _ = owner.wait_for(|owner| owner.as_deref() != Some(which)).await;
    }

    /// Waits until the bus itself is gone.
    pub(super) async fn lost(&self) {
        let mut lost = self.lost.clone();
        let _ = lost.wait_for(|lost| *lost).await;
    }

    /// Offers our agent for pairing. Bluetoothd forgets it when it ends.
    pub(super) async fn register_agent(&self) -> Result<(), dbus::Error> {
        let manager = self.proxy("/org/bluez", QUICK);
        let agent = Path::from(AGENT);
        let registered: Result<(), dbus::Error> = manager
            .method_call(AGENT_MANAGER, "RegisterAgent", (agent.clone(), "NoInputNoOutput"))
            .await;
        registered.or_else(|error| known(error, "org.bluez.Error.AlreadyExists"))?;
        manager.method_call(AGENT_MANAGER, "RequestDefaultAgent", (agent,)).await
    }

    /// Whether the device and we share a key.
    pub(super) async fn is_paired(&self, device: &str) -> Result<bool, dbus::Error> {
        self.proxy(device, QUICK).get(DEVICE, "Paired").await
    }

    /// What is left in its battery. BlueZ keeps that service to itself.
    pub(super) async fn battery(&self, device: &str) -> Result<u8, dbus::Error> {
        self.proxy(device, QUICK).get(BATTERY, "Percentage").await
    }

    /// Makes a bond. Well too if there is one.
    pub(super) async fn pair(&self, device: &str) -> Result<(), dbus::Error> {
        let paired: Result<(), dbus::Error> =
            self.proxy(device, PAIRING).method_call(DEVICE, "Pair", ()).await;
        paired.or_else(|error| known(error, "org.bluez.Error.AlreadyExists"))
    }

    /// Whether the adapter is on.
    pub(super) async fn is_powered(&self, adapter: &str) -> Result<bool, dbus::Error> {
        self.proxy(adapter, QUICK).get(ADAPTER, "Powered").await
    }

    /// Switches the adapter on or off.
    pub(super) async fn set_powered(&self, adapter: &str, on: bool) -> Result<(), dbus::Error> {
        self.proxy(adapter, QUICK).set(ADAPTER, "Powered", on).await
    }

    async fn current_owner(&self) -> Result<String, dbus::Error> {
        let bus = Proxy::new("org.freedesktop.DBus", "/", QUICK, self.connection.clone());
        let (owner,): (String,) =
            bus.method_call("org.freedesktop.DBus", "GetNameOwner", (BLUEZ,)).await?;
        Ok(owner)
    }

    fn proxy<'a>(&self, path: &'a str, timeout: Duration) -> Proxy<'a, Arc<SyncConnection>> {
        Proxy::new(BLUEZ, Path::from(path), timeout, self.connection.clone())
    }
}

/// An error that means that it was done before.
fn known(error: dbus::Error, name: &str) -> Result<(), dbus::Error> {
    if error.name() == Some(name) { Ok(()) } else { Err(error) }
}

/// Answers bluetoothd's questions while it pairs.
fn serve_agent(
    connection: &Arc<SyncConnection>,
    accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
) {
    let mut roads = Crossroads::new();
    let agent = roads.register("org.bluez.Agent1", |it| agent(it, Arc::new(accepts)));
    roads.insert(AGENT, &[agent], ());
    connection.start_receive(
        MatchRule::new_method_call(),
        Box::new(move |message, connection| {
            // An error here is a message that could not be sent: the bus is gone, which is noticed.
            let _ = roads.handle_message(message, connection);
            true
        }),
    );
}

/// All methods of `org.bluez.Agent1`. A gateway has no screen and no keys, so what needs them is
/// refused; the rest is granted to accepted monitors only.
fn agent(it: &mut IfaceBuilder<()>, accepts: Arc<dyn Fn(&str) -> bool + Send + Sync>) {
    let grant = move |device: &Path| {
        let granted = address(device).is_some_and(|address| accepts(&address));
        if granted { Ok(()) } else { Err(rejected()) }
    };
    it.method("Release", (), (), |_, _, ()| Ok(()));
    it.method("Cancel", (), (), |_, _, ()| Ok(()));
    it.method("RequestPinCode", ("device",), ("pin",), |_, _, (_,): (Path,)| {
        Err::<(String,), _>(rejected())
    });
    it.method("RequestPasskey", ("device",), ("passkey",), |_, _, (_,): (Path,)| {
        Err::<(u32,), _>(rejected())
    });
    it.method("DisplayPinCode", ("device", "pin"), (), |_, _, (_, _): (Path, String)| {
        Err::<(), _>(rejected())
    });
    it.method(
        "DisplayPasskey",
        ("device", "passkey", "entered"),
        (),
        |_, _, (_, _, _): (Path, u32, u16)| Ok(()),
    );
    let confirm = grant.clone();
    it.method(
        "RequestConfirmation",
        ("device", "passkey"),
        (),
        move |_, _, (device, _): (Path, u32)| confirm(&device),
    );
    let authorize = grant.clone();
    it.method("RequestAuthorization", ("device",), (), move |_, _, (device,): (Path,)| {
        authorize(&device)
    });
    it.method(
        "AuthorizeService",
        ("device", "uuid"),
        (),
        move |_, _, (device, _): (Path, String)| grant(&device),
    );
}

fn rejected() -> MethodErr {
    MethodErr::from(("org.bluez.Error.Rejected", "this gateway doesn't do that"))
}

/// The address in a device's path, as `C0:26:DA:00:00:01`.
pub(super) fn address(device: &str) -> Option<String> {
    let (_, address) = device.rsplit_once("/dev_")?;
    Some(address.replace('_', ":").to_ascii_uppercase())
}

const BLUEZ: &str = "org.bluez";
const ADAPTER: &str = "org.bluez.Adapter1";
const DEVICE: &str = "org.bluez.Device1";
const BATTERY: &str = "org.bluez.Battery1";
const AGENT_MANAGER: &str = "org.bluez.AgentManager1";
/// Where our agent is on the bus.
const AGENT: &str = "/hearthwatch/agent";
/// For what bluetoothd answers from memory.
const QUICK: Duration = Duration::from_secs(5);
/// A person may have to press something on the monitor.
const PAIRING: Duration = Duration::from_secs(40);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_devices_path_holds_its_address() {
        let path = "/org/bluez/hci0/dev_C0_26_DA_00_00_01";
        assert_eq!(address(path).as_deref(), Some("C0:26:DA:00:00:01"));
        assert_eq!(address("/org/bluez/hci0"), None);
    }
}

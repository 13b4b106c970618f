//! Two tenants in one process, on one broker, with the same ids in both: neither sees or holds up the other.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::access::{PASSWORD, cookie_of, link};
use tests::http::{self, Answer};
use tests::mosquitto::Mosquitto;
use tests::process::Process;
use tests::scene::Scene;
use tests::server::verify;
use tests::{cargo, port, wait};

const LIMIT: Duration = Duration::from_secs(60);
const TENANTS: [&str; 2] = ["north", "south"];
/// What ends must not wait for its time limits.
const STOP_LIMIT: Duration = Duration::from_secs(4);

/// A process with two tenants.
struct House {
    port: u16,
    config: PathBuf,
    process: Option<Process>,
    broker: Mosquitto,
    scene: Scene,
}

impl House {
    /// Started, without waiting for it.
    fn begin() -> Self {
        let scene = Scene::new();
        let broker = Mosquitto::start(&scene);
        for tenant in TENANTS {
            let text = format!(
                "tenant = \"{tenant}\"\npublic_url = \"https://{tenant}.example\"\ndata = {:?}\n\
                 broker = \"127.0.0.1:{}\"\ncanary_every_s = 0\n\
                 [[gateways]]\nid = \"gw-1\"\njson = true\n\
                 [[devices]]\nid = \"ox-1\"\npatient = \"p-1\"\n\
                 [[patients]]\nid = \"p-1\"\nname = \"OF {tenant}\"\n",
                scene.path(tenant),
                broker.port()
            );
            scene.write(&format!("{tenant}.toml"), text);
        }
        let port = port::free();
        let text = format!(
            "listen = \"127.0.0.1:{port}\"\n[tenants]\nnorth = \"north.toml\"\nsouth = \"south.toml\"\n"
        );
        let config = scene.write("tenants.toml", text);
        let mut house = Self { port, config, process: None, broker, scene };
        house.revive();
        house
    }

    fn revive(&mut self) {
        self.process = Some(serve(&self.config, &self.scene.path("hearthwatch.log")));
    }

    /// The same process, kill -9, in its next life.
    fn kill(&mut self) {
        self.process = None;
    }

    fn wait_ready(&self) {
        wait::until("both tenants to serve", LIMIT, || {
            let answer = http::send(self.port, "GET", "/healthz", &[], "").ok()?;
            (answer.status == 200).then_some(())
        });
    }

    fn file(&self, tenant: &str) -> PathBuf {
        self.scene.path(&format!("{tenant}.toml"))
    }

    /// Asks one tenant's pages, as a browser behind the proxy does.
    fn ask(
        &self,
        tenant: &str,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let (host, origin) = (format!("{tenant}.example"), format!("https://{tenant}.example"));
        let own = [("Host", host.as_str()), ("Origin", origin.as_str())];
        http::send(self.port, method, path, &[&own, more].concat(), body).expect("an answer")
    }

    fn get(&self, tenant: &str, path: &str, cookie: &str) -> Answer {
        self.ask(tenant, "GET", path, &[("Cookie", cookie)], "")
    }

    /// Signs somebody in of whom both tenants have one; gives the cookie.
    fn let_in(&self, tenant: &str) -> String {
        let roles = ["clinician", "care_manager", "operator"];
        let link = link(&self.file(tenant), "Tess Ter", &roles, &[]).expect("a link");
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let other = if tenant == "north" { "south" } else { "north" };
        let body = format!("password={PASSWORD}");
        let elsewhere = self.ask(other, "POST", &link, &[kind], &body);
        assert!(cookie_of(&elsewhere).is_err(), "a link of {tenant} lets nobody in to {other}");
        cookie_of(&self.ask(tenant, "POST", &link, &[kind], &body)).expect("a session")
    }

    /// Waits until what is sent to this tenant is heard.
    fn wait_hearing(&self, tenant: &str, cookie: &str) {
        wait::until_equal("its broker", LIMIT, &json!(true), || {
            self.get(tenant, "/api/ops", cookie).taken()["broker_connected"].clone()
        });
    }

    /// Sends a saturation that was taken so many minutes ago.
    fn measure(&self, tenant: &str, minutes: i64, spo2: u8) {
        let topic = format!("rpm/v1/{tenant}/0/gw-1/readings");
        let taken_at = (Timestamp::now() - SignedDuration::from_mins(minutes)).to_string();
        let reading = json!({ "readings": [
            { "device": "ox-1", "kind": "oximetry", "spo2_percent": spo2, "taken_at": taken_at }
        ] });
        self.broker.publish(&topic, "application/json", reading.to_string().as_bytes());
    }

    fn readings(&self, tenant: &str, cookie: &str) -> Value {
        self.get(tenant, "/api/worklist", cookie).taken()["rows"][0]["readings"].clone()
    }
}

fn serve(config: &Path, log: &Path) -> Process {
    let mut command = Command::new(cargo::program("hearthwatch"));
    command.arg("serve").arg("--config").arg(config);
    Process::start("hearthwatch serve", &mut command, log)
}

#[test]
fn two_tenants_share_a_port_and_nothing_else() {
    let mut house = House::begin();
    house.wait_ready();
    let [north, south] = TENANTS.map(|tenant| house.let_in(tenant));
    house.wait_hearing("north", &north);
    for (minute, spo2) in (0..).zip([97, 96, 89, 88, 88, 87]) {
        house.measure("north", 30 - minute, spo2);
    }
    wait::until("an alert of the north", LIMIT, || {
        let list = house.get("north", "/api/worklist", &north).taken();
        list["rows"][0]["alerts"][0].is_object().then_some(())
    });
    let list = house.get("south", "/api/worklist", &south).taken();
    assert_eq!(list["rows"].as_array().map(Vec::len), Some(1), "{list}");
    let row = &list["rows"][0];
    assert_eq!((&row["name"], &row["readings"]), (&json!("OF south"), &json!(0)));
    assert_eq!(row["alerts"], json!([]));

    // What lets somebody in at one is nothing at the other.
    let both = format!("{north}; {south}");
    for (tenant, cookie) in [("south", &north), ("north", &south), ("south", &String::new())] {
        for path in ["/api/worklist", "/api/live", "/api/patients/p-1", "/api/audit", "/metrics"] {
            assert_eq!(house.get(tenant, path, cookie).status, 401, "{tenant} {path}");
        }
    }
    assert!([200, 401].contains(&house.get("south", "/api/worklist", &both).status));
    let post = |path: &str, wish: Value| {
        let more = [("Content-Type", "application/json"), ("Cookie", north.as_str())];
        let answer = house.ask("north", "POST", path, &more, &wish.to_string());
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        answer.json().expect("JSON")
    };
    post("/api/accounts", json!({ "name": "Scraper", "roles": ["integrator"] }));
    let wish = json!({ "account": "Scraper", "label": "scrape", "scopes": ["metrics"] });
    let made = post("/api/tokens", wish);
    let bearer = format!("Bearer {}", made["token"].as_str().expect("a token"));
    let by_token = |tenant| house.ask(tenant, "GET", "/metrics", &[("Authorization", &bearer)], "");
    assert_eq!((by_token("north").status, by_token("south").status), (200, 401));
    let trail = house.get("south", "/api/audit", &south).taken().to_string();
    assert!(!trail.contains("Scraper"), "{trail}");

    // Another name, none, two, or one in the address and another beside it.
    let as_host = |hosts: &[&str], path: &str| {
        let mut headers = vec![("Cookie", north.as_str())];
        headers.extend(hosts.iter().map(|host| ("Host", *host)));
        http::send(house.port, "GET", path, &headers, "").expect("an answer").status
    };
    let address = format!("127.0.0.1:{}", house.port);
    assert_eq!(as_host(&["north.example"], "/api/worklist"), 200);
    assert_eq!(
        as_host(&["NORTH.example:443"], "/api/worklist"),
        403,
        "another port is another site"
    );
    for host in ["west.example", "example", "localhost", &address, "north.example.evil.example", ""]
    {
        assert_eq!(as_host(&[host], "/api/worklist"), 421, "{host:?}");
    }
    assert_eq!(as_host(&["north.example", "south.example"], "/api/worklist"), 400);
    assert_eq!(as_host(&["north.example"], "http://south.example/api/worklist"), 400);

    let readings = house.readings("north", &north);
    house.kill();
    house.revive();
    house.wait_ready();
    assert_eq!(house.readings("north", &north), readings, "it is there after a kill");
    house.wait_hearing("south", &south);
    house.measure("south", 1, 97);
    wait::until_equal("the south's own", LIMIT, &json!(1), || house.readings("south", &south));

    let asked = Instant::now();
    house.process.take().expect("it runs").stop(LIMIT);
    assert!(asked.elapsed() < STOP_LIMIT, "{:?}", asked.elapsed());
    for (tenant, expected) in [("north", readings), ("south", json!(1))] {
        assert_eq!(verify(&house.scene.path(tenant))["readings"], expected, "{tenant}");
    }
}

#[test]
fn a_tenant_that_can_not_start_is_tried_again_and_holds_nobody_up() {
    let mut house = House::begin();
    house.wait_ready();
    house.process.take().expect("it runs").stop(LIMIT);
    // Somebody else has the south's journal.
    let alone = std::fs::read_to_string(house.file("south")).expect("it was written");
    let alone = format!("listen = \"127.0.0.1:{}\"\n{alone}", port::free());
    let alone = house.scene.write("alone.toml", alone.replace("\"south\"", "\"elsewhere\""));
    let mut alone = serve(&alone, &house.scene.path("alone.log"));
    wait::until("the south alone", LIMIT, || {
        let said = std::fs::read_to_string(house.scene.path("alone.log")).ok()?;
        said.contains("listening on").then_some(())
    });
    house.revive();
    let cookie = wait::until("the north", LIMIT, || {
        let answer = http::send(house.port, "GET", "/healthz", &[], "").ok()?;
        let page = house.ask("north", "GET", "/signin", &[], "");
        assert_eq!(answer.status, 503, "the south can't serve");
        (page.status == 200).then(|| house.let_in("north"))
    });
    assert_eq!(house.get("north", "/api/worklist", &cookie).status, 200);
    let resting = house.ask("south", "GET", "/api/worklist", &[], "");
    assert_eq!(resting.status, 503, "{}", String::from_utf8_lossy(&resting.body));
    alone.kill();
    house.wait_ready();
    assert_eq!(house.ask("south", "GET", "/signin", &[], "").status, 200);
}

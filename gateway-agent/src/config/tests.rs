//! What is taken, and that every problem is told at once.

use super::*;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn parse_all(text: &str, environment: &[(&str, &str)]) -> Result<Configuration, Problems> {
    let pairs = environment.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Configuration::parse(text, pairs)
}

fn parse(text: &str, environment: &[(&str, &str)]) -> Result<GatewayConfig, Problems> {
    parse_all(text, environment).map(|config| config.gateway)
}

fn check(text: &str, environment: &[(&str, &str)], expected: &[&str]) {
    let problems = parse(text, environment).err().map_or(Vec::new(), |problems| problems.0);
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told, expected, "{text}");
}

fn minimal() -> String {
    format!("gateway = \"gw-1\"\nkey = \"{KEY}\"\n")
}

#[test]
fn a_gateway_and_its_key_are_all_that_must_be_said() {
    let config = parse(&minimal(), &[]).unwrap();
    assert_eq!(config.uplink.topic("readings"), "rpm/v1/home/0/gw-1/readings");
    assert_eq!((config.uplink.host.as_str(), config.uplink.port), ("127.0.0.1", 1883));
    assert_eq!(config.spool, PathBuf::from("gw-1-spool"));
    assert_eq!(config.key.to_hex(), KEY);
}

#[test]
fn a_spool_has_bounds_and_a_state_file_beside_it() {
    let config = parse_all(&minimal(), &[]).unwrap();
    assert_eq!(config.state_file, PathBuf::from("gw-1-spool/state.json"));
    let options = config.gateway.spool_options;
    assert_eq!((options.max_bytes, options.max_age.as_secs()), (64 << 20, 30 * 86_400));
    let text = "spool_max_mb = 5\nspool_max_days = 3\nstate_file = \"/run/state.json\"\n";
    let config = parse_all(&format!("{}{text}", minimal()), &[]).unwrap();
    assert_eq!(config.state_file, PathBuf::from("/run/state.json"));
    let options = config.gateway.spool_options;
    assert_eq!((options.max_bytes, options.max_age.as_secs()), (5 << 20, 3 * 86_400));
    let wrong = format!("{}spool_max_mb = 0\n", minimal());
    check(&wrong, &[], &["spool_max_mb: \"0\" is not a whole number from 1 to 1000000"]);
    let endless = format!("{}key_file = \"/dev/zero\"\n", minimal());
    check(&endless, &[], &["key_file: a key is 64 hexadecimal digits"]);
}

#[test]
fn the_example_in_the_package_is_right_and_knows_every_key() {
    let example = include_str!("../../package/gateway.toml.example");
    assert!(!parse(example, &[]).err().unwrap().to_string().contains("not a key"));
    let plain = example.replace("mqtts://", "mqtt://");
    let config = parse_all(&plain, &[]).unwrap();
    assert_eq!(config.state_file, PathBuf::from("/run/hearthwatch/state.json"));
    // With every key that it only names: what is wrong is that the files aren't there.
    let setting = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
    let named = |line: &str| line.strip_prefix("# ").filter(|it| setting(it)).map(str::to_owned);
    let all = example.lines().map(|line| named(line).unwrap_or(line.to_owned()));
    let all = all.collect::<Vec<_>>().join("\n");
    let problems = parse(&all, &[]).err().unwrap().0;
    let keys: Vec<_> = problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["key_file", "ca_file", "cert_file", "cert_key_file"]);
    let readme = include_str!("../../README.md");
    let table =
        readme.split("## Configuration").nth(1).and_then(|it| it.split("##").next()).unwrap();
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let named = row.split(" | ").next().unwrap().split('`').skip(1).step_by(2);
        for key in named {
            let known = all.lines().any(|line| line.starts_with(&format!("{key} = ")));
            assert!(known, "{key} is not in the example");
        }
    }
}

#[test]
fn the_environment_goes_over_the_file() {
    let environment = [("GATEWAY_AGENT_TENANT", "t-9"), ("GATEWAY_AGENT_KEEP_ALIVE_S", "7")];
    let config = parse(&minimal(), &environment).unwrap();
    assert_eq!(config.uplink.tenant, "t-9");
    assert_eq!(config.uplink.keep_alive, Duration::from_secs(7));
    check(&minimal(), &[("GATEWAY_AGENT_TENNANT", "x")], &["tennant: is not a key here"]);
    check(&minimal(), &[("OTHER", "x")], &[]);
}

#[test]
fn every_problem_is_told_at_once_with_its_key() {
    check("", &[], &["gateway: is missing", "key: is missing, and so is key_file"]);
    let text = "gateway = \"a/b\"\nkey = \"12\"\nbroker = \"ftp://x\"\nkeep_alive_s = 0\n\
                shard = \"+\"\nzone = \"Mars/Olympus\"\nspool = true\nusername = \"u\"\ncolour = 1\n";
    let problems = parse(text, &[]).err().unwrap().0;
    let keys: Vec<_> = problems.iter().map(|problem| problem.key.as_str()).collect();
    let expected = [
        "gateway",
        "key",
        "spool",
        "broker",
        "password",
        "shard",
        "keep_alive_s",
        "zone",
        "colour",
    ];
    assert_eq!(keys, expected);
    assert_eq!(parse("= 1", &[]).err().unwrap().0[0].key, "$");
}

#[test]
fn a_problem_never_repeats_the_key() {
    let text = minimal().replace(KEY, &KEY[1..]);
    let told = parse(&text, &[]).err().unwrap().to_string();
    assert_eq!(told, "key: a key is 64 hexadecimal digits");
}

#[test]
fn a_brokers_address_has_many_forms() {
    let check = |text: &str, expected: Option<(&str, u16, bool)>| {
        let got = address(text).ok();
        let got = got.as_ref().map(|(host, port, encrypted)| (host.as_str(), *port, *encrypted));
        assert_eq!(got, expected, "{text}");
    };
    check("127.0.0.1:1884", Some(("127.0.0.1", 1884, false)));
    check("broker.example", Some(("broker.example", 1883, false)));
    check("mqtt://broker", Some(("broker", 1883, false)));
    check("mqtts://broker", Some(("broker", 8883, true)));
    check("mqtts://broker:1", Some(("broker", 1, true)));
    check("[::1]:1884", Some(("::1", 1884, false)));
    check("[::1]", Some(("::1", 1883, false)));
    for text in ["", ":1", "a:b", "a:70000", "a b", "http://a", "[::1", "[a]:1", "[::1]1884"] {
        check(text, None);
    }
}

#[test]
fn an_encrypted_broker_needs_an_authority() {
    let encrypted = format!("{}broker = \"mqtts://b\"\n", minimal());
    check(&encrypted, &[], &["ca_file: is missing: who signed the broker's certificate?"]);
    let plain = format!("{}ca_file = \"/dev/null\"\n", minimal());
    check(&plain, &[], &["ca_file: needs a broker that begins with mqtts://"]);
    let lost = format!("{encrypted}ca_file = \"/nowhere\"\n");
    check(&lost, &[], &["ca_file: can't read /nowhere: No such file or directory (os error 2)"]);
}

#[test]
fn bluetooth_is_off_unless_it_is_said_whose_monitors_are_heard() {
    use crate::radio::Accept;
    let radio = |text: &str| parse_all(&format!("{}{text}", minimal()), &[]).unwrap().radio;
    assert_eq!(radio(""), None);
    assert_eq!(radio("bluetooth = \"off\"\n"), None);
    let any = radio("bluetooth = \"on\"\nmonitors = \"any\"\n").unwrap();
    assert_eq!((any.adapter, any.accept, any.may_delete), (None, Accept::Any, false));
    assert_eq!(any.memory, PathBuf::from("gw-1-spool/monitors.json"));
    let listed = Accept::Listed(
        [("C0:26:DA:00:00:01", "cuff-1"), ("C0:26:DA:00:00:02", "C0:26:DA:00:00:02")]
            .map(|(address, device)| (address.to_owned(), device.parse().unwrap()))
            .into(),
    );
    let text = "bluetooth = \"hci1\"\ndelete_records = true\n\
                consents = \"c0:26:da:00:00:02=1/1234\"\n\
                monitors = \"c0:26:da:00:00:01=cuff-1, C0:26:DA:00:00:02\"\n";
    let options = radio(text).unwrap();
    assert_eq!(options.adapter.as_deref(), Some("hci1"));
    assert_eq!((options.accept, options.may_delete), (listed, true));
    let consent = gatt::Consent { index: 1, code: 1234 };
    assert_eq!(options.consents["C0:26:DA:00:00:02"], consent);
}

#[test]
fn what_is_wrong_about_bluetooth_is_told() {
    let wrong =
        |text: &str, expected: &[&str]| check(&format!("{}{text}", minimal()), &[], expected);
    wrong(
        "bluetooth = \"on\"\n",
        &["monitors: is missing: whose are heard? Addresses with commas between, or any"],
    );
    wrong(
        "bluetooth = \"hci0\"\nmonitors = \"12:34\"\n",
        &["monitors: \"12:34\" is not an address such as C0:26:DA:00:00:01"],
    );
    wrong(
        "bluetooth = \"yes\"\nmonitors = \"any\"\ndelete_records = 2\n",
        &[
            "bluetooth: \"yes\" is neither on, off nor an adapter such as hci0",
            "delete_records: \"2\" is neither true nor false",
        ],
    );
    wrong("monitors = \"any\"\n", &["monitors: needs bluetooth"]);
    wrong(
        "bluetooth = \"on\"\nmonitors = \"any\"\nconsents = \"C0:26:DA:00:00:01=1/12345\"\n",
        &[
            "consents: \"C0:26:DA:00:00:01=1/12345\" is not an address, =, a user such as 1, / and a code",
        ],
    );
}

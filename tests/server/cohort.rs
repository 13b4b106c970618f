//! The cohort's figures: beside a second implementation, and by hand through a real server.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cohort::billing::Settings;
use cohort::burden::{Alert, Verdict, burden};
use cohort::claims::{Clocks, Contact, clocks};
use cohort::day::DAY_MS;
use cohort::panel::{self, Figures, Window};
use cohort::person::Person;
use cohort::stays::{Leaving, Stay, StayKind, outcomes};
use cohort::summary::{Member, summary};
use cohort::table;
use cohort::workload::{By, workload};
use risk_engine::held::Reach;
use serde_json::{Value, json};
use store::readings::{ReadingRow, frame};
use tests::cohort::Cohort;
use tests::http;
use tests::mosquitto::Mosquitto;
use tests::repository;
use tests::scene::Scene;
use tests::server::{Known, Server};
use tests::wait;

/// Summer time has ended in London and New York, and begun in Auckland, within the last 60 days.
const NOW_MS: i64 = 1_793_633_400_000;

#[test]
fn a_second_implementation_gives_the_same_figures() {
    let scene = Scene::new();
    let cohort = Cohort::invented(400, 130, NOW_MS, 7);
    for days in [7, 30, 90] {
        let folder = scene.path(&format!("cohort-{days}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        write(&folder, &cohort, days);
        let mut oracle = Command::new("python3");
        let oracle = oracle.arg(repository::root().join("tests/oracle/cohort.py")).arg(&folder);
        let output = oracle.output().expect("tests/run looks for python3");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "over {days} days:\n{said}");
        assert!(said.starts_with("400 people, 21200 cells, 0 differences"), "{said}");
    }
}

/// What goes in and what comes out, for the second implementation.
fn write(folder: &Path, cohort: &Cohort, days: u16) {
    let window = Window { now_ms: NOW_MS, days };
    let readings = frame::of_rows(&cohort.readings).expect("a frame");
    let known = panel::first_by_device(&readings_until_now(&cohort.readings)).expect("origins");
    let figures = panel::figures(&readings, &cohort.people, &known, window).expect("figures");
    let by_person: HashMap<&str, &Vec<Contact>> =
        cohort.people.iter().map(|person| &*person.patient).zip(&cohort.contacts).collect();
    let of = |one: &Figures| clocks(one, by_person[&*one.patient], Settings::default());
    let clocks: Vec<Clocks> = figures.iter().map(of).collect();
    let members: Vec<Member<'_>> =
        figures.iter().zip(&clocks).map(|(figures, clocks)| Member { figures, clocks }).collect();
    let period = NOW_MS - i64::from(days) * DAY_MS..NOW_MS + 1;
    let cared_for = figures.iter().map(|one| (&*one.patient, one.since_ms)).collect();
    let cost = burden(&cohort.alerts, &cohort.automated, &cared_for, period.clone());
    let put = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("room");
    put("table.csv", table::csv(&table::table(&members).expect("a table"), &[]));
    put("summary.json", json!(summary(&members, &cohort.alerts)).to_string());
    let of_days = |one: &Figures| one.today + 1 - i32::from(days)..one.today + 1;
    let outcomes = outcomes(&members, &cohort.stays, of_days);
    put("outcomes.json", json!(outcomes).to_string());
    let work = |by| {
        let (alerts, automated) = (&cohort.alerts, &cohort.automated);
        workload(&members, by, alerts, automated, &by_person_owned(cohort), &period)
    };
    put("workload.json", json!({ "team": work(By::Team), "site": work(By::Site) }).to_string());
    put("burden.json", json!(cost).to_string());
    let asked = json!({ "now_ms": NOW_MS, "days": days, "burden": [period.start, period.end] });
    put("asked.json", asked.to_string());
    put("people.json", json!(cohort.people.iter().map(person).collect::<Vec<_>>()).to_string());
    put("readings.csv", readings_csv(&cohort.readings));
    let contact = |one: &Contact| json!({ "began_ms": one.began_ms, "minutes": one.minutes, "live": one.live, "interpretation": one.interpretation });
    let contacts: HashMap<&str, Vec<Value>> = by_person
        .iter()
        .map(|(id, contacts)| (*id, contacts.iter().map(contact).collect()))
        .collect();
    put("contacts.json", json!(contacts).to_string());
    let automated: Vec<Value> = cohort
        .automated
        .iter()
        .map(|one| json!({ "patient": one.patient, "at_ms": one.at_ms }))
        .collect();
    let alerts: Vec<Value> = cohort.alerts.iter().map(alert).collect();
    let stays: HashMap<&String, Vec<Value>> =
        cohort.stays.iter().map(|(id, stays)| (id, stays.iter().map(stay).collect())).collect();
    put("stays.json", json!(stays).to_string());
    put("alerts.json", json!({ "alerts": alerts, "automated": automated }).to_string());
}

/// As a server asks its store: nothing that is dated after now.
fn readings_until_now(rows: &[ReadingRow]) -> frame::LazyFrame {
    let is_past = |row: &&ReadingRow| row.taken_at.unix_ms() <= NOW_MS;
    let rows: Vec<ReadingRow> = rows.iter().filter(is_past).cloned().collect();
    frame::of_rows(&rows).expect("a frame")
}

fn person(person: &Person) -> Value {
    let plan = |plan: &cohort::person::Plan| {
        let due = plan.schedule.iter().map(|due| json!([due.sign, due.every_hours]));
        json!({ "from_ms": plan.from_ms, "schedule": due.collect::<Vec<_>>() })
    };
    json!({
        "patient": person.patient,
        "conditions": person.conditions,
        "born": person.born.map(|born| born.to_string()),
        "zone": person.zone,
        "pregnant": person.pregnant,
        "plans": person.plans.iter().map(plan).collect::<Vec<_>>(),
        "open": person.open,
        "open_alerts": person.open_alerts,
        "team": person.team,
        "site": person.site,
        "programme": person.programme,
    })
}

fn by_person_owned(cohort: &Cohort) -> HashMap<String, Vec<Contact>> {
    let ids = cohort.people.iter().map(|person| person.patient.clone());
    ids.zip(cohort.contacts.iter().cloned()).collect()
}

fn stay(stay: &Stay) -> Value {
    let kind = match stay.kind {
        StayKind::Unplanned => "unplanned",
        StayKind::Planned => "planned",
        StayKind::Emergency => "emergency",
    };
    let ended = |leaving| match leaving {
        Leaving::Home => "home",
        Leaving::Transferred => "transferred",
        Leaving::AgainstAdvice => "against_advice",
        Leaving::Died => "died",
    };
    let left = stay.left.map(|(day, leaving)| json!([day, ended(leaving)]));
    json!({ "kind": kind, "admitted": stay.admitted, "left": left })
}

fn alert(alert: &Alert) -> Value {
    let result = alert.result.map(|result| match result {
        Verdict::ActedOn => "acted_on",
        Verdict::NothingToDo => "nothing_to_do",
        Verdict::NotTrue => "not_true",
    });
    json!({
        "patient": alert.patient,
        "problem": alert.problem,
        "rule": alert.rule,
        "gravity": alert.gravity,
        "raised_ms": alert.raised_ms,
        "seen_ms": alert.seen_ms,
        "result": result,
    })
}

fn readings_csv(rows: &[ReadingRow]) -> String {
    let mut text =
        String::from("patient,sign,taken_at_ms,milli,reach,origin,device,offset,index\n");
    for row in rows {
        let reach = match row.reach {
            Reach::Below => "below",
            Reach::Within => "within",
            Reach::Above => "above",
        };
        let origin = if row.origin == vitals::Origin::Device { "device" } else { "typed" };
        let (sign, at) = (frame::sign_name(row.sign), row.taken_at.unix_ms());
        let (offset, index) = (row.id.offset, row.id.index);
        text += &format!(
            "{},{sign},{at},{},{reach},{origin},{},{offset},{index}\n",
            row.patient, row.milli, row.device
        );
    }
    text
}

const LIMIT: Duration = Duration::from_secs(60);
const CONTACTS: &str = "/api/patients/p-0001/contacts";

#[test]
fn time_that_was_signed_counts_once_until_it_is_taken_back() {
    let scene = Scene::new();
    let known = [Known::numbered(1), Known::numbered(2)];
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), &known);
    let began = server.page("/api/cohort")["as_of"].as_i64().expect("a time") - 1_200_000;
    let body = json!({
        "minutes": 20, "live": true, "what": "=called", "by": "Sian Jones", "began_at": began,
    });
    let entered = server.post(CONTACTS, &body).taken();
    assert_eq!((&entered["minutes"], &entered["withdrawn"]), (&json!(20), &Value::Null));
    assert_eq!(server.post(CONTACTS, &body).status, 409, "sent twice");
    for (wrong, why) in [
        (json!({ "minutes": 0, "live": true, "what": "x", "by": "Sian Jones" }), "no minutes"),
        (json!({ "minutes": 5, "live": true, "what": "", "by": "Sian Jones" }), "nothing done"),
        (
            json!({ "minutes": 5, "live": true, "what": "x", "by": "Sian Jones", "began_at": 0 }),
            "long ago",
        ),
        (
            json!({ "minutes": 5, "live": true, "what": "x", "by": "Sian Jones", "more": 1 }),
            "unknown key",
        ),
    ] {
        assert_eq!(server.post(CONTACTS, &wrong).status, 400, "{why}");
    }
    let nobody = server.post("/api/patients/nobody/contacts", &body);
    assert_eq!(nobody.status, 404);

    check_spent(&server, &json!({ "minutes": 20, "live": true }), "99457");
    server.kill();
    server.revive();
    server.wait_ready();
    check_spent(&server, &json!({ "minutes": 20, "live": true }), "99457");

    let id = entered["id"].as_str().expect("an id");
    let back = json!({ "by": "Sian Jones", "why": "another patient's call" });
    let address = format!("{CONTACTS}/{id}/withdrawals");
    let elsewhere = format!("/api/patients/p-0002/contacts/{id}/withdrawals");
    assert_eq!(server.post(&elsewhere, &back).status, 404, "another person's");
    assert_eq!(server.post(&address, &back).taken()["withdrawn"]["by"], "Sian Jones (clinician)");
    assert_eq!(server.post(&address, &back).status, 409, "taken back already");
    check_spent(&server, &json!({ "minutes": 0, "live": false }), "");
    let listed = server.page(CONTACTS);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "what was taken back is still told");
    server.verify();
}

/// What the cohort says of the first person's month.
#[track_caller]
fn check_spent(server: &Server, spent: &Value, codes: &str) {
    let page = server.page("/api/cohort?days=7");
    let row = &page["rows"][0];
    assert_eq!((&row["clocks"]["spent"], &row["codes"]), (spent, &json!(codes)), "{row:#}");
}

#[test]
fn stays_and_teams_count_until_they_are_mended_and_through_a_restart() {
    let scene = Scene::new();
    let known: Vec<Known> = (1..=6).map(Known::numbered).collect();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), &known);
    let today = server.page("/api/cohort")["as_of"].as_i64().expect("a time");
    let day = |back: i64| {
        let at = jiff::Timestamp::from_millisecond(today - back * DAY_MS).expect("a time");
        at.to_string()[..10].to_owned()
    };
    // Five of six are of one team; each of the five was in hospital today, and the sixth is nobody's.
    for known in &known[..5] {
        let team = json!({ "team": "North", "site": "Hill", "version": 0 });
        let path = format!("/api/patients/{}/team", known.patient);
        assert_eq!(put(&server, &path, &team).taken()["version"], 1);
        let again = put(&server, &path, &team);
        assert_eq!(again.status, 409, "somebody was first");
        let stay = json!({ "kind": "unplanned", "admitted": day(0), "key": "k-1" });
        let path = format!("/api/patients/{}/stays", known.patient);
        for _ in 0..2 {
            let stays = server.post(&path, &stay).taken();
            assert_eq!(
                (stays.as_array().map(Vec::len), &stays[0]["version"]),
                (Some(1), &json!(1))
            );
        }
        let other = json!({ "kind": "planned", "admitted": day(0) });
        assert_eq!(server.post(&path, &other).status, 409, "in hospital already");
        let early = json!({ "kind": "planned", "admitted": day(-1) });
        assert_eq!(server.post(&path, &early).status, 400, "tomorrow");
    }
    check_stays(&server, "", 5);
    check_stays(&server, "?team=North", 5);
    check_stays(&server, "?site=Hill&condition=", 5);
    // Nobody is of this team, and of nobody nothing is told.
    assert_eq!(server.page("/api/cohort?team=South")["outcomes"]["unplanned"], Value::Null);
    check_teams(&server);

    // The first was another person's.
    let path = format!("/api/patients/{}/stays", known[0].patient);
    let first = server.page(&path)[0].clone();
    let address = format!("{path}/{}", first["id"].as_str().expect("an id"));
    let back = json!({ "kind": "unplanned", "admitted": day(0), "withdrawn": true, "version": 1 });
    assert_eq!(put(&server, &address, &back).taken()[0]["withdrawn"], true);
    assert_eq!(put(&server, &address, &back).status, 409, "changed meanwhile");
    check_stays(&server, "", 4);
    server.kill();
    server.revive();
    server.wait_ready();
    check_stays(&server, "?team=North", 4);
    check_teams(&server);
    server.verify();
}

/// Who was admitted, as the cohort has it.
#[track_caller]
fn check_stays(server: &Server, asked: &str, unplanned: u64) {
    let outcomes = server.page(&format!("/api/cohort{asked}"))["outcomes"].clone();
    assert_eq!(outcomes["unplanned"]["n"], unplanned, "{asked}: {outcomes:#}");
    assert_eq!(outcomes["in_hospital"]["n"], unplanned, "{asked}: {outcomes:#}");
    // Nobody was discharged.
    assert_eq!(outcomes["readmitted"], json!({ "n": 0, "d": 0 }), "{asked}: {outcomes:#}");
}

/// A team of five has figures, one patient of none has not.
#[track_caller]
fn check_teams(server: &Server) {
    for (by, name) in [("team", "North"), ("site", "Hill")] {
        let page = server.page(&format!("/api/teams?by={by}"));
        assert_eq!(
            page["teams"][0],
            json!({ "name": "", "people": null, "work": null }),
            "{page:#}"
        );
        let team = &page["teams"][1];
        assert_eq!((&team["name"], &team["people"]), (&json!(name), &json!(5)), "{page:#}");
        assert_eq!((&team["work"]["open"], &team["work"]["minutes"]), (&json!(0), &json!(0)));
    }
    assert_eq!(get(server, "/api/teams?by=ward").status, 400);
}

fn put(server: &Server, path: &str, body: &Value) -> http::Answer {
    http::request(server.port(), "PUT", path, Some(body)).expect("the server answers")
}

/// Ann measures each morning, Bob each third, Cyd never. Ten days of it end yesterday.
fn worked_example(today_ms: i64) -> String {
    let mut rows = String::from("patient,taken_at,kind,value,unit\n");
    for back in 1..=10 {
        let at = jiff::Timestamp::from_millisecond(today_ms - back * DAY_MS).expect("a time");
        rows +=
            &format!("p-0001,{at},systolic,{},mmHg\np-0001,{at},diastolic,75,mmHg\n", 120 + back);
        if back % 3 == 1 {
            rows += &format!("p-0002,{at},systolic,150,mmHg\np-0002,{at},diastolic,95,mmHg\n");
        }
    }
    rows
}

#[test]
fn the_figures_are_those_of_a_hand_worked_example_and_each_export_reads_back() {
    let scene = Scene::new();
    let known: Vec<Known> = (1..=3).map(Known::numbered).collect();
    let broker = Mosquitto::start(&scene);
    let mut server = Server::start(&scene, broker.port(), &known);
    let now = server.page("/api/cohort")["as_of"].as_i64().expect("a time");
    server.stop();
    let file = scene.write("history.csv", worked_example(now - now % DAY_MS + DAY_MS / 2));
    let mut import = Command::new(tests::cargo::program("hearthwatch"));
    let import = import.args(["import", "--from"]).arg(file).arg("--data").arg(server.data());
    let output = import.output().expect("it can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    server.revive();
    server.wait_ready();

    let page = wait::until("ten days of two people", LIMIT, || {
        let page = server.page("/api/cohort?days=11");
        (page["summary"]["adherence"]["slots"]["n"] == 12).then_some(page)
    });
    let summary = &page["summary"];
    // Both came into care at noon ten days ago, so nine whole days were due: Ann did all, Bob three. Cyd came
    // today, and nothing was due yet.
    assert_eq!(summary["adherence"]["slots"], json!({ "n": 12, "d": 18 }), "{summary:#}");
    assert_eq!(summary["adherence"]["quiet"], json!({ "n": 0, "d": 3 }));
    assert_eq!(summary["adherence"]["not_enough"], json!({ "n": 1, "d": 2 }));
    assert_eq!(summary["control"]["at_goal"], json!({ "n": 1, "d": 1 }));
    assert_eq!(
        (&summary["control"]["watched"], &summary["control"]["not_enough"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(summary["people"], 3);
    let [ann, bob, cyd] = [0, 1, 2].map(|place| page["rows"][place].clone());
    // 121 to 130: their mean is 125.5.
    assert_eq!(ann["mean_pressure"], json!([125.5, 75.0]));
    assert_eq!((&ann["clocks"]["days"], &ann["codes"]), (&json!(10), &json!("99445")));
    assert_eq!((&bob["at_goal"], &bob["enough"]), (&Value::Null, &json!(false)));
    assert_eq!((&cyd["last_at"], &cyd["billing"]), (&Value::Null, &json!("no_activity")));

    let listed = server.page("/api/cohort?days=11&list=not_measuring");
    assert_eq!(
        (&listed["rows_total"], &listed["rows"][0]["patient"]),
        (&json!(1), &json!("p-0002"))
    );
    assert_eq!(get(&server, "/api/cohort?days=0").status, 400);
    assert_eq!(get(&server, "/api/cohort?list=nobody").status, 400);
    check_exports(&server, &page);
}

fn get(server: &Server, path: &str) -> http::Answer {
    http::request(server.port(), "GET", path, None).expect("the server answers")
}

fn text(answer: &http::Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

/// Both files have the rows of the page, and say what they are about.
fn check_exports(server: &Server, page: &Value) {
    let csv = text(&get(server, "/api/cohort/export.csv?days=11"));
    let about: Vec<&str> = csv.lines().take_while(|line| line.starts_with('#')).collect();
    let hash = page["rules"]["hash"].as_str().expect("a hash");
    assert!(about.iter().any(|line| line.starts_with("# rules,") && line.contains(hash)), "{csv}");
    assert!(about.iter().any(|line| line.starts_with("# definition: adherence,")), "{csv}");
    assert!(about.contains(&"# period,\"11 days, the last of them today\""), "{csv}");
    let rows: Vec<&str> = csv.lines().skip(about.len() + 1).collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].starts_with("p-0001,") && rows[0].contains(",125500,75000,"), "{}", rows[0]);

    let parquet = get(server, "/api/cohort/export.parquet?days=11").body;
    assert!(parquet.windows(hash.len()).any(|bytes| bytes == hash.as_bytes()), "no rules inside");
    let read = table::of_parquet(&parquet).expect("a table");
    assert_eq!(table::csv(&read, &[]).lines().skip(1).collect::<Vec<_>>(), rows);

    let month = jiff::Timestamp::from_millisecond(page["as_of"].as_i64().expect("a time"));
    let month = month.expect("a time").to_string()[..7].to_owned();
    let claims = get(server, &format!("/api/cohort/claims.csv?month={month}"));
    assert!(text(&claims).contains("patient,code,units"), "{}", text(&claims));
    assert_eq!(get(server, "/api/cohort/claims.csv?month=2020-01").status, 422);
    assert_eq!(get(server, "/api/cohort/claims.csv?month=may").status, 400);
}

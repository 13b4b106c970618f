//! Somebody's plan through the real server: who is first, how it became so, what another would have changed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::matrix::{Site, started};
use super::round::ask;
use crate::access::Role;

/// A plan with this limit of oxygen, in the place of a version.
fn wish(version: u32, value: f64, reason: &str) -> Value {
    let limit =
        json!({ "rule": "O2-1", "name": "urgent", "value": value, "unit": "%", "reason": reason });
    json!({ "version": version, "plan": { "limits": [limit] } })
}

fn values(settled: &Value) -> Vec<f64> {
    let limits = settled["plan"]["limits"].as_array().unwrap();
    limits.iter().filter_map(|limit| limit["value"].as_f64()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_who_settle_a_plan_at_once_one_is_first_and_the_others_are_told_who() {
    let (_folder, server) = started().await;
    let site = Arc::new(Site::new(server.shared().clone(), server.address()).await);
    let mut settling = tokio::task::JoinSet::new();
    for place in 0..16_i32 {
        let site = site.clone();
        settling.spawn(async move {
            let wish = wish(0, 90.0 + f64::from(place) / 10.0, "usual");
            ask(&site, Role::Clinician, "PUT", "/plan", &wish).await
        });
    }
    let answers = settling.join_all().await;
    let first: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!((first.len(), &first[0].json()["version"]), (1, &json!(1)));
    let others = answers.iter().filter(|answer| answer.status != 200);
    for problem in others.map(|answer| (answer.status, answer.json())) {
        assert_eq!((problem.0, &problem.1["version"]), (409, &json!(1)));
        assert_eq!(problem.1["by"], "Test clinician (clinician)");
        assert!(problem.1["at"].is_i64(), "{}", problem.1);
    }
    let settled = ask(&site, Role::Clinician, "GET", "/plan", &json!({})).await.json();
    assert_eq!(values(&settled), values(&first[0].json()));
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_kept_from_what_to_what_and_taking_one_back_is_a_change_too() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let put = async |wish: Value| ask(&site, Role::Clinician, "PUT", "/plan", &wish).await;
    let unversioned = put(json!({ "plan": {} })).await;
    assert_eq!(unversioned.status, 400, "{}", unversioned.body);
    assert_eq!(put(json!({ "version": 7, "plan": {} })).await.status, 400);
    let silent = json!({ "version": 0, "plan": { "pregnant": true } });
    assert_eq!(put(silent).await.status, 400, "without a reason");
    assert_eq!(put(wish(0, 91.0, "COPD")).await.status, 200);
    let mut second = wish(1, 90.0, "worse since");
    second["plan"]["paused"] = json!(["remind_weight"]);
    assert_eq!(put(second.clone()).await.status, 200);
    // Of what changes nothing there is nothing to keep.
    second["version"] = json!(2);
    assert_eq!(put(second).await.json()["version"], 2);
    let changes = ask(&site, Role::CareManager, "GET", "/plan/changes", &json!({})).await.json();
    let newest = &changes[0];
    assert_eq!((&newest["version"], &newest["reason"]), (&json!(2), &json!("worse since")));
    assert_eq!(newest["by"], "Test clinician (clinician)");
    let parts = newest["parts"].as_array().unwrap().iter();
    let parts: Vec<_> =
        parts.map(|part| (&part["part"], &part["before"], &part["after"])).collect();
    let expected = [
        (&json!("limit"), &json!(91.0), &json!(90.0)),
        (&json!("pathway"), &json!(0.0), &json!(1.0)),
    ];
    assert_eq!(parts, expected);
    let revert = async |version: u32, reverts: u32| {
        let wish = json!({ "version": version, "reverts": reverts, "reason": "a slip" });
        ask(&site, Role::CareManager, "POST", "/plan/reverts", &wish).await
    };
    assert_eq!(revert(1, 2).await.status, 409, "somebody was first");
    assert_eq!(revert(2, 9).await.status, 404);
    let restored = revert(2, 2).await.json();
    assert_eq!((&restored["version"], values(&restored)), (&json!(3), vec![91.0]));
    assert_eq!(restored["plan"]["paused"], json!([]));
    assert_eq!(revert(3, 2).await.status, 409, "it is as it was already");
    // The one that took it back can be taken back, too.
    assert_eq!(values(&revert(3, 3).await.json()), [90.0]);
    let changes = ask(&site, Role::CareManager, "GET", "/plan/changes", &json!({})).await.json();
    let reverts = changes.as_array().unwrap().iter().map(|change| change["reverts"].as_u64());
    assert_eq!(reverts.collect::<Vec<_>>(), [Some(3), Some(2), None, None]);
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_on_trial_is_checked_changes_nothing_and_is_answered() {
    let (_folder, server) = started().await;
    let site = Site::new(server.shared().clone(), server.address()).await;
    let trial = async |plan: Value| {
        ask(&site, Role::Clinician, "POST", "/plan/trials", &json!({ "plan": plan })).await
    };
    let refused = trial(wish(0, 80.0, "?")["plan"].clone()).await;
    assert_eq!(refused.status, 400, "beyond the floor: {}", refused.body);
    let tried = trial(wish(0, 90.0, "?")["plan"].clone()).await.json();
    assert_eq!(
        (&tried["before"], &tried["after"], &tried["days"]),
        (&json!(0), &json!(0), &json!(30))
    );
    let plan = ask(&site, Role::Clinician, "GET", "/plan", &json!({})).await.json();
    assert_eq!((&plan["version"], values(&plan)), (&json!(0), vec![]));
    for path in ["/automation", "/devices"] {
        let list = ask(&site, Role::Clinician, "GET", path, &json!({})).await;
        assert_eq!(list.status, 200, "{path}: {}", list.body);
    }
    drop(site);
    server.run_until(std::future::ready(())).await.unwrap();
}

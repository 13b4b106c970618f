//! The language itself: what is printed reads as the same condition, and nothing makes it panic.

use proptest::prelude::*;

use crate::rules::quantity::Decimal;
use crate::rules::syntax::{Argument, Expr, Op, Term, parse};

fn op() -> impl Strategy<Value = Op> {
    prop::sample::select(vec![Op::Less, Op::AtMost, Op::More, Op::AtLeast, Op::Equal, Op::Unequal])
}

fn number() -> impl Strategy<Value = Term> {
    let unit = prop::sample::select(vec![
        None,
        Some("%"),
        Some("mmHg"),
        Some("mm[Hg]"),
        Some("/min"),
        Some("°C"),
        Some("mg/dL/min"),
    ]);
    (-1_000_000_000i64..1_000_000_000, unit)
        .prop_map(|(micro, unit)| Term::Number(Decimal { micro }, unit.map(String::from)))
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "systolic",
        "urgent",
        "answer.dyspnoea",
        "news2",
        "score.levels.high",
    ])
    .prop_map(String::from)
}

fn milliseconds() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..10_000, (0i64..600).prop_map(|minutes| minutes * 60_000)]
}

fn argument() -> impl Strategy<Value = Argument> {
    prop_oneof![
        (1u32..100).prop_map(Argument::AtLeast),
        Just(Argument::DropFirstDay),
        Just(Argument::SameTimeOfDay),
        (1i64..400).prop_map(|days| Argument::Number(Decimal::whole(days), Some("d".into()))),
        name().prop_map(|name| Argument::Of(Expr::Is(Term::Name(name)))),
    ]
}

fn leaf() -> impl Strategy<Value = Term> {
    let call = (name(), argument(), argument()).prop_map(|(name, first, second)| {
        Term::Call("mean".into(), vec![Argument::Of(Expr::Is(Term::Name(name))), first, second])
    });
    prop_oneof![name().prop_map(Term::Name), call]
}

fn term() -> impl Strategy<Value = Term> {
    let part = || prop_oneof![leaf(), number()];
    prop_oneof![
        part(),
        (leaf(), part()).prop_map(|(left, right)| Term::Sum(Box::new(left), Box::new(right))),
        (leaf(), part())
            .prop_map(|(left, right)| Term::Difference(Box::new(left), Box::new(right))),
        (0i64..3_000_000, leaf())
            .prop_map(|(micro, leaf)| Term::Scaled(Decimal { micro }, Box::new(leaf))),
        "[ a-z\"]{0,8}".prop_map(Term::Text),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    let simple = prop_oneof![
        (term(), op(), term()).prop_map(|(left, op, right)| Expr::Compare(left, op, right)),
        leaf().prop_map(Expr::Is),
    ];
    simple.prop_recursive(4, 24, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4);
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            several().prop_map(Expr::Any),
            several().prop_map(Expr::All),
            boxed().prop_map(Expr::Not),
            (0u32..4, several()).prop_map(|(count, parts)| Expr::AtLeast(count, parts)),
            (boxed(), milliseconds()).prop_map(|(inner, ms)| Expr::Lasting(inner, ms)),
            (0u32..4, boxed(), milliseconds())
                .prop_map(|(times, inner, ms)| Expr::Times(times, inner, ms)),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same_condition(expr in expr()) {
        let text = expr.to_string();
        prop_assert_eq!(parse(&text), Ok(expr), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[a-z0-9 <>=()\"'.,%°*+-]{0,60}|.{0,40}") {
        let _ = parse(&text);
    }
}

#[test]
fn and_binds_tighter_than_or_and_not_tightest() {
    let as_written = parse("a or b and not c for 2 h").unwrap();
    let as_meant = parse("a or (b and (not (c for 2 h)))").unwrap();
    assert_eq!(as_written, as_meant);
}

#[test]
fn what_is_too_deep_is_refused() {
    let deep = format!("{}spo2 < 90 %{}", "(".repeat(1500), ")".repeat(1500));
    assert!(parse(&deep).is_err());
    assert!(parse(&"not ".repeat(900)).is_err());
}

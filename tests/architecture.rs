//! The rules of the architecture, checked on the sources: who may use whom, what the pure modules must not touch, how
//! long a file may be, and what lies at the top of the repository.
//!
//! Each check is a function from sources to complaints, so that it can be shown to fail (the tests at the end).

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// Which modules of the crate each module may use beside itself. A new module needs a row.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("plan", &["domain"]),
    ("run", &["domain", "plan"]),
    ("docspace", &["domain"]),
    ("store", &["domain", "plan", "run"]),
    ("engine", &["domain", "plan", "run", "docspace", "store"]),
    ("report", &["domain", "plan", "run"]),
    (
        "app",
        &[
            "domain", "plan", "run", "docspace", "store", "engine", "report",
        ],
    ),
    ("tui", &["domain", "plan", "run", "report", "app"]),
    ("headless", &["domain", "plan", "run", "report", "app"]),
    ("sandbox", &[]),
    (
        "cli",
        &[
            "domain", "plan", "run", "docspace", "store", "engine", "report", "app", "tui",
            "headless", "sandbox",
        ],
    ),
];

/// Modules that decide and touch nothing.
const PURE: [&str; 3] = ["domain", "plan", "run"];

/// What a pure module must not name: the world, the clock, chance.
const IMPURE: [&str; 17] = [
    "tokio",
    "reqwest",
    "axum",
    "ratatui",
    "crossterm",
    "rand",
    "uuid",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
];

/// What may lie at the top of the repository, dotfiles apart. `target` is never committed.
const TOP_LEVEL: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "tests",
    "assets",
    "README.md",
    "LICENSE",
    "target",
];

/// Lines of code in one file, comments and blank lines not counted: beyond this it is split.
const MOST_LINES: usize = 500;
/// Beyond this a warning is printed.
const MANY_LINES: usize = 300;

/// One source file.
struct Source {
    /// From the top of the repository, with `/`.
    path: String,
    /// The text without comments and without the insides of strings, line by line as before.
    code: String,
    /// The whole file is test code.
    is_test: bool,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let is_test =
            path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs");
        Self {
            path: path.into(),
            code: code_only(text),
            is_test,
        }
    }

    /// The module below `src` it belongs to.
    fn module(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        let name = below.split('/').next()?;
        Some(name.strip_suffix(".rs").unwrap_or(name))
    }

    /// The code that goes into the product, and the code that only tests it.
    fn parts(&self) -> (String, String) {
        if self.is_test {
            (String::new(), self.code.clone())
        } else {
            split_tests(&self.code)
        }
    }
}

/// Replaces comments and the insides of strings and characters by spaces.
fn code_only(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (skipped, kept) = match first {
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), 0),
            '/' if rest.starts_with("/*") => (block_comment(rest), 0),
            '"' => (quoted(rest), 1),
            'r' | 'b' | 'c' if !ends_in_word(&code) && raw_string(rest).is_some() => {
                (raw_string(rest).unwrap_or(1), 0)
            }
            '\'' => (character(rest), 0),
            _ => (0, 0),
        };
        if skipped == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
        let (inside, after) = rest.split_at(skipped);
        code.extend(std::iter::repeat_n('"', kept));
        code.extend(inside.chars().skip(kept).map(blank));
        rest = after;
    }
    code
}

fn ends_in_word(code: &str) -> bool {
    code.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of a raw string (`r"…"`, `br#"…"#`), if one begins here.
fn raw_string(text: &str) -> Option<usize> {
    let prefix = text.find('r').filter(|at| *at < 2)?;
    let hashes = text[prefix + 1..].chars().take_while(|c| *c == '#').count();
    let open = prefix + 1 + hashes;
    if !text[open..].starts_with('"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let inside = &text[open + 1..];
    Some(
        open + 1
            + inside
                .find(&close)
                .map_or(inside.len(), |at| at + close.len()),
    )
}

/// The length of a character literal, 0 if it is a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            let close = text[3..].find('\'');
            close.map_or(0, |at| at + 4)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

/// Takes out every item under `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn split_tests(code: &str) -> (String, String) {
    let (mut product, mut tests) = (String::new(), String::new());
    let mut rest = code;
    let next = |code: &str| {
        let marks = ["#[cfg(test)]", "#[cfg(all(test,"];
        marks.iter().filter_map(|mark| code.find(mark)).min()
    };
    while let Some(at) = next(rest) {
        product.push_str(&rest[..at]);
        let length = item(&rest[at..]);
        tests.push_str(&rest[at..at + length]);
        rest = &rest[at + length..];
    }
    product.push_str(rest);
    (product, tests)
}

/// The length of an item: up to its `;` or the end of its block.
fn item(code: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The modules of the crate that code in a file so many modules deep names, by `crate::` or by climbing.
fn modules_used(code: &str, depth: usize) -> BTreeSet<String> {
    let climb = "super::".repeat(depth);
    let mut used = BTreeSet::new();
    for root in ["crate::", "closeout::", climb.as_str()] {
        let mut from = 0;
        while let Some(at) = code[from..].find(root).map(|at| at + from) {
            from = at + root.len();
            let is_path_start = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            // Of a longer climb only the last part is looked at: it starts with `super::` again.
            if is_path_start && !root.is_empty() {
                used.extend(first_names(&code[from..]));
            }
        }
    }
    used
}

/// The first name of a path, or of each path in a group.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        let text = text.trim_start();
        let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
        text.chars().take_while(is_word).collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![name(path)];
    };
    let mut names = vec![name(group)];
    let mut depth = 1;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(name(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Uses of one module by another that the table does not allow.
fn wrong_uses(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let Some(module) = source
            .module()
            .filter(|module| !matches!(*module, "lib" | "main"))
        else {
            continue;
        };
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            complaints.push(format!("{}: module {module} has no row", source.path));
            continue;
        };
        let (product, tests) = source.parts();
        // Tests may build what they need, but nothing at all may tie the sandbox to its clients.
        let code = if module == "sandbox" {
            product + &tests
        } else {
            product
        };
        for used in modules_used(&code, depth_of(&source.path)) {
            let known = MAY_USE.iter().any(|(name, _)| *name == used);
            if known && used != module && !allowed.contains(&used.as_str()) {
                complaints.push(format!("{}: {module} uses {used}", source.path));
            }
        }
    }
    complaints
}

/// How many modules a file lies below the root of the crate: `src/run.rs` and `src/run/mod.rs` one, `src/run/next.rs` two.
fn depth_of(path: &str) -> usize {
    let below = path.strip_prefix("src/").unwrap_or(path);
    let parts = below.split('/').count();
    if below.ends_with("/mod.rs") {
        parts - 1
    } else {
        parts
    }
}

/// What pure modules name of the world.
fn impurities(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        if !source.module().is_some_and(|module| PURE.contains(&module)) {
            continue;
        }
        let (product, _) = source.parts();
        let flat: String = product.split_whitespace().collect::<Vec<_>>().join(" ");
        for impure in IMPURE {
            if names(&flat, impure) || names_in_group(&flat, impure) {
                complaints.push(format!("{}: names {impure}", source.path));
            }
        }
    }
    complaints
}

/// Whether a text holds these words as words.
fn names(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        !text[..at].ends_with(is_word) && !text[at + words.len()..].starts_with(is_word)
    })
}

/// Whether a path such as `std::fs` is named through a group: `use std::{fmt, fs}`.
fn names_in_group(text: &str, path: &str) -> bool {
    let Some((above, last)) = path.rsplit_once("::") else {
        return false;
    };
    let group = format!("{above}::{{");
    let direct = text.match_indices(&group).any(|(at, _)| {
        first_names(&text[at + group.len() - 1..])
            .iter()
            .any(|name| name == last)
    });
    direct
        || above.rsplit_once("::").is_some_and(|(root, middle)| {
            let nested = format!("{middle}::{last}");
            let nested_group = format!("{middle}::{{");
            text.split(&format!("{root}::{{")).skip(1).any(|group| {
                let statement = group.split(';').next().unwrap_or_default();
                names(statement, &nested)
                    || statement
                        .split(&nested_group)
                        .skip(1)
                        .any(|inner| names(inner.split('}').next().unwrap_or_default(), last))
            })
        })
}

/// Lines of product code.
fn lines_of_code(source: &Source) -> usize {
    let (product, _) = source.parts();
    product
        .lines()
        .filter(|line| !line.trim().is_empty())
        .count()
}

/// Lints switched off, and ways to panic or to sleep where there must be none.
fn bad_manners(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources {
        let (product, tests) = source.parts();
        let mut forbid = |code: &str, words: &[&str]| {
            let code: String = code.split_whitespace().collect();
            for word in words {
                if code.contains(word) {
                    complaints.push(format!("{}: {word}", source.path));
                }
            }
        };
        forbid(&source.code, &["#[allow(", "#![allow("]);
        forbid(
            &product,
            &[
                ".unwrap()",
                ".expect(\"",
                "panic!(",
                "todo!(",
                "unimplemented!(",
            ],
        );
        forbid(&product, &["thread::sleep("]);
        forbid(&tests, &["thread::sleep("]);
        // On a paused clock nobody waits.
        let paused = tests.matches("start_paused = true").count();
        let paused = paused > 0 && paused == tests.matches("#[tokio::test").count();
        if !paused {
            forbid(&tests, &["time::sleep("]);
        }
    }
    complaints
}

/// Names at the top of the repository that do not belong there.
fn strangers<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(name))
        .collect()
}

/// Modules that the crate's own documentation does not name.
fn undocumented_modules(lib: &str) -> Vec<String> {
    let documentation: String = lib
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .collect();
    lib.lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod "))
        .map(|name| name.trim_end_matches([';', ' ', '{']).to_owned())
        .filter(|name| !documentation.contains(&format!("`{name}`")))
        .collect()
}

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read_sources(folder: &Path, sources: &mut Vec<Source>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_sources(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(top()).unwrap_or(&path);
            let name = below.to_string_lossy().replace('\\', "/");
            sources.push(Source::new(&name, &fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

fn all_sources() -> io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in ["src", "tests"] {
        read_sources(&top().join(folder), &mut sources)?;
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

#[test]
fn modules_use_only_what_lies_below_them() {
    let sources = all_sources().unwrap();
    assert!(sources.len() > 50, "the sources were not found");
    let wrong = wrong_uses(&sources);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_pure_modules_touch_nothing() {
    let impure = impurities(&all_sources().unwrap());
    assert!(impure.is_empty(), "{impure:#?}");
}

#[test]
fn nobody_switches_lints_off_panics_or_sleeps() {
    let bad = bad_manners(&all_sources().unwrap());
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn files_stay_short() {
    let sources = all_sources().unwrap();
    let long = |most: usize| {
        let longer = sources.iter().filter_map(move |source| {
            let lines = lines_of_code(source);
            (lines > most).then(|| format!("{} {lines}", source.path))
        });
        longer.collect::<Vec<_>>()
    };
    for file in long(MANY_LINES) {
        println!("warning: more than {MANY_LINES} lines of code: {file}");
    }
    assert!(long(MOST_LINES).is_empty(), "{:#?}", long(MOST_LINES));
}

#[test]
fn the_top_of_the_repository_is_what_it_should_be() {
    let entries = fs::read_dir(top()).unwrap();
    let names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let strangers = strangers(names.iter().map(String::as_str));
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn the_documentation_of_the_crate_names_every_module() {
    let lib = fs::read_to_string(top().join("src/lib.rs")).unwrap();
    let missing = undocumented_modules(&lib);
    assert!(missing.is_empty(), "{missing:?}");
    assert!(lib.contains("pub mod domain"), "no module was found");
}

fn complaints(check: fn(&[Source]) -> Vec<String>, path: &str, text: &str) -> Vec<String> {
    check(&[Source::new(path, text)])
}

#[test]
fn the_check_of_uses_can_fail() {
    for (path, text, expected) in [
        (
            "src/plan/make.rs",
            "use crate::run::Record;",
            "plan uses run",
        ),
        (
            "src/domain/ids.rs",
            "use crate::{\n    plan::{Plan, Fate},\n};",
            "domain uses plan",
        ),
        (
            "src/run/next.rs",
            "use crate::{domain::{A, B}, engine};",
            "run uses engine",
        ),
        (
            "src/run/next.rs",
            "use super::super::store::Runs;",
            "run uses store",
        ),
        ("src/run/mod.rs", "use super::tui;", "run uses tui"),
        (
            "src/tui/view/room.rs",
            "fn f() { crate::docspace::Client::new(); }",
            "tui uses docspace",
        ),
        (
            "src/headless/run.rs",
            "use crate::app::{A, B};\nuse crate::engine::drive;",
            "headless uses engine",
        ),
        (
            "src/app/mod.rs",
            "pub use crate::headless::print;",
            "app uses headless",
        ),
        (
            "src/engine/drive.rs",
            "use crate::app::Session;",
            "engine uses app",
        ),
        (
            "src/docspace/client.rs",
            "use crate::plan::Plan;",
            "docspace uses plan",
        ),
        (
            "src/store/runs.rs",
            "use crate::engine;",
            "store uses engine",
        ),
        (
            "src/sandbox/world.rs",
            "use crate::domain::FileId;",
            "sandbox uses domain",
        ),
        (
            "src/sandbox/tests.rs",
            "use crate::docspace::Client;",
            "sandbox uses docspace",
        ),
        (
            "src/report/html.rs",
            "use closeout::app;",
            "report uses app",
        ),
        ("src/extra/mod.rs", "", "has no row"),
    ] {
        let found = complaints(wrong_uses, path, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains(expected), "{found:?}");
    }
    for (path, text) in [
        (
            "src/plan/make.rs",
            "use crate::{domain::{A, B}, plan::C};\nuse super::Plan;",
        ),
        ("src/run/tests.rs", "use crate::engine::drive;"),
        (
            "src/run/next.rs",
            "#[cfg(test)]\nmod tests { use crate::engine::drive; }",
        ),
        (
            "src/run/next.rs",
            "//! See crate::engine::drive.\nconst A: &str = \"crate::engine\";",
        ),
        (
            "src/cli/mod.rs",
            "use crate::{app, tui, headless, sandbox, store};",
        ),
        ("src/sandbox/world.rs", "use crate::sandbox::seed;"),
        ("src/main.rs", "fn main() { closeout::cli::main(); }"),
    ] {
        let found = complaints(wrong_uses, path, text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn the_check_of_purity_can_fail() {
    for text in [
        "use tokio::time::Instant;",
        "fn f() { std::fs::read(\"x\"); }",
        "use std::{fmt, fs};",
        "use std::{collections::HashMap, env};",
        "use std::time::Instant;",
        "use std::time::{Duration, Instant};",
        "use std::{fmt, time::{Duration, Instant}};",
        "use std::{fmt, time::Instant};",
        "fn f() { jiff::Timestamp::now(); }",
        "use std::time::SystemTime;",
        "use rand::Rng;",
        "use uuid::Uuid;",
        "use std::thread;",
        "use ratatui::Frame;",
        "use crossterm::event;",
        "fn f() { reqwest::Client::builder(); }",
    ] {
        let found = complaints(impurities, "src/run/next.rs", text);
        assert!(!found.is_empty(), "{text}");
        assert!(complaints(impurities, "src/engine/drive.rs", text).is_empty());
    }
    for text in [
        "use std::{fmt, time::Duration};",
        "use jiff::Timestamp;",
        "fn operand(brand: u8) -> u8 { brand }",
        "// tokio and std::fs are for others.",
        "#[cfg(test)]\nmod tests { use std::fs; }",
        "const A: &str = \"std::env\"; const B: &str = r#\"tokio \" \"#;",
    ] {
        let found = complaints(impurities, "src/run/next.rs", text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn the_check_of_manners_can_fail() {
    let product = "src/app/mod.rs";
    let test = "tests/journey.rs";
    for (path, text) in [
        (product, "#[allow(dead_code)]\nfn f() {}"),
        (product, "#![allow(clippy::all)]"),
        (test, "#[allow (dead_code)]\nfn f() {}"),
        (product, "fn f() { g().unwrap(); }"),
        (product, "fn f() { g()\n    .expect(\"x\"); }"),
        (product, "fn f() { panic!(\"x\"); }"),
        (product, "fn f() { std::thread::sleep(d); }"),
        (test, "fn f() { std::thread::sleep(d); }"),
        (test, "async fn f() { tokio::time::sleep(d).await; }"),
        (
            product,
            "#[cfg(test)]\nmod tests { fn f() { thread::sleep(d) } }",
        ),
    ] {
        assert_eq!(complaints(bad_manners, path, text).len(), 1, "{text}");
    }
    for (path, text) in [
        (test, "fn f() { g().unwrap(); }"),
        (
            product,
            "#[expect(dead_code, reason = \"x\")]\nfn f() { g().unwrap_or(1); }",
        ),
        (
            product,
            "#[cfg(test)]\nmod tests { fn f() { g().unwrap(); } }",
        ),
        (
            product,
            "/// Never call .unwrap() or #[allow(x)].\nfn f() -> &'static str { \"panic!(\" }",
        ),
        (product, "async fn f() { tokio::time::sleep(d).await; }"),
        (
            test,
            "#[tokio::test(start_paused = true)]\nasync fn f() { tokio::time::sleep(d).await; }",
        ),
        (product, "fn f() { reader.expect(listing, total); }"),
        (
            product,
            "#[cfg(all(test, unix))]\nmod tests { fn f() { g().unwrap(); } }",
        ),
    ] {
        let found = complaints(bad_manners, path, text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn the_other_checks_can_fail() {
    let code = "let a = 1;\n// why\n\n".repeat(501);
    let long = Source::new("src/app/mod.rs", &code);
    assert_eq!(lines_of_code(&long), 501);
    let tested = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{code}}}\n");
    assert_eq!(lines_of_code(&Source::new("src/app/mod.rs", &tested)), 1);

    let top = [
        "src",
        ".git",
        "Cargo.toml",
        "notes.md",
        "proptest-regressions",
    ];
    assert_eq!(
        strangers(top.into_iter()),
        ["notes.md", "proptest-regressions"]
    );

    let lib = "//! Map: [`app`].\npub mod app;\npub mod cli;\nmod private;\n";
    assert_eq!(undocumented_modules(lib), ["cli"]);
}

#[test]
fn code_is_told_from_text() {
    for (text, code) in [
        ("a // b\nc", "a     \nc"),
        ("a /* b /* c */ d */ e", "a                   e"),
        ("f(\"a\\\"b\") g", "f(\"     ) g"),
        ("r#\"a\"b\"# g", "         g"),
        ("for r in x { \"y\" }", "for r in x { \"   }"),
        ("'a' 'b str '\\'' g", "    'b str      g"),
    ] {
        assert_eq!(code_only(text), code, "{text}");
    }
}

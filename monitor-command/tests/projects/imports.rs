//! Taking over what is in an asimov project, and rows of our own.

use std::fs;

use crate::place::{empty_dir, monitor, said, status};

const LEDGER: &str = "\
asimov:
  version: 0.8.0
defaults: &id001
  accounting group: ligo.dev
events:
- name: GW150914
  productions:
  - Prod0:
      comment: null
      needs: []
      pipeline: bilby
      rundir: working/GW150914/Prod0
      scheduler:
        accounting: *id001
        job id: 4711
      status: running
  - Prod1:
      needs:
      - Prod0
      pipeline: RIFT
      status: wait
  - Prod2:
      needs:
      - 'waveform.approximant: IMRPhenomXPHM'
      pipeline: bilby
      status: processing
- name: GW190521
  productions:
  - Prod0:
      pipeline: bilby
      status: finished
      job id: 12
project:
  name: test
project analyses:
- name: population
  pipeline: gwpopulation
  status: ready
  needs:
  - Prod0
";

#[test]
fn an_asimov_ledger_becomes_a_project() {
    let dir = empty_dir("asimov");
    fs::write(dir.join("project.toml"), "# mine\n").unwrap();
    fs::write(dir.join("ledger.yml"), LEDGER).unwrap();
    let (code, out, err) = monitor(&dir, &["project", "import", "ledger.yml"]);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(out.lines().count(), 5, "{out}");
    assert!(err.contains("GW150914/Prod2: what it needs is not understood"), "{err}");
    assert!(err.contains("nothing is submitted until [pipelines.bilby] says what is run"), "{err}");

    let states = status(&dir);
    let expected = [
        ("GW150914/Prod0", "running"),
        ("GW150914/Prod1", "manual"),
        ("GW150914/Prod2", "manual"),
        ("GW190521/Prod0", "finished"),
        ("project_analyses/population", "ready"),
    ];
    assert!(expected.iter().all(|(key, state)| states[*key] == *state), "{states:?}");
    let why = said(&dir, &["project", "why", "GW150914/Prod0"]);
    assert!(why.contains("job 4711 at htcondor"), "{why}");
    let file = fs::read_to_string(dir.join("project.toml")).unwrap();
    let folder = dir.join("working/GW150914/Prod0");
    assert!(
        file.contains(folder.to_str().unwrap()),
        "a folder of asimov's is where it was: {file}"
    );

    let (_, out, err) = monitor(&dir, &["project", "import", "ledger.yml"]);
    assert_eq!(out, "");
    assert!(err.contains("0 added") && err.contains("5 were there"), "{err}");
}

#[test]
fn rows_of_a_ledger_become_analyses() {
    let dir = empty_dir("rows");
    fs::write(dir.join("project.toml"), "[pipelines.fit]\nrun = \"true\"\n").unwrap();
    let rows = r#"{"key":"a/b","pipeline":"fit","scheduler":"local","state":"ready"}
{"key":"a/c","pipeline":"fit","scheduler":"local","state":"wait","needs":["a/b"],"job":"17.3"}"#;
    fs::write(dir.join("rows.json"), rows).unwrap();
    said(&dir, &["project", "import", "rows.json"]);
    let states = status(&dir);
    assert_eq!((&*states["a/b"], &*states["a/c"]), ("ready", "wait"));
    assert!(said(&dir, &["project", "why", "a/c"]).contains("a/b, which is ready"));
}

#[test]
fn what_has_a_job_is_not_given_another_one() {
    let dir = empty_dir("with-job");
    let file = "[pipelines.fit]\nrun = \"true\"\n[schedulers.slurm]\n\
        [analyses.\"a/b\"]\npipeline = \"fit\"\njob = 777\n";
    fs::write(dir.join("project.toml"), file).unwrap();
    assert_eq!(status(&dir)["a/b"], "running");
}

#[test]
fn what_is_no_ledger_is_refused_and_the_file_stays() {
    let dir = empty_dir("no-import");
    fs::write(dir.join("project.toml"), "").unwrap();
    for (text, words) in [
        ("a: [", "YAML"),
        ("a: b", "no list of events"),
        ("", "empty"),
        ("[1, 2]", "no row"),
        ("{\"key\"", "no JSON"),
        (
            "[{\"key\":\"a/b\",\"pipeline\":\"p\",\"scheduler\":\"pbs\",\"state\":\"ready\"}]",
            "unknown scheduler \"pbs\"",
        ),
    ] {
        fs::write(dir.join("file"), text).unwrap();
        let (code, _, err) = monitor(&dir, &["project", "import", "file"]);
        assert_eq!(code, Some(1), "{text}: {err}");
        assert!(err.contains(words), "{text}: {err}");
    }
    assert_eq!(fs::read_to_string(dir.join("project.toml")).unwrap(), "");
}

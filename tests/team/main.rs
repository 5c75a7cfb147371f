//! A team at its desks, by the programs alone: how handlers begin, come and go; what they hand over, keep and forget; and what
//! they notice when somebody lies to them.

#[path = "../support/mod.rs"]
mod support;

mod beginning;
mod full_disk;
mod handover;
mod indicators;
mod lies;
mod newcomer;
mod plaintext;
mod purge;
mod site;

#[test]
fn a_command_line_is_split_as_a_shell_does() {
    use support::command::words;
    assert_eq!(words("show  a\tb "), ["show", "a", "b"]);
    assert_eq!(
        words("--title 'A \"year\"' --x=\"it's\""),
        ["--title", "A \"year\"", "--x=it's"]
    );
    assert_eq!(words("'' \"\""), ["", ""]);
}

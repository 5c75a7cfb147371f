//! A release: halves are put together, and the folder that is published is written and signed.

use super::args::ReleaseArguments;
use super::context::Context;
use super::failure::Failure;
use super::files::{gather, read, replace};
use super::messages::{format, text};
use super::plan::verified;
use super::summary::{first_page, plan_in_words};
use crate::publish::error::Files;
use crate::publish::render;
use crate::release::document::Release;
use crate::verify::published_folder;
use sotto::signed::canonical;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes and signs the folder of a release. A dry run says which files there would be.
pub fn release(context: &Context, arguments: &ReleaseArguments) -> Result<(), Failure> {
    let (signed, digest) = verified(&arguments.plan)?;
    let keys = context.keys()?;
    let own = context.ledger(&keys)?.drawn(&digest);
    let own = canonical(&own.ok_or(Failure::NotSummed)?).map_err(Failure::Json)?;
    let mut halves = vec![(keys.id.clone(), own)];
    for path in &arguments.halves {
        halves.push((path.display().to_string(), read(path)?));
    }
    let kept = context.folder.join("halves").join(digest.to_string());
    if arguments.halves.is_empty() {
        halves.extend(kept_halves(&kept)?);
    }
    let release = Release::of(&signed.plan, &halves).map_err(Failure::Release)?;
    let files =
        render::files(&release, &earlier(&arguments.earlier)?, false).map_err(Failure::Publish)?;
    let Some(out) = arguments.out.as_deref().filter(|_| !arguments.dry_run) else {
        say_what_would_be(context, &release, &files);
        return Ok(());
    };
    keep_halves(&kept, &release, &halves)?;
    published_folder::write(out, &files, Some(&keys)).map_err(Failure::Folder)?;
    let page = first_page(&release, out);
    context.say_line(&format("released", &[("id", &keys.id), ("page", &page)]));
    Ok(())
}

fn earlier(folders: &[PathBuf]) -> Result<Vec<Release>, Failure> {
    let read = folders.iter().map(|folder| published_folder::read(folder));
    read.collect::<Result<_, _>>().map_err(Failure::Folder)
}

fn say_what_would_be(context: &Context, release: &Release, files: &Files) {
    (context.say)(&plan_in_words(release.plan()));
    context.say_line(&text("release-files"));
    for name in files.keys() {
        context.say_line(&format!("  {name}"));
    }
    context.say_line(&text("release-dry"));
}

/// The halves that this plan was released from before: the same release comes out again.
fn kept_halves(kept: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    if kept.is_dir() {
        gather(&[kept.to_owned()])
    } else {
        Ok(Vec::new())
    }
}

/// Keeps what was released from. A coordinator who gives another half for the same plan drew noise twice.
fn keep_halves(
    kept: &Path,
    release: &Release,
    halves: &[(String, Vec<u8>)],
) -> Result<(), Failure> {
    for ((name, bytes), coordinator) in release
        .halves_in_order(halves)
        .zip(&release.plan().coordinators)
    {
        let path = kept.join(&coordinator.id);
        match fs::read(&path) {
            Ok(old) if old != *bytes => {
                return Err(Failure::OtherHalf(name.clone(), coordinator.id.clone()));
            }
            Ok(_) => {}
            Err(_) => replace(&path, bytes)?,
        }
    }
    Ok(())
}

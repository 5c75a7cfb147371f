//! Runs the intake: everything is checked and opened, then all privileges that are no longer needed are given up, and
//! only then is anybody let in.

use crate::http::accept;
use crate::http::address::{Address, Socket};
use crate::http::listener::Listener;
use crate::log::{self, LogLine, note};
use crate::metrics::Metrics;
use crate::sandbox::steps::{disable_core_dumps, enter_sandbox};
use crate::serve::args::Serve;
use crate::serve::exit_reason::ExitReason;
use crate::serve::resources;
use crate::storage::writer::error::WriterError;
use crate::storage::writer::job::Job;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use tokio::signal::unix::{SignalKind, signal};

/// Serves until asked to stop.
///
/// # Errors
///
/// Returns why the intake could not start, or had to stop.
pub fn run(serve: Serve, clock: fn() -> u64, say: fn(&str)) -> Result<(), ExitReason> {
    disable_core_dumps().map_err(ExitReason::Start)?;
    log::open().map_err(|error| ExitReason::Start(io::Error::other(error)))?;
    std::panic::set_hook(Box::new(|_| note(LogLine::Panicked)));
    let lock = lock(&serve.folder)?;
    let metrics = Arc::<Metrics>::default();
    let opened = resources::open(&serve, clock, Arc::clone(&metrics))?;
    let (public_socket, public_host) = listen(&serve.public, serve.public_host.as_ref())?;
    let (staff_socket, staff_host) = listen(&serve.staff, serve.staff_host.as_ref())?;
    enter_sandbox(&serve.folder)
        .into_iter()
        .for_each(|missing| note(LogLine::NotEnforced(missing)));

    let writer = opened.writer;
    let (jobs, queue) = mpsc::channel();
    let (hosts, ask) = ([public_host, staff_host], jobs.clone());
    let [reporters, handlers] =
        opened
            .resources
            .listeners(jobs, &hosts, serve.circuits, clock, &metrics)?;
    let workers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(4)
        .enable_all()
        .build();
    let runtime = workers.map_err(ExitReason::Start)?;
    let writing = std::thread::spawn(move || writer.run(&queue));
    let [public_host, staff_host] = hosts;
    say(&format!(
        "reporters: http://{public_host}/\nhandlers: http://{staff_host}/"
    ));
    note(LogLine::Started);
    let listeners = [(public_socket, reporters), (staff_socket, handlers)];
    let result = runtime.block_on(until_asked(listeners, writing, &ask));
    drop(lock);
    result
}

/// Locks the folder: two processes must never write one.
fn lock(folder: &Path) -> Result<File, ExitReason> {
    let file = File::open(folder).map_err(|error| ExitReason::Folder(folder.to_owned(), error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ExitReason::InUse),
        Err(TryLockError::Error(error)) => Err(ExitReason::Folder(folder.to_owned(), error)),
    }
}

fn listen(address: &Address, host: Option<&String>) -> Result<(Socket, String), ExitReason> {
    let cannot = |error| ExitReason::Listen(address.clone(), error);
    let socket = Socket::open(address).map_err(cannot)?;
    let own = socket
        .address()
        .map_err(cannot)?
        .map(|address| address.to_string());
    let host = host.cloned().or(own).ok_or(ExitReason::NoHost)?;
    Ok((socket, host))
}

/// Serves until asked to stop, or until the writer can no longer write.
async fn until_asked(
    listeners: [(Socket, Arc<Listener>); 2],
    writer: std::thread::JoinHandle<Result<(), WriterError>>,
    ask: &Sender<Job>,
) -> Result<(), ExitReason> {
    let [reporters, handlers] =
        listeners.map(|(socket, listener)| tokio::spawn(accept::serve(socket, listener)));
    let mut writer = tokio::task::spawn_blocking(move || writer.join());
    let mut terminate = signal(SignalKind::terminate()).map_err(ExitReason::Start)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ExitReason::Start)?;
    let other = |words| Err(ExitReason::Start(io::Error::other(words)));
    let asked = tokio::select! {
        ended = &mut writer => return told(ended),
        _ = reporters => return other("the reporters' listener closed"),
        _ = handlers => return other("the handlers' listener closed"),
        _ = terminate.recv() => ask.send(Job::Stop),
        _ = interrupt.recv() => ask.send(Job::Stop),
    };
    if asked.is_ok() {
        told(writer.await)?;
    }
    note(LogLine::Stopped);
    Ok(())
}

/// Returns how the writer ended: well only if it was asked to.
fn told<E, F>(ended: Result<Result<Result<(), WriterError>, E>, F>) -> Result<(), ExitReason> {
    match ended {
        Ok(Ok(result)) => result.map_err(ExitReason::Writer),
        _ => Err(ExitReason::Start(io::Error::other("the writer ended"))),
    }
}

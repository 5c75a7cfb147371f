//! A disk that is pulled out at any moment.

use crate::support::{ANA, report};
use crate::{Resting, marked, marker};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

const CUTS: u64 = 8;

#[test]
fn what_was_acknowledged_is_there_after_the_disk_was_pulled_out_at_any_moment() {
    let mut resting = Resting::make("8,2048,8,8,64", 128, &["--tick", "60"]);
    resting.intake.run();
    let (next, over) = (AtomicU32::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(Vec::new());
    let cuts: Vec<(PathBuf, Vec<u32>)> = std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if resting.intake.put_report(number, &marker(number)).status == 201 {
                        acknowledged.lock().unwrap().push(number);
                    }
                }
            });
        }
        let cuts = (0..CUTS).map(|cut| {
            // At a moment of the tick that is another each time.
            std::thread::sleep(Duration::from_millis(150 + 7 * cut));
            resting.pulled_out(&format!("cut-{cut}"), || {
                acknowledged.lock().unwrap().clone()
            })
        });
        let cuts = cuts.collect();
        over.store(true, Ordering::Relaxed);
        cuts
    });
    let total: usize = cuts.iter().map(|(_, promised)| promised.len()).sum();
    for (image, promised) in cuts {
        all_of_it_is_there(&mut Resting::on(image, &resting.intake), &promised);
    }
    println!("{CUTS} cuts, {total} acknowledged, none lost");
    assert!(total > 200, "{total}");
}

fn all_of_it_is_there(after: &mut Resting, promised: &[u32]) {
    after.intake.run();
    let token = after.intake.token("ana", ANA);
    for number in promised {
        let reply = after.intake.fetch(&token, &report(*number));
        assert!(
            reply.status == 200 && reply.body == marked(*number),
            "{number} was acknowledged and is lost"
        );
    }
}

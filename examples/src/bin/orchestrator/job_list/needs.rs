//! Which jobs have to complete before which: names become places in the list, circles are refused.

use std::collections::HashMap;

use super::{JobListError, ListedJob};

/// Fills in what each job needs, from the names that the list gives.
pub(crate) fn resolve(
    file: &str,
    jobs: &mut [ListedJob],
    needs: &[Vec<String>],
) -> Result<(), JobListError> {
    let places: HashMap<String, usize> =
        jobs.iter().enumerate().map(|(index, job)| (job.job.id.to_string(), index)).collect();
    for (job, names) in jobs.iter_mut().zip(needs) {
        for need in names {
            let Some(&place) = places.get(need) else {
                let (file, job) = (file.to_owned(), job.job.id.to_string());
                return Err(JobListError::UnknownNeed { file, job, need: need.clone() });
            };
            if !job.needs.contains(&place) {
                job.needs.push(place);
            }
        }
    }
    match circle(jobs) {
        Some(circle) => {
            let names: Vec<&str> = circle.iter().map(|&job| jobs[job].job.id.as_str()).collect();
            let (job, circle) = (names[0].to_owned(), names.join(" -> "));
            Err(JobListError::Circle { file: file.to_owned(), job, circle })
        }
        None => Ok(()),
    }
}

/// Places of jobs that need each other in a circle, its first one again at the end.
fn circle(jobs: &[ListedJob]) -> Option<Vec<usize>> {
    // Take away jobs that need none of those that are left, until only circles and what needs
    // them are left.
    let mut unmet: Vec<usize> = jobs.iter().map(|job| job.needs.len()).collect();
    let mut dependents = vec![Vec::new(); jobs.len()];
    for (index, job) in jobs.iter().enumerate() {
        job.needs.iter().for_each(|&need| dependents[need].push(index));
    }
    let mut free: Vec<usize> = (0..jobs.len()).filter(|&job| unmet[job] == 0).collect();
    while let Some(done) = free.pop() {
        for &dependent in &dependents[done] {
            unmet[dependent] -= 1;
            if unmet[dependent] == 0 {
                free.push(dependent);
            }
        }
    }
    // Whatever is left needs something that is left: follow that until a job comes again.
    let mut path = vec![unmet.iter().position(|&left| left > 0)?];
    loop {
        let last = path[path.len() - 1];
        let next = *jobs[last].needs.iter().find(|&&need| unmet[need] > 0)?;
        if let Some(begin) = path.iter().position(|&job| job == next) {
            path.push(next);
            return Some(path.split_off(begin));
        }
        path.push(next);
    }
}

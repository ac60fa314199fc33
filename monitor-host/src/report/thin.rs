//! Fewer points with the same shape: of each column that can be seen the first, the least, the
//! greatest and the last point stay (M4, Jugel et al., VLDB 2014, whose drawing at that width is
//! the same to the pixel).

/// A time in seconds and a value.
pub(super) type Point = (f64, f64);

/// At most four points for each of so many columns of equal time.
pub(super) fn thin(points: &[Point], columns: usize) -> Vec<Point> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Vec::new();
    };
    let span = last.0 - first.0;
    if points.len() <= columns * 4 || span <= 0.0 {
        return points.to_vec();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "the number of a column"
    )]
    let column = |time: f64| ((time - first.0) / span * columns as f64) as usize;
    let mut thinned = Vec::with_capacity(columns * 4);
    for group in points.chunk_by(|a, b| column(a.0) == column(b.0)) {
        let extreme = |better: fn(f64, f64) -> bool| {
            let mut best = 0;
            for (index, point) in group.iter().enumerate() {
                if better(point.1, group[best].1) {
                    best = index;
                }
            }
            best
        };
        let mut kept =
            [0, extreme(|a, b| a < b), extreme(|a, b| a > b), group.len().saturating_sub(1)];
        kept.sort_unstable();
        let mut before = None;
        for index in kept {
            if before != Some(index) {
                thinned.push(group[index]);
            }
            before = Some(index);
        }
    }
    thinned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(count: u32) -> Vec<Point> {
        (0..count).map(|at| (f64::from(at), f64::from(at * 7919 % 1009))).collect()
    }

    #[test]
    fn a_hundred_thousand_points_become_four_a_column_with_every_spike() {
        let mut points = wave(100_000);
        points[54_321].1 = 1e6;
        points[12_345].1 = -1e6;
        let thinned = thin(&points, 500);
        assert!(thinned.len() <= 2004, "{}", thinned.len());
        assert!(thinned.contains(&(54_321.0, 1e6)) && thinned.contains(&(12_345.0, -1e6)));
        assert_eq!((thinned.first(), thinned.last()), (points.first(), points.last()));
        assert!(thinned.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn few_points_stay_as_they_are() {
        let points = wave(40);
        assert_eq!(thin(&points, 10), points);
        assert!(thin(&[], 10).is_empty());
        assert_eq!(thin(&[(1.0, 2.0); 100], 10).len(), 100);
    }
}

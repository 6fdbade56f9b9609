//! The best pairing of two sets, each member in one pair at most (Kuhn 1955; shortest augmenting paths as in Jonker and
//! Volgenant 1987), in O(rows² · columns).

/// For each row its column, so that the sum of `cost` is least. All of the smaller side are paired.
///
/// Costs that are whole numbers below 2^53 are added up exactly.
pub fn assign(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> f64) -> Vec<Option<usize>> {
    let mut pairing = vec![None; rows];
    if rows <= columns {
        for (column, row) in owners(rows, columns, &cost).into_iter().enumerate() {
            if let Some(row) = row {
                pairing[row] = Some(column);
            }
        }
    } else {
        for (row, column) in owners(columns, rows, &|column, row| cost(row, column)).into_iter().enumerate() {
            pairing[row] = column;
        }
    }
    pairing
}

/// For each column the row that takes it; there are no more rows than columns.
fn owners(rows: usize, columns: usize, cost: &impl Fn(usize, usize) -> f64) -> Vec<Option<usize>> {
    // One column more, the last, holds the row that looks for a place.
    let mut owner: Vec<Option<usize>> = vec![None; columns + 1];
    let (mut of_row, mut of_column) = (vec![0.0; rows], vec![0.0; columns + 1]);
    for row in 0..rows {
        owner[columns] = Some(row);
        let mut at = columns;
        let mut least = vec![f64::INFINITY; columns];
        let mut before = vec![columns; columns];
        let mut done = vec![false; columns + 1];
        while let Some(here) = owner[at] {
            done[at] = true;
            let (mut nearest, mut gap) = (at, f64::INFINITY);
            for column in (0..columns).filter(|column| !done[*column]) {
                let reduced = cost(here, column) - of_row[here] - of_column[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    before[column] = at;
                }
                if least[column] < gap {
                    (nearest, gap) = (column, least[column]);
                }
            }
            if nearest == at {
                break; // no finite cost is left
            }
            for column in 0..=columns {
                if done[column] {
                    if let Some(row) = owner[column] {
                        of_row[row] += gap;
                    }
                    of_column[column] -= gap;
                } else {
                    least[column] -= gap;
                }
            }
            at = nearest;
        }
        while at != columns {
            let from = before[at];
            owner[at] = owner[from];
            at = from;
        }
    }
    owner.truncate(columns);
    owner
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every way to pair them.
    fn slow(costs: &[Vec<i32>], row: usize, taken: u32, skips: usize) -> i32 {
        if row == costs.len() {
            return 0;
        }
        let free = (0..costs[row].len()).filter(|column| taken >> column & 1 == 0);
        let paired = free.map(|column| costs[row][column] + slow(costs, row + 1, taken | 1 << column, skips));
        let alone = (skips > 0).then(|| slow(costs, row + 1, taken, skips - 1));
        paired.chain(alone).min().unwrap()
    }

    proptest! {
        #[test]
        fn as_all_permutations_have_it(rows in 0usize..6, columns in 0usize..6, seed in prop::collection::vec(-9i32..10, 36)) {
            let costs: Vec<Vec<i32>> = (0..rows).map(|row| seed[row * 6..row * 6 + columns].to_vec()).collect();
            let pairing = assign(rows, columns, |row, column| f64::from(costs[row][column]));
            let mut taken: Vec<usize> = pairing.iter().flatten().copied().collect();
            prop_assert_eq!(taken.len(), rows.min(columns));
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), rows.min(columns));
            let sum: i32 = pairing.iter().enumerate().filter_map(|(row, column)| Some(costs[row][(*column)?])).sum();
            prop_assert_eq!(sum, slow(&costs, 0, 0, rows.saturating_sub(columns)));
        }
    }
}

//! A symmetric system of equations, by Cholesky's method.

/// Solves `matrix` x = `right`, of which only the lower half is read and which it overwrites.
/// `None` if the matrix isn't positive definite.
pub fn solve(matrix: &mut [Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let size = right.len();
    for row in 0..size {
        let (above, rest) = matrix.split_at_mut(row);
        let current = &mut rest[0];
        for column in 0..row {
            let other = &above[column];
            let sum: f64 = dot(&current[..column], &other[..column]);
            current[column] = (current[column] - sum) / other[column];
        }
        let pivot = current[row] - dot(&current[..row], &current[..row]);
        if pivot <= 0.0 {
            return None;
        }
        current[row] = pivot.sqrt();
    }
    let mut x = right.to_vec();
    for row in 0..size {
        x[row] = (x[row] - dot(&matrix[row][..row], &x[..row])) / matrix[row][row];
    }
    for row in (0..size).rev() {
        x[row] /= matrix[row][row];
        let value = x[row];
        for (x, factor) in x[..row].iter_mut().zip(&matrix[row][..row]) {
            *x -= factor * value;
        }
    }
    Some(x)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_has_the_solution_that_made_it() {
        let mut matrix = vec![vec![4.0, 0.0, 0.0], vec![2.0, 5.0, 0.0], vec![1.0, 3.0, 6.0]];
        // For x = (1, -2, 3).
        let x = solve(&mut matrix, &[3.0, 1.0, 13.0]).unwrap();
        for (got, want) in x.iter().zip([1.0, -2.0, 3.0]) {
            assert!((got - want).abs() < 1e-12, "{x:?}");
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        assert_eq!(solve(&mut [vec![1.0, 0.0], vec![2.0, 1.0]], &[1.0, 1.0]), None);
    }
}

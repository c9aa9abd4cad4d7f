-- name: InsertLines :exec
INSERT INTO payment_lines (payment_id, lines) VALUES ($1, $2);

-- name: LinesOfPayment :one
SELECT lines FROM payment_lines WHERE payment_id = $1;

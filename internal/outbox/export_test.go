package outbox

// The policy, for its tests.
var Next = next

// Patience is how long after an event its delivery is given up.
const Patience = patience

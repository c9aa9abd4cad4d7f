package lan

// FirstOf looks through addresses without this machine's interfaces.
var FirstOf = firstOf

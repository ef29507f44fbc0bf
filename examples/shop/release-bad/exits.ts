// Exits as soon as it is started.
console.error('This release needs a setting that nobody has given it.');
process.exit(3);

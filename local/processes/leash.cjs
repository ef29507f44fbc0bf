// Preloaded into every child of the embedded cloud: ends it when the parent is gone, however the parent died.
process.on('disconnect', () => process.exit(0));
if (process.channel) process.channel.unref();

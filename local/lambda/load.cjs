// A package of Lambdas takes three times as long to compile as to run. The first process that has answered keeps what it has
// compiled beside the package, and the others begin with that.
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createRequire, wrap } = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

exports.load = function load(file) {
  const kept = `${file}.compiled`;
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new Script(wrap(readFileSync(file, 'utf8')), {
    filename: file,
    cachedData,
  });
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, createRequire(file), loaded, file, dirname(file));
  return {
    exports: loaded.exports,
    keepCompiled() {
      if (existsSync(kept)) return;
      const partial = `${kept}.${process.pid}`;
      writeFileSync(partial, script.createCachedData());
      renameSync(partial, kept);
    },
  };
};

// The SDK warns on every start that it will want a later Node.js some day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/**
 * `unit`: one process. `infra`: what CDK makes of the constructs. `contract`: the real engine and real clients. `scenario`: real processes and whole upgrades.
 * `faults`: more whole upgrades, and again and again, stopped, killed and paused in every state; `npm run test:faults`.
 * `package`: what `npm pack` makes, installed, and the deploy guide followed; `npm run test:package`.
 * `emulators`: other people's AWS engines, which need Python; `npm run test:emulators`.
 * Tests wait for conditions; the time-outs are only there to end what hangs, also on a busy machine.
 */
const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.build'],
};

module.exports = {
  testTimeout: 240_000,
  // Scenarios mostly wait for other processes, so more of them than cores can run side by side.
  maxWorkers: process.env.CI ? 2 : 3,
  projects: [
    'unit',
    'infra',
    'contract',
    'scenario',
    'faults',
    'audit',
    'emulators',
    'package',
  ].map((kind) => ({
    ...shared,
    displayName: kind,
    testMatch: [`<rootDir>/test/${kind}/**/*.test.ts`],
    ...(kind === 'package' && { globalSetup: '<rootDir>/test/package/pack.ts' }),
  })),
};

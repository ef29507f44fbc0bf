import type { View } from '../../../../../local/demo/progress/view';

/** A view in the middle of an upgrade. */
export const view: View = {
  elapsedMs: 42_000,
  phase: 'Upgrading to release 2',
  releases: { from: '1', to: '2' },
  state: { name: 'Await handover', instance: 'first', forMs: 2_300 },
  instances: [
    { name: 'first', share: 0, draining: true, sealed: 1, tasks: { old: 2, new: 0 }, orders: 3 },
    { name: 'second', share: 1, draining: false, sealed: 0, tasks: { old: 2, new: 0 }, orders: 40 },
  ],
  traffic: {
    quotes: { sent: 1_204, waiting: 1, failed: 0 },
    orders: { sent: 63, waiting: 43, failed: 2 },
  },
  quotes: { count: 200, p50: 30, p99: 85, max: 90 },
  moved: 12,
};

import { join } from 'node:path';
import type { Fixture } from '../../../core/fixture';
import { readFixtures } from '../../../testing';
import { recordShop } from '../../support/shop-fixtures';

const folder = join(__dirname, '../../../examples/shop/fixtures');

/** What is the same each time: steps that go on side by side end in any order, and waits at any time. */
const settled = ({ service, version, input, outcomes, renamings }: Fixture) => ({
  service,
  version,
  input,
  renamings,
  outcomes: outcomes
    .map((outcome) => (outcome.kind === 'step' ? outcome : { ...outcome, until: 0 }))
    .sort((one, other) => (one.kind + one.id < other.kind + other.id ? -1 : 1)),
});

test.each(['1', '2', '3'])(
  'the fixtures of release %s are what it records today; if not: npm run record:fixtures',
  async (release) => {
    const kept = await readFixtures(join(folder, `release-${release}.jsonl`));
    expect(kept.map(settled)).toEqual((await recordShop(release)).map(settled));
  },
);

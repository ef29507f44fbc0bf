import { type DeployerStore, createDeployerStore } from '../../../store/deployer';
import { type TestStore, startStore } from '../../support/store';

let store: TestStore;
let deployers: DeployerStore;
let cluster: string;
let count = 0;

beforeAll(async () => {
  store = await startStore();
  deployers = createDeployerStore(store.table);
});
beforeEach(() => {
  cluster = `shop-${++count}`;
});
afterAll(() => store.close());

describe('who deploys a cluster', () => {
  it('is nobody until somebody claims it', async () => {
    expect(await deployers.read(cluster)).toBeUndefined();
    expect(await deployers.claim(cluster, 'one')).toBe('one');
    expect(await deployers.read(cluster)).toBe('one');
  });

  it('stays the same, however often it claims', async () => {
    await deployers.claim(cluster, 'one');
    expect(await deployers.claim(cluster, 'one')).toBe('one');
  });

  it('is not pushed aside by another one', async () => {
    await deployers.claim(cluster, 'one');
    expect(await deployers.claim(cluster, 'two')).toBe('one');
  });

  it('can be succeeded by who has seen that it is gone, once', async () => {
    await deployers.claim(cluster, 'one');
    expect(await deployers.claim(cluster, 'two', 'one')).toBe('two');
    expect(await deployers.claim(cluster, 'three', 'one')).toBe('two');
  });

  it('gives up only what it has', async () => {
    await deployers.claim(cluster, 'one');
    await deployers.giveUp(cluster, 'two');
    expect(await deployers.read(cluster)).toBe('one');
    await deployers.giveUp(cluster, 'one');
    expect(await deployers.read(cluster)).toBeUndefined();
  });
});

import type { ChangeWindow } from '../../infra';
import { clusterTemplate, resource } from './support/clusters';

const evenings = (timeZone: string): ChangeWindow => ({
  days: ['Tue', 'Thu'],
  from: '20:00',
  to: '22:00',
  timeZone,
});

test('a cluster tells its upgrades when they may begin', () => {
  const changeWindows = [evenings('Europe/Berlin')];
  const template = clusterTemplate({ cluster: { changeWindows } });
  const { Configuration } = resource(template, 'Custom::TransshipRegistration');
  const told = JSON.stringify(JSON.stringify(changeWindows)).slice(1, -1);
  expect(JSON.stringify(Configuration)).toContain(told);
});

test('one that could never begin is refused when it is synthesised', () => {
  const changeWindows = [evenings('Europe/Atlantis')];
  expect(() => clusterTemplate({ cluster: { changeWindows } })).toThrow(
    /change window of cluster shop .*timeZone.*"Europe\/Atlantis"/,
  );
});

import { containerEnvironment } from '../../../../local/containers/environment';

const hostPorts = new Map([
  [80, 15_001],
  [8080, 15_002],
]);

test.each([
  ['8080', '15002'],
  ['80', '15001'],
  ['9000', '9000'],
  ['http://localhost:8080/a', 'http://localhost:15002/a'],
  ['127.0.0.1:80,localhost:8080', '127.0.0.1:15001,localhost:15002'],
  ['http://localhost:80801', 'http://localhost:80801'],
  ['http://elsewhere:8080', 'http://elsewhere:8080'],
  ['port 8080', 'port 8080'],
])('the value %s reaches the container as %s', (value, expected) => {
  const definition = { name: 'app', image: 'app', environment: [{ name: 'KEY', value }] };
  expect(containerEnvironment(definition, hostPorts)).toEqual({ KEY: expected });
});

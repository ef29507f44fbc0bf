import { listenSettings, ordersSettings } from '../../../../examples/shop/domain/settings';
import { startHttpServer } from '../../../../examples/shop/http-server';

const environment = {
  CATALOG_URL: 'http://localhost:8081',
  LEDGER_URL: 'http://localhost:9000',
  TRANSSHIP_INSTANCE: 'first',
};

describe('the environment of a component', () => {
  it('says where it listens, by default for this machine only', () => {
    expect(listenSettings({ PORT: '8080' })).toEqual({ port: 8080, host: undefined });
  });

  it('is refused when something is missing or wrong, naming it', async () => {
    expect(() => listenSettings({ PORT: 'eighty' })).toThrow('PORT');
    await expect(ordersSettings({ ...environment, CATALOG_URL: undefined })).rejects.toThrow(
      'CATALOG_URL',
    );
  });

  it('tells the task by what the platform says it is', async () => {
    const platform = await startHttpServer((request, response) =>
      response.end(JSON.stringify({ TaskARN: `arn of ${request.url}` })),
    );
    const settings = await ordersSettings({
      ...environment,
      ECS_CONTAINER_METADATA_URI_V4: `${platform.url}/v4/one`,
    });
    await platform.close();
    expect(settings).toEqual({
      catalogUrl: 'http://localhost:8081',
      ledgerUrl: 'http://localhost:9000',
      instance: 'first',
      task: 'arn of /v4/one/task',
    });
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Refreshes {
  /** Of an Auto Scaling that has instance refreshes. */
  endpoint: string;
  close(): Promise<void>;
}

/**
 * moto's Auto Scaling with what it has not: an instance refresh can be started, and is under way from then on; and
 * groups of one launch template tell no policy of several. All else is moto's own.
 */
export async function addRefreshes(motoEndpoint: string): Promise<Refreshes> {
  const begun = new Set<string>();
  const answers: Record<string, (group: string) => string> = {
    StartInstanceRefresh: (group) => {
      begun.add(group);
      return '<InstanceRefreshId>1</InstanceRefreshId>';
    },
    DescribeInstanceRefreshes: (group) =>
      `<InstanceRefreshes>${begun.has(group) ? underWay(group) : ''}</InstanceRefreshes>`,
  };
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const asked = new URLSearchParams(body);
      const action = asked.get('Action') ?? '';
      const answer = answers[action]?.(asked.get('AutoScalingGroupName') ?? '');
      if (answer !== undefined) {
        response.setHeader('content-type', 'text/xml');
        response.end(
          `<${action}Response><${action}Result>${answer}</${action}Result></${action}Response>`,
        );
        return;
      }
      const { authorization = '', 'content-type': type = '' } = request.headers;
      const headers = { authorization, 'content-type': type };
      const passed = await fetch(motoEndpoint, { method: 'POST', headers, body });
      response.writeHead(passed.status, { 'content-type': 'text/xml' });
      response.end((await passed.text()).replaceAll(NO_POLICY, ''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const NO_POLICY = /<MixedInstancesPolicy>[^]*?<\/MixedInstancesPolicy>|<MixedInstancesPolicy ?\/>/g;

const underWay = (group: string) =>
  `<member><InstanceRefreshId>1</InstanceRefreshId><AutoScalingGroupName>${group}</AutoScalingGroupName><Status>InProgress</Status></member>`;

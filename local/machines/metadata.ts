import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listen, shut } from '../aws/listen';

/**
 * The instance metadata service, version 2: no answer without a token. On AWS every machine finds it at the same
 * address; here each has a path of its own. It tells a machine its id and that of its AMI.
 */
export interface InstanceMetadata {
  /** The value of AWS_EC2_METADATA_SERVICE_ENDPOINT for a machine. */
  endpoint(machine: string, image: string): string;
  close(): Promise<void>;
}

export async function startInstanceMetadata(): Promise<InstanceMetadata> {
  const tokens = new Set<string>();
  const images = new Map<string, string>();
  const server = createServer((request, response) => {
    const { method, headers } = request;
    const [, machine = '', path] = /^\/(i-\w+)(\/.*)$/.exec(request.url ?? '') ?? [];
    if (method === 'PUT' && path === '/latest/api/token') {
      if (!headers['x-aws-ec2-metadata-token-ttl-seconds']) return response.writeHead(400).end();
      const token = randomUUID();
      tokens.add(token);
      return response.end(token);
    }
    if (!tokens.has(String(headers['x-aws-ec2-metadata-token'])))
      return response.writeHead(401).end();
    if (method === 'GET' && path === '/latest/meta-data/instance-id') return response.end(machine);
    if (method === 'GET' && path === '/latest/meta-data/ami-id')
      return response.end(images.get(machine));
    return response.writeHead(404).end();
  });
  const port = await listen(server, 0);
  return {
    endpoint(machine, image) {
      images.set(machine, image);
      return `http://127.0.0.1:${port}/${machine}`;
    },
    close: () => shut(server),
  };
}

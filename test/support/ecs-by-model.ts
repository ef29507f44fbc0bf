import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from '@aws-sdk/client-ecs';
import { Readable } from 'node:stream';
import type { Described } from '../../lambdas/fleet/ecs/revision';

type Body = Record<string, unknown>;

/**
 * ECS as its API model has it: it tells of a task definition all that was registered, and fields of its own besides.
 * What goes to and fro is written and read by the SDK, so that what the SDK drops is dropped here too.
 */
export class EcsByModel {
  /** What it was sent last, as it came over the wire. */
  registered: Body = {};
  private readonly client = new ECSClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: {
      handle: ({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) => {
        const answer = this.answer(
          headers['x-amz-target'] ?? '',
          JSON.parse(new TextDecoder().decode(body)) as Body,
        );
        const bytes = Readable.from([Buffer.from(JSON.stringify(answer))]);
        return Promise.resolve({ response: { statusCode: 200, headers: {}, body: bytes } });
      },
    },
  });

  /** `own`: the fields that nobody can register. */
  constructor(private readonly own: Body) {}

  async register(input: RegisterTaskDefinitionCommandInput): Promise<Body> {
    await this.client.send(new RegisterTaskDefinitionCommand(input));
    return this.registered;
  }

  async describe(): Promise<Described> {
    const { taskDefinition, tags } = await this.client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'any', include: ['TAGS'] }),
    );
    return { ...taskDefinition, tags };
  }

  private answer(target: string, body: Body): object {
    if (target.endsWith('.RegisterTaskDefinition')) this.registered = body;
    const { tags, ...registered } = this.registered;
    return { taskDefinition: { ...registered, ...this.own }, tags };
  }
}

import { z } from 'zod';

const schema = z.object({
  /** In the order in which they are started; they are stopped the other way round. */
  units: z.array(
    z.object({
      name: z.string(),
      environment: z.record(z.string(), z.string()).default({}),
      stopTimeoutSeconds: z.number().min(0).default(90),
    }),
  ),
});

/** What a machine is told at its start: what its units are, and their environments. On AWS, cloud-init would read it. */
export type UserData = z.infer<typeof schema>;
export type Unit = UserData['units'][number];

export const encodeUserData = (data: z.input<typeof schema>): string =>
  Buffer.from(JSON.stringify(data)).toString('base64');

/** Throws when it is none. */
export const decodeUserData = (encoded = ''): UserData =>
  schema.parse(JSON.parse(Buffer.from(encoded, 'base64').toString() || '{"units":[]}'));

/** The ports that the units listen on. */
export const portsOf = ({ units }: UserData): number[] =>
  units.map(({ environment }) => Number(environment.PORT)).filter((port) => port > 0);

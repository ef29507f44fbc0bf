import { z } from 'zod';
// This file alone, so that a component without the runtime stays small.
import { platformSlot } from '../../../runtime/slot';
import type { HttpServerOptions } from '../http-server';

type Environment = Record<string, string | undefined>;

const listen = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  HOST: z.string().optional(),
});

const orders = z.object({
  CATALOG_URL: z.url(),
  LEDGER_URL: z.url(),
  TRANSSHIP_INSTANCE: z.string(),
});

/** Where a component listens. Throws when PORT is missing or is none. */
export function listenSettings(environment: Environment = process.env): HttpServerOptions {
  const { PORT, HOST } = read(listen, environment);
  return { port: PORT, host: HOST };
}

/** Whom `orders` talks to, and where it runs. */
export interface OrdersSettings {
  catalogUrl: string;
  ledgerUrl: string;
  instance: string;
  /** The ECS task's ARN, the EC2 instance's id, or whatever else names the place this process runs in. */
  task: string;
}

/** Throws when a variable is missing or wrong, or when the platform does not say which task this is. */
export async function ordersSettings(
  environment: Environment = process.env,
): Promise<OrdersSettings> {
  const settings = read(orders, environment);
  return {
    catalogUrl: settings.CATALOG_URL,
    ledgerUrl: settings.LEDGER_URL,
    instance: settings.TRANSSHIP_INSTANCE,
    task: await platformSlot(environment),
  };
}

function read<T>(schema: z.ZodType<T>, environment: Environment): T {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new Error(`The environment of this component is wrong.\n${z.prettifyError(parsed.error)}`);
}

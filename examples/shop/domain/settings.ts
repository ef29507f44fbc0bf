import { hostname } from 'node:os';
import { z } from 'zod';
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
  TRANSSHIP_SLOT: z.string().optional(),
  ECS_CONTAINER_METADATA_URI_V4: z.url().optional(),
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
  /** The ECS task's ARN, or whatever else names the place this process runs in. */
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
    task: settings.TRANSSHIP_SLOT ?? (await taskName(settings.ECS_CONTAINER_METADATA_URI_V4)),
  };
}

async function taskName(metadataUri: string | undefined): Promise<string> {
  if (metadataUri === undefined) return `${hostname()}:${process.pid}`;
  const response = await fetch(`${metadataUri}/task`);
  return z.object({ TaskARN: z.string() }).parse(await response.json()).TaskARN;
}

function read<T>(schema: z.ZodType<T>, environment: Environment): T {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new Error(`The environment of this component is wrong.\n${z.prettifyError(parsed.error)}`);
}

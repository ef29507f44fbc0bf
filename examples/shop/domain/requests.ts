import { z } from 'zod';

const id = z.string().min(1).max(100);
const lineSchema = z.strictObject({
  sku: id,
  quantity: z.int().min(1).max(1_000),
});

const orderSchema = z.strictObject({
  /** The client's own id of the order. */
  order: id,
  customer: id,
  lines: z.array(lineSchema).min(1).max(20),
  /** About how long the order takes from beginning to end, in seconds. */
  seconds: z.number().min(1).max(3_600),
  /** What of them the customer is given to change their mind. */
  coolingOffSeconds: z.number().min(0).max(3_600).default(1),
});

const quoteSchema = z.strictObject({
  /** The client's own id of the quote; the ledger knows it as the effect's `order`. */
  quote: id,
  customer: id,
  sku: id,
  quantity: z.int().min(1).max(1_000),
});

export type Line = z.infer<typeof lineSchema>;
export type Order = z.infer<typeof orderSchema>;
export type QuoteRequest = z.infer<typeof quoteSchema>;

/** The client's mistake: whoever serves the request answers with `status`. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Throws `RequestRefused` (400), naming each field that is wrong. */
export const parseOrder = (input: unknown): Order => parse('order', orderSchema, input);

/** Throws `RequestRefused` (400), naming each field that is wrong. */
export const parseQuote = (input: unknown): QuoteRequest => parse('quote', quoteSchema, input);

function parse<T>(what: string, schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${z.core.toDotPath(path)}: ${message}` : message,
  );
  throw new RequestRefused(400, `This is not a valid ${what}. ${problems.join('; ')}`);
}

import { PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { systemClock } from '../core/clock';
import type { Recorded } from '../core/recorded';
import type { ExecutionForecast, RehearsedShare } from '../core/rehearsal';
import type { Table } from './client';
import { type Key, rehearsalPartition } from './keys';
import { readItem } from './read-item';
import { type SendOptions, untilAnswered } from './send';
import { EXPIRES } from './table';

/** Looked at after the upgrade, by whoever compares; its sum is in the audit record. */
const KEPT_SECONDS = 7 * 24 * 60 * 60;

/** As JSON. An item may have 400 KB, and is about as long. */
const PAGE_BYTES = 300 * 1024;

/** A record in the words of another version, laid ready for its nodes. */
export interface Ready {
  version: string;
  record: Recorded;
}

/**
 * What nodes tell each other and the upgrade in a rehearsal. Each write may be made any number of times. `send`: in place
 * of what the store was made with.
 */
export interface RehearsalStore {
  /** What a node says of its share, before it reports that it is done. */
  tell(rehearsal: string, slot: string, share: RehearsedShare, send?: SendOptions): Promise<void>;
  /** What all have said so far, read consistently. */
  shares(rehearsal: string): Promise<RehearsedShare[]>;
  /** `null`: those who run it cannot put it into words that are read there. */
  layReady(
    rehearsal: string,
    execution: string,
    ready: Ready | null,
    send?: SendOptions,
  ): Promise<void>;
  /** Undefined: it was not come to, as when it has begun since. */
  readyOf(
    rehearsal: string,
    execution: string,
    send?: SendOptions,
  ): Promise<Ready | null | undefined>;
}

export function createRehearsalStore(
  table: Table,
  cluster: string,
  { clock = systemClock, ...options }: SendOptions = {},
): RehearsalStore {
  const send = { clock, ...options };
  const keyOf = (rehearsal: string, sk: string): Key => ({
    pk: rehearsalPartition(cluster, rehearsal),
    sk,
  });

  const put = async (key: Key, item: object, options?: SendOptions): Promise<void> => {
    const expires = Math.floor(clock.now() / 1000) + KEPT_SECONDS;
    const Item = marshall({ ...key, ...item, [EXPIRES]: expires }, { removeUndefinedValues: true });
    await untilAnswered(
      () => table.client.send(new PutItemCommand({ TableName: table.name, Item })),
      { ...send, ...options },
    );
  };

  return {
    async tell(rehearsal, slot, { forecasts, left }, options) {
      const pages = pagesOf(forecasts);
      for (const [page, told] of pages.entries())
        await put(
          keyOf(rehearsal, `share#${slot}#${page}`),
          { forecasts: told, left: page === 0 ? left : 0 },
          options,
        );
    },

    async shares(rehearsal) {
      const shares: RehearsedShare[] = [];
      const pages = paginateQuery(
        { client: table.client },
        {
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :shares)',
          ExpressionAttributeValues: marshall({
            ':pk': rehearsalPartition(cluster, rehearsal),
            ':shares': 'share#',
          }),
          ConsistentRead: true,
        },
      );
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          const { forecasts, left } = unmarshall(item) as RehearsedShare;
          shares.push({ forecasts, left });
        }
      return shares;
    },

    layReady: (rehearsal, execution, ready, options) =>
      put(keyOf(rehearsal, `ready#${execution}`), { ready: JSON.stringify(ready) }, options),

    async readyOf(rehearsal, execution, options) {
      const item = await readItem<{ ready: string }>(
        table,
        keyOf(rehearsal, `ready#${execution}`),
        { ...send, ...options },
      );
      return item && (JSON.parse(item.ready) as Ready | null);
    },
  };
}

/** One at least: a share of nothing is told too. */
function pagesOf(forecasts: ExecutionForecast[]): ExecutionForecast[][] {
  let page: ExecutionForecast[] = [];
  let bytes = 0;
  const pages = [page];
  for (const forecast of forecasts) {
    const more = Buffer.byteLength(JSON.stringify(forecast));
    if (bytes + more > PAGE_BYTES) {
      pages.push((page = []));
      bytes = 0;
    }
    page.push(forecast);
    bytes += more;
  }
  return pages;
}

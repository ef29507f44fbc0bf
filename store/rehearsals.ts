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

/** With the longest of reasons, a page is still well below the 400 KB of an item. */
const FORECASTS_IN_PAGE = 400;

/** A record in the words of another version, laid ready for its nodes. */
export interface Ready {
  version: string;
  record: Recorded;
}

/** What nodes tell each other and the upgrade in a rehearsal. Each write may be made any number of times. */
export interface RehearsalStore {
  /** What a node says of its share, before it reports that it is done. */
  tell(rehearsal: string, slot: string, share: RehearsedShare): Promise<void>;
  /** What all have said so far, read consistently. */
  shares(rehearsal: string): Promise<RehearsedShare[]>;
  /** `null`: those who run it cannot put it into words that are read there. */
  layReady(rehearsal: string, execution: string, ready: Ready | null): Promise<void>;
  /** Undefined: it was not come to, as when it has begun since. */
  readyOf(rehearsal: string, execution: string): Promise<Ready | null | undefined>;
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

  const put = async (key: Key, item: object): Promise<void> => {
    const expires = Math.floor(clock.now() / 1000) + KEPT_SECONDS;
    const Item = marshall({ ...key, ...item, [EXPIRES]: expires }, { removeUndefinedValues: true });
    await untilAnswered(
      () => table.client.send(new PutItemCommand({ TableName: table.name, Item })),
      send,
    );
  };

  return {
    async tell(rehearsal, slot, { forecasts, left }) {
      const pages = pagesOf(forecasts);
      for (const [page, told] of pages.entries())
        await put(keyOf(rehearsal, `share#${slot}#${page}`), {
          forecasts: told,
          left: page === 0 ? left : 0,
        });
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

    layReady: (rehearsal, execution, ready) =>
      put(keyOf(rehearsal, `ready#${execution}`), { ready: JSON.stringify(ready) }),

    async readyOf(rehearsal, execution) {
      const item = await readItem<{ ready: string }>(
        table,
        keyOf(rehearsal, `ready#${execution}`),
        send,
      );
      return item && (JSON.parse(item.ready) as Ready | null);
    },
  };
}

/** One at least: a share of nothing is told too. */
const pagesOf = (forecasts: ExecutionForecast[]): ExecutionForecast[][] =>
  Array.from({ length: Math.max(1, Math.ceil(forecasts.length / FORECASTS_IN_PAGE)) }, (_, page) =>
    forecasts.slice(page * FORECASTS_IN_PAGE, (page + 1) * FORECASTS_IN_PAGE),
  );

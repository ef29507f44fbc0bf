import type { Order } from '../../examples/shop/domain/requests';
import type { Answer } from './caller';
import { isDone } from './orders';
import type { Cluster, NodeProcess } from './real-cluster';
import { until } from './until';

/** An order whose steps have had their effects, and are kept from being saved until `save` is called. */
export interface Unsaved {
  /** The node that owns it. */
  node: NodeProcess;
  answering: Promise<Answer>;
  save: () => void;
}

/** Places an order at an instance's first node, and resolves once two steps of it that run at once cannot be saved. */
export async function placeUnsaved(
  cluster: Cluster,
  instance: string,
  request: Order,
): Promise<Unsaved> {
  const unsaved = cluster.cloud.dynamodb.faults.add({
    match: ({ operation, body }) =>
      operation !== 'GetItem' && /pick-1|book-van/.test(JSON.stringify(body)),
    fault: { kind: 'drop-request' },
  });
  const [node] = await cluster.nodes(instance);
  if (!node) throw new Error(`Instance ${instance} has no node`);
  const answering = cluster.call({
    url: node.url,
    followAt: cluster.url,
    service: 'orders',
    body: request,
    key: request.order,
  });
  await until(() => isDone(cluster.ledger, request.order, 'pick-1'));
  await until(() => isDone(cluster.ledger, request.order, 'book-van'));
  return { node, answering, save: () => unsaved.remove() };
}

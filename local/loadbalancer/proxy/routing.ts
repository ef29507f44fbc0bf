import type { IncomingMessage } from 'node:http';
import type { TargetGroup } from './target-group';

/** A forward action: target groups and the share of requests that each gets. */
export interface Forward {
  targetGroups: { group: TargetGroup; weight: number }[];
  /** Told back by the API; the embedded load balancer does not carry it out. */
  stickiness: { enabled: boolean; durationSeconds?: number };
}

/** What a request must look like; `values` are patterns with `*` and `?`, of which one must match. */
export type Condition =
  | { field: 'path-pattern'; values: string[] }
  | { field: 'http-header'; header: string; values: string[] };

/** A rule's whole content; without conditions it matches every request. */
export interface Routing extends Outcome {
  conditions: Condition[];
}

/** What becomes of a request. */
export interface Outcome {
  forward: Forward;
  /** With one, the load balancer answers itself, and `forward` has no target groups. */
  fixedStatus?: number;
}

export const matches = ({ conditions }: Routing, request: IncomingMessage): boolean =>
  conditions.every((condition) => meets(condition, request));

function meets(condition: Condition, request: IncomingMessage): boolean {
  switch (condition.field) {
    case 'path-pattern': {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      return condition.values.some((pattern) => toRegExp(pattern, '').test(path));
    }
    case 'http-header': {
      const value = request.headers[condition.header.toLowerCase()];
      return (
        value !== undefined &&
        condition.values.some((pattern) => toRegExp(pattern, 'i').test(String(value)))
      );
    }
  }
}

/** `*` stands for any characters, `?` for exactly one. */
const toRegExp = (pattern: string, flags: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    `s${flags}`,
  );

/** Draws a target group by its weight; undefined when all weights are 0. */
export function drawGroup(
  { targetGroups }: Forward,
  random: () => number,
): TargetGroup | undefined {
  const total = targetGroups.reduce((sum, { weight }) => sum + weight, 0);
  let point = random() * total;
  return targetGroups.find(({ weight }) => (point -= weight) < 0)?.group;
}

import type { PostedEffect } from '../ledger/effect';

export type PostEffect = (effect: PostedEffect, signal: AbortSignal) => Promise<void>;

/** Posts once: after a lost answer nobody knows whether the line is there, and a second one would be a lie. */
export const ledgerClient =
  (url: string): PostEffect =>
  async (effect, signal) => {
    const response = await fetch(`${url}/effects`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(effect),
      signal,
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`The ledger answered ${response.status}: ${body}`);
  };

import { findAgent } from './agent.ts';
import { createDeferred } from './deferred.ts';

export type AgentState =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'there'; readonly keys: number };

/** One that takes a connection and says nothing is unreachable too. */
const MOST_MS = 5000;

/** Asks the SSH agent for its keys, and for nothing else. */
export async function askAgent(): Promise<AgentState> {
  const found = findAgent();
  if (!found.ok) return { kind: 'none' };
  const { promise, resolve } = createDeferred<AgentState>();
  const late = setTimeout(() => resolve({ kind: 'unreachable', why: 'no answer within 5 s' }), MOST_MS);
  found.value.getIdentities((error, keys) =>
    resolve(error ? { kind: 'unreachable', why: error.message } : { kind: 'there', keys: keys?.length ?? 0 }),
  );
  return await promise.finally(() => clearTimeout(late));
}

/** The keychain of the operating system, asked through the main process. */
import type { EnginePort, KeychainFound } from '#contract/wire.ts';
import type { Keychain } from '#operations/read-secrets.ts';

export function createKeychain(port: EnginePort): Keychain {
  const waiting = new Map<number, (found: KeychainFound) => void>();
  let last = 0;
  port.on('message', ({ data }) => {
    if (data.kind !== 'keychainRead') return;
    waiting.get(data.id)?.(data.found);
    waiting.delete(data.id);
  });
  return {
    read: (entry) =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        port.postMessage({ kind: 'readKeychain', id: last, entry });
      }),
  };
}

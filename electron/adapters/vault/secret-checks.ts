import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { SecretChecks } from '#engine/ports.ts';

const SALT_BYTES = 16;
/** So few that a check cannot tell a good secret from countless others; a changed value fits by chance once in 65,536. */
const TAG_BYTES = 2;

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt);

/** `scrypt:salt:tag`, slow to make on purpose. */
export function createSecretChecks(): SecretChecks {
  return {
    make: (value) => checkOf(value, randomBytes(SALT_BYTES)),
    async fits(value, check) {
      const [, salt = ''] = check.split(':');
      return (await checkOf(value, Buffer.from(salt, 'hex'))) === check;
    },
  };
}

async function checkOf(value: string, salt: Buffer): Promise<string> {
  const tag = await derive(value, salt, TAG_BYTES);
  return `scrypt:${salt.toString('hex')}:${tag.toString('hex')}`;
}

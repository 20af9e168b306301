/** Two terminals in one checkout must not install or build over each other. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './places.mjs';
import { ProvisionError, say } from './progress.mjs';

const LOCK = join(ROOT, '.cache', 'provision.lock');

/** Does the work while no other process does any; waits for its turn. */
export async function oneAtATime(work) {
  await takeLock();
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

async function takeLock() {
  let told = false;
  while (!tryLock()) {
    if (isHolderGone()) rmSync(LOCK, { force: true });
    else if (!told) say('waiting for another process that makes this checkout ready');
    told = true;
    await sleep(200);
  }
}

function tryLock() {
  try {
    mkdirSync(dirname(LOCK), { recursive: true });
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new ProvisionError(
      `${ROOT} cannot be written (${error.code}): make it yours, or use a checkout that is`,
    );
  }
}

function isHolderGone() {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH' || error.code === 'ENOENT';
  }
}

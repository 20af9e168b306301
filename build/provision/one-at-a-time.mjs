/** Two terminals in one checkout must not install or build over each other. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './places.mjs';
import { say } from './progress.mjs';

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
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
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
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
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

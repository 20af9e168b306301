/** Releases as a drill takes them. */
import { readFileSync } from 'node:fs';
import { sha256 } from '#adapters/system/sha256.ts';
import { NO_HISTORY } from '#core/backout/time.ts';
import type { FaultWish } from '#core/drill/faults.ts';
import { parseFault } from '#core/drill/faults.ts';
import { NO_TIMES } from '#core/drill/times.ts';
import { planRelease } from '#core/plan/plan-release.ts';
import type { DrillOrder } from '#operations/drill/play-drill.ts';
import { loadRelease } from '#operations/loaded-release.ts';

const EXAMPLE = readFileSync(
  new URL('../../../resources/examples/payments-gateway.release.yaml', import.meta.url),
  'utf8',
);

export function orderOf(text: string, environment: string, faults: readonly string[] | null): DrillOrder {
  const loaded = loadRelease(text, sha256);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error.issues));
  const { release, revision } = loaded.value;
  const choice = { plan: 'deployment', environment, limit: null, vars: {}, files: {} } as const;
  const { plan, problems } = planRelease({ release, revision, ...choice });
  if (!plan) throw new Error(JSON.stringify(problems));
  return { release, plan, faults: faults?.map(wishOf) ?? null, times: NO_TIMES, undoTimes: NO_HISTORY };
}

function wishOf(text: string): FaultWish {
  const wish = parseFault(text);
  if (wish === null) throw new Error(`no fault: ${text}`);
  return wish;
}

export const exampleOrder = (faults: readonly string[] | null = null) =>
  orderOf(EXAMPLE, 'production', faults);

/** Three hosts, two steps with an undo, one of which is the longest, and a window of so many minutes. */
export function smallRelease({
  minutes,
  more = '',
}: {
  readonly minutes: number;
  readonly more?: string;
}): string {
  const closes = new Date(Date.UTC(2026, 11, 5, 22) + minutes * 60_000).toISOString();
  return `holdpoint: 1
release:
  id: shop
  name: Shop
  version: "1.0"
  window: { opens: 2026-12-05T22:00:00Z, closes: ${closes.replace('.000', '')} }
environments:
  test:
    hosts:
      web1: { address: 10.0.0.1, tags: [web] }
      web2: { address: 10.0.0.2, tags: [web] }
      web3: { address: 10.0.0.3, tags: [web] }
deployment:
  phases:
    - id: main
      title: Main
      steps:
        - id: copy
          title: Copy it
          on: web
          run: ./copy
          takes: 10m
          undo: ./remove
        - id: switch
          title: Switch over
          on: web
          run: ./switch
          takes: 2m
          rollout: { parallel: 1 }
          undo: { run: ./switch-back, takes: 1m }
${more.replace(/^(?=.)/gm, '        ')}`;
}

/** Attempts at units: intent before anything is sent, output masked and stored, the outcome put down as it was seen. */
import type { Plan } from '#core/plan/model.ts';
import { showTask } from '#core/plan/show.ts';
import { fillProse, type LateValues } from '#core/plan/text.ts';
import { decide } from '#core/run/decide.ts';
import type { RunHeader, UnitRef } from '#core/run/events.ts';
import { valuesFor } from '#core/run/run-values.ts';
import { plannedUnit, type RunState, stepOf, unitKey } from '#core/run/state.ts';
import { type Cancellation, createCancellation } from './cancellation.ts';
import type { Journal } from './journal.ts';
import { createMask, type Mask } from './mask.ts';
import type { OutputRef, Stream } from './ports.ts';
import type { EnginePorts, RunListener } from './run-handle.ts';
import { runUnit } from './steps/run-unit.ts';
import type { AttemptContext } from './steps/step.ts';

export interface AttemptsSetup {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly ports: EnginePorts;
  readonly journal: Journal;
  readonly listener: RunListener;
  state(): RunState;
}

export function createAttempts(setup: AttemptsSetup) {
  const { plan, ports, journal } = setup;
  const underWay = new Map<string, { readonly end: () => void; readonly over: Promise<void> }>();
  const sleepers = new Set<() => void>();
  let secrets: ReadonlyMap<string, string> = new Map();
  let mask = createMask([]);
  const nonce = (): string =>
    `hp${ports.ids
      .attemptId()
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .toLowerCase()}`;

  async function carryOut(ref: UnitRef, attempt: number, cancellation: Cancellation): Promise<void> {
    const id = nonce();
    const values: LateValues = { ...valuesFor(setup.state(), ref.host), secret: (name) => secrets.get(name) };
    const command = mask.maskText(fillProse(showTask(plannedUnit(plan, ref).task), values));
    await journal.add({
      type: 'attemptIntended',
      data: { ...ref, attempt, id, command, scriptSha256: ports.sha256(command) },
    });
    const began = ports.clock.monotonicMs();
    const output = openOutput(setup, ref, attempt, mask);
    const result = await runUnit(
      contextOf(setup, {
        ref,
        attempt,
        nonce: id,
        values,
        secrets,
        cancellation,
        mask: mask.maskText,
        onOutput: output.write,
      }),
    );
    const durationMs = Math.round(ports.clock.monotonicMs() - began);
    const reason = result.reason === null ? null : mask.maskText(result.reason);
    await journal.add({
      type: 'attemptFinished',
      data: { ...ref, attempt, ...result, reason, ...output.finish(), durationMs },
    });
  }

  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        sleepers.delete(wake);
        resolve();
      };
      const cancel = ports.clock.after(ms, wake);
      sleepers.add(wake);
    });
  }

  /** What was wanted before a delay may not be wanted after it. */
  function isStillWanted(ref: UnitRef, attempt: number): boolean {
    return decide(setup.state()).some(
      (effect) =>
        effect.do === 'attempt' && effect.attempt === attempt && unitKey(effect.unit) === unitKey(ref),
    );
  }

  return {
    nonce,
    maskText: (text: string) => mask.maskText(text),
    /** Nothing more is begun; delays end at once. */
    close() {
      for (const wake of sleepers) wake();
    },
    learnSecrets(found: ReadonlyMap<string, string>) {
      secrets = found;
      mask = createMask([...found.values()]);
    },
    /** Waits out the delay, puts down the intent, carries it out, puts down the outcome. */
    async attempt(ref: UnitRef, attempt: number, delayMs: number): Promise<void> {
      if (delayMs > 0) await sleep(delayMs);
      if (!isStillWanted(ref, attempt)) return;
      const cancellation = createCancellation();
      const key = `${unitKey(ref)} ${attempt}`;
      const over = carryOut(ref, attempt, cancellation).finally(() => underWay.delete(key));
      underWay.set(key, { end: cancellation.wish, over });
      await over;
    },
    /** Asks the attempt to end; it puts down itself whether it is gone. */
    async kill(ref: UnitRef, attempt: number): Promise<void> {
      const target = underWay.get(`${unitKey(ref)} ${attempt}`);
      target?.end();
      await target?.over;
    },
  };
}

interface AttemptParts {
  readonly ref: UnitRef;
  readonly attempt: number;
  readonly nonce: string;
  readonly values: LateValues;
  readonly secrets: ReadonlyMap<string, string>;
  readonly cancellation: Cancellation;
  readonly mask: (text: string) => string;
  readonly onOutput: (stream: Stream, bytes: Uint8Array) => void;
}

function contextOf({ plan, ports, journal }: AttemptsSetup, parts: AttemptParts): AttemptContext {
  const { ref, attempt } = parts;
  const host = plan.hosts.find((candidate) => candidate.name === ref.host);
  return {
    ...parts,
    step: stepOf(plan, ref.step),
    unit: plannedUnit(plan, ref),
    clock: ports.clock,
    files: ports.files,
    network: ports.network,
    sha256: ports.sha256,
    connect: () => {
      if (!host) throw new Error(`unit ${unitKey(ref)} has no host to connect to`);
      return ports.transport.connect(host, plan.hosts);
    },
    onStarted: (started) => {
      journal.mention({
        type: 'attemptStarted',
        data: { ...ref, attempt, pid: started?.pid ?? null, group: started?.group ?? null },
      });
    },
  };
}

/** The stored output of one attempt, with secrets masked across the borders of its pieces. What comes after its digest is let go. */
function openOutput({ header, ports, listener }: AttemptsSetup, unit: UnitRef, attempt: number, mask: Mask) {
  const ref: OutputRef = { run: header.run, step: unit.step, host: unit.host, attempt };
  const writer = ports.store.openOutput(ref);
  const masks = { stdout: mask.stream(), stderr: mask.stream() };
  const totals = { stdout: 0, stderr: 0 };
  let closed = false;
  const store = (stream: Stream, bytes: Uint8Array): void => {
    if (bytes.length === 0 || closed) return;
    writer.write(stream, bytes);
    totals[stream] += bytes.length;
    listener.onOutput(ref, stream, totals[stream]);
  };
  return {
    write: (stream: Stream, bytes: Uint8Array) => store(stream, masks[stream].push(bytes)),
    finish() {
      store('stdout', masks.stdout.flush());
      store('stderr', masks.stderr.flush());
      closed = true;
      return writer.finish();
    },
  };
}

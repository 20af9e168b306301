/** One attempt at a unit: intent before anything is sent, output masked and stored, the outcome put down as it was seen. */
import type { Plan } from '#core/plan/model.ts';
import { showTask } from '#core/plan/show.ts';
import { fillProse, type LateValues } from '#core/plan/text.ts';
import type { RunHeader, UnitRef } from '#core/run/events.ts';
import { valuesFor } from '#core/run/run-values.ts';
import { plannedUnit, type RunState, stepOf, unitKey } from '#core/run/state.ts';
import type { Cancellation } from './cancellation.ts';
import type { Journal } from './journal.ts';
import type { Mask } from './mask.ts';
import type { OutputRef, Stream } from './ports.ts';
import type { EnginePorts, RunListener } from './run-handle.ts';
import { runUnit } from './steps/run-unit.ts';
import type { AttemptContext } from './steps/step.ts';

export interface AttemptSetup {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly ports: EnginePorts;
  readonly journal: Journal;
  readonly listener: RunListener;
  state(): RunState;
}

export interface AttemptOrder {
  readonly ref: UnitRef;
  readonly attempt: number;
  /** Unique word of this attempt. */
  readonly id: string;
  readonly secrets: ReadonlyMap<string, string>;
  /** Hides those secrets. */
  readonly mask: Mask;
  readonly cancellation: Cancellation;
}

export async function carryOutAttempt(setup: AttemptSetup, order: AttemptOrder): Promise<void> {
  const { header, plan, ports, journal } = setup;
  const { ref, attempt, id, secrets, mask, cancellation } = order;
  const values: LateValues = { ...valuesFor(setup.state(), ref.host), secret: (name) => secrets.get(name) };
  const command = mask.maskText(fillProse(showTask(plannedUnit(plan, ref).task), values));
  await journal.add({
    type: 'attemptIntended',
    data: { ...ref, attempt, id, command, scriptSha256: ports.sha256(command) },
  });
  const began = ports.clock.monotonicMs();
  const output = openOutput(setup, { run: header.run, step: ref.step, host: ref.host, attempt }, mask);
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

function contextOf({ plan, ports, journal }: AttemptSetup, parts: AttemptParts): AttemptContext {
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
      void journal
        .add({
          type: 'attemptStarted',
          data: { ...ref, attempt, pid: started?.pid ?? null, group: started?.group ?? null },
        })
        .catch(() => undefined);
    },
  };
}

/** The stored output of one attempt, with secrets masked across the borders of its pieces. What comes after its digest is let go. */
function openOutput({ ports, listener }: AttemptSetup, ref: OutputRef, mask: Mask) {
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

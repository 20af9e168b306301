import { createFiles } from '#adapters/files/files.ts';
import { describeGuarantee } from '#core/plan/guarantee.ts';
import { planJson } from '#core/plan/json.ts';
import type { Plan } from '#core/plan/model.ts';
import { PLAN_NAMES, type PlanName } from '#core/release/model.ts';
import { type PlanChoice, planLoaded } from '#desk/loaded-release.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { readVars } from '../options.ts';
import { loadReleaseFile } from '../release-file.ts';
import { safe } from '../terminal.ts';

export interface PlanOptions {
  readonly env: string;
  readonly plan: string;
  readonly limit?: string;
  readonly var?: readonly string[];
  readonly json?: boolean;
}

export async function planCommand(path: string, options: PlanOptions): Promise<number> {
  const { file, loaded } = await loadReleaseFile(path);
  const planned = await planLoaded(loaded, choiceOf(options), createFiles(file.folder));
  if (!planned.plan)
    throw new CliFailure('plan-invalid', planned.problems.map((problem) => problem.message).join('\n'));
  process.stdout.write(
    options.json ? `${JSON.stringify(planJson(planned.plan), null, 2)}\n` : describePlan(planned.plan),
  );
  return EXIT.ok;
}

export function choiceOf(options: Omit<PlanOptions, 'json'>): PlanChoice {
  const plan = PLAN_NAMES.find((name) => name === options.plan);
  if (!plan)
    throw new CliFailure(
      'usage',
      `There is no plan "${options.plan}"; choose one of ${PLAN_NAMES.join(', ')}`,
    );
  return {
    plan: plan satisfies PlanName,
    environment: options.env,
    limit: options.limit ?? null,
    vars: readVars(options.var),
  };
}

/** The plan for a terminal: each wave with its hosts, command and undo. */
function describePlan(plan: Plan): string {
  const { units, sentences } = planJson(plan);
  const lines = [
    `${safe(plan.release.name)} ${safe(plan.release.version)}: ${plan.plan} on ${safe(plan.environment.name)}, revision ${plan.revision}`,
    '',
  ];
  let heading = '';
  for (const unit of units) {
    const step = plan.steps.find((each) => each.id === unit.step);
    const next = `${unit.step}: ${safe(step?.title ?? '')}${unit.batch > 1 ? ` (batch ${unit.batch})` : ''}`;
    if (next !== heading) {
      const sentence = sentences.find((entry) => entry.step === unit.step)?.text;
      const guarantee = step === undefined || unit.batch > 1 ? null : describeGuarantee(step);
      lines.push(next, ...said('    ', sentence), ...said('    ', guarantee));
      heading = next;
    }
    lines.push(
      `  ${unit.host ?? '(no host)'}  ${indent(unit.command)}`,
      ...said('    done if: ', unit.doneIf),
      ...said('    undo: ', unit.undo),
    );
  }
  return `${lines.join('\n')}\n`;
}

function said(label: string, text: string | null | undefined): readonly string[] {
  return text === null || text === undefined ? [] : [`${label}${indent(text)}`];
}

function indent(text: string): string {
  return safe(text).trimEnd().replaceAll('\n', '\n      ');
}

import { readFileSync } from 'node:fs';
import { parseRelease } from '#core/release/parse-release.ts';

export const EXAMPLE = readFileSync(
  new URL('../../../resources/examples/payments-gateway.release.yaml', import.meta.url),
  'utf8',
);

/** Two lines; what is added begins on line 3. */
export const HEAD = `holdpoint: 1
release: { id: shop, name: Shop, version: "1.0" }
`;

const PLACES = `${HEAD}environments:
  test:
    vars: { dir: /opt/shop }
    hosts:
      web1: { address: 10.0.0.1, tags: [web] }
      web2: { address: 10.0.0.2, tags: [web] }
      db1: { address: 10.0.0.3, tags: [db], vars: { role: primary } }
deployment:
  phases:
    - id: main
      title: Main
      steps:
`;

/** The line on which the first step of `withSteps` begins. */
export const FIRST_STEP = PLACES.split('\n').length;

/** A release with these steps in its only phase, written without indentation. */
export function withSteps(steps: string): string {
  return PLACES + steps.replace(/^(?=.)/gm, '        ');
}

/** A release with one step: these lines after `id` and `title`, the first of them on line `FIRST_STEP + 2`. */
export function withStep(lines: string): string {
  return withSteps(`- id: one\n  title: One\n${lines.replace(/^(?=.)/gm, '  ')}\n`);
}

/** `line:column severity code`, for every issue. */
export function problems(text: string): string[] {
  return parseRelease(text).issues.map(
    (issue) => `${issue.line}:${issue.column} ${issue.severity} ${issue.code}`,
  );
}

/** The message of the only issue. */
export function message(text: string): string {
  const { issues } = parseRelease(text);
  if (issues.length !== 1) throw new Error(`one issue expected: ${JSON.stringify(issues)}`);
  return issues[0]!.message;
}

/** `severity code message` of what is said of a step with these lines. */
export function saidOfStep(lines: string): string[] {
  return parseRelease(withStep(`on: all\n${lines}`)).issues.map(
    ({ severity, code, message }) => `${severity} ${code} ${message}`,
  );
}

import { useCommand } from '#bridge/use-command.ts';
import type { RunSummary } from '#contract/commands.ts';
import type { RunState } from '#core/run/state.ts';

/** The newest run of the deployment that a verification looks at and that still is in place; null for other plans, and where there is none. */
export function useDeployment({ header }: Pick<RunState, 'header'>): RunSummary | null {
  const isVerification = header.plan === 'verification';
  const { value: runs } = useCommand('run.list', isVerification ? { release: header.releaseId } : null);
  return (
    runs?.find(
      ({ plan, environment, mode, backedOut }) =>
        plan === 'deployment' &&
        environment === header.environment &&
        mode === header.mode &&
        backedOut?.as !== 'whole',
    ) ?? null
  );
}

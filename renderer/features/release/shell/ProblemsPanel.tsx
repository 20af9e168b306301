import { ActionIcon } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Issue } from '#core/release/issue.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { useRelease } from '../release-context.ts';
import classes from './shell.module.css';

interface ProblemsToggleProps {
  readonly opened: boolean;
  readonly onToggle: () => void;
}

export function ProblemsToggle({ opened, onToggle }: ProblemsToggleProps) {
  const issues = useRelease((state) => state.draft.read.issues);
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const warnings = issues.length - errors;
  return (
    <button type="button" className={classes.toggle} aria-expanded={opened} onClick={onToggle}>
      {errors > 0 && (
        <span data-tone="bad">
          <IconAlertCircle size={15} aria-hidden /> {formatCount(errors, 'problem')}
        </span>
      )}
      {warnings > 0 && (
        <span data-tone="care">
          <IconAlertTriangle size={15} aria-hidden /> {formatCount(warnings, 'warning')}
        </span>
      )}
      {issues.length === 0 && (
        <span data-tone="good">
          <IconCheck size={15} aria-hidden /> No problems
        </span>
      )}
    </button>
  );
}

interface ProblemsPanelProps {
  readonly release: string;
  readonly onClose: () => void;
}

export function ProblemsPanel({ release, onClose }: ProblemsPanelProps) {
  const issues = useRelease((state) => state.draft.read.issues);
  const [, navigate] = useLocation();
  const sorted = useMemo(
    () => issues.toSorted((a, b) => a.severity.localeCompare(b.severity) || a.line - b.line),
    [issues],
  );
  return (
    <section className={classes.problems} aria-label="Problems">
      <div className={classes.problemsHead}>
        <h2>Problems</h2>
        <ActionIcon aria-label="Close problems" size="sm" onClick={onClose}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {issues.length === 0 && <p className={classes.problemsNone}>Nothing is wrong with this release.</p>}
      <ul>
        {sorted.map((issue) => (
          <li key={`${issue.line}:${issue.column}:${issue.code}:${issue.message}`}>
            <button
              type="button"
              onClick={() => navigate(`/release/${release}/source?line=${issue.line}&column=${issue.column}`)}
            >
              <IssueMark issue={issue} />
              <span className={classes.place}>{`Line ${issue.line}`}</span>
              <span className={classes.message}>
                <SafeText text={issue.message} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function IssueMark({ issue }: { readonly issue: Issue }) {
  const isError = issue.severity === 'error';
  const Glyph = isError ? IconAlertCircle : IconAlertTriangle;
  return (
    <span className={classes.mark} data-tone={isError ? 'bad' : 'care'}>
      <Glyph size={15} aria-hidden />
      {isError ? 'Problem' : 'Warning'}
    </span>
  );
}

import {
  type Icon,
  IconAlertCircle,
  IconAlertTriangle,
  IconCheck,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCpu,
} from '@tabler/icons-react';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'wouter';
import { formatCount } from '#core/words/format-count.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import { StateBadge } from '#ui/StateBadge.tsx';
import type { Tone } from '#ui/state/state-look.ts';
import { useRelease } from '../release-context.ts';
import classes from './overview.module.css';
import { type ControlDraft, changingSteps, readControls } from './readiness.ts';
import { TakenOver } from './TakenOver.tsx';

export function ReadinessPanel({ release }: { readonly release: string }) {
  const { data, issues } = useRelease((state) => state.draft.read);
  const steps = useMemo(() => changingSteps(data), [data]);
  const controls = useMemo(() => readControls(data), [data]);
  const errors = issues.filter((issue) => issue.severity === 'error').length;
  const gaps = steps.filter(({ step }) => step.undo.kind === 'gap');
  const final = steps.filter(({ step }) => step.undo.kind === 'no-return');
  return (
    <aside className={classes.readiness} aria-label="Readiness">
      <h2>Readiness</h2>
      <Line good={errors === 0} tone="bad" icon={IconAlertCircle} to={`/release/${release}/source`}>
        {errors === 0 ? 'The file has no problems' : `${formatCount(errors, 'problem')} in the file`}
      </Line>
      <Line
        good={gaps.length === 0}
        tone="care"
        icon={IconAlertTriangle}
        to={`/release/${release}/deployment`}
      >
        {gaps.length === 0
          ? 'Every changing step says how it is undone'
          : `${formatCount(gaps.length, 'step')} without a word on undoing`}
      </Line>
      {final.map(({ plan, step }) => (
        <Line
          key={step.id}
          good={false}
          tone="bad"
          icon={IconAlertTriangle}
          to={`/release/${release}/${plan}`}
        >
          Point of no return: <SafeText text={step.title} />
        </Line>
      ))}
      {controls.length > 0 && (
        <>
          <h3>Controls</h3>
          <ul className={classes.controls}>
            {controls.map((control) => (
              <li key={control.id}>
                <span className={classes.controlTitle}>{control.title}</span>
                <ControlMark control={control} />
              </li>
            ))}
          </ul>
        </>
      )}
      <TakenOver release={release} />
    </aside>
  );
}

interface LineProps {
  readonly good: boolean;
  readonly tone: Tone;
  readonly icon: Icon;
  readonly to: string;
  readonly children: ReactNode;
}

function Line({ good, tone, icon, to, children }: LineProps) {
  const Glyph = good ? IconCheck : icon;
  return (
    <Link href={to} className={classes.line} data-tone={good ? 'good' : tone}>
      <Glyph size={16} stroke={1.9} aria-hidden />
      <span>{children}</span>
    </Link>
  );
}

const CONTROL_LOOKS: Readonly<
  Record<string, { readonly tone: Tone; readonly icon: Icon; readonly label: string }>
> = {
  met: { tone: 'good', icon: IconCircleCheck, label: 'Met' },
  'not-met': { tone: 'bad', icon: IconAlertCircle, label: 'Not met' },
  waived: { tone: 'care', icon: IconCircleMinus, label: 'Waived' },
  'not-applicable': { tone: 'quiet', icon: IconCircleMinus, label: 'Not applicable' },
};

function ControlMark({ control }: { readonly control: ControlDraft }) {
  if (control.byRule && control.state === '')
    return (
      <StateBadge
        variant="plain"
        tone="quiet"
        icon={IconCpu}
        label="Has a rule"
        title="Holdpoint shows the rule and does not judge it: a person does"
      />
    );
  const look = CONTROL_LOOKS[control.state] ?? {
    tone: 'care' as const,
    icon: IconCircleDashed,
    label: 'Open',
  };
  return <StateBadge variant="plain" {...look} />;
}

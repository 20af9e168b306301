import { Select } from '@mantine/core';
import { DEFAULT_ON_FAILURE, ON_FAILURES } from '#core/release/format/options.ts';
import { labelOnFailure } from '#core/words/release/label-on-failure.ts';
import { type Raw, textOf } from '../text/raw.ts';

const CHOICES = ON_FAILURES.map((value) => ({ value, label: labelOnFailure(value) }));

interface FailureFieldProps {
  readonly label: string;
  /** What a step or a phase says. */
  readonly of: Raw;
  /** What is said around it: of a step, its phase. */
  readonly around?: Raw;
  readonly onChange: (part: Raw) => void;
}

/** What follows a failure. Where nothing is chosen, what is said around holds. */
export function FailureField({ label, of, around = {}, onChange }: FailureFieldProps) {
  const shared = ON_FAILURES.find((each) => each === around['on_failure']);
  const otherwise = labelOnFailure(shared ?? DEFAULT_ON_FAILURE);
  return (
    <Select
      label={label}
      description="On any host"
      placeholder={shared ? `As the phase: ${otherwise.toLowerCase()}` : otherwise}
      clearable
      data={CHOICES}
      value={textOf(of['on_failure']) || null}
      onChange={(value) => onChange({ on_failure: value ?? undefined })}
    />
  );
}

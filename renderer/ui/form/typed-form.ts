import { type UseFormInput, useForm } from '@mantine/form';
import { useTyped } from './drafts.ts';

/** A form whose rules stand with its fields, and what is typed into it is kept as in any other. Starting over empties both. */
export function useTypedForm<T extends Record<string, string>>(
  name: string,
  start: T,
  validate: NonNullable<UseFormInput<T>['validate']>,
) {
  const typed = useTyped<T>(name, start);
  const form = useForm<T>({
    initialValues: typed.value,
    onValuesChange: (values) => typed.set(values),
    validate,
  });
  const startOver = (): void => {
    typed.startOver();
    form.setValues(typed.start);
  };
  return { form, typed: { ...typed, startOver } };
}

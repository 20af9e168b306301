import { Alert } from '@mantine/core';
import { useRun } from './run-context.ts';

/** Why the last thing asked for was not done. */
export function Refusal() {
  const refused = useRun((store) => store.refused);
  const forget = useRun((store) => store.forgetRefusal);
  if (!refused) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title="Not done"
      withCloseButton
      closeButtonLabel="Close this message"
      onClose={forget}
    >
      {refused}
    </Alert>
  );
}

import type { Gate } from '#core/gate/model.ts';
import type { Revision } from '#core/release/model.ts';

/** Of a release that names nothing that could hold it back. */
export const NO_RULES: Gate = {
  environment: 'lab',
  isProduction: false,
  revision: '4f2a91c077aa0d12'.repeat(4) as Revision,
  rules: [],
};

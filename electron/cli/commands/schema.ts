/** The JSON Schema of release files, from the tables that reading and lint use. */
import { jsonSchemaOf } from '#core/release/format/json-schema.ts';
import { RELEASE } from '#core/release/format/release.ts';
import { EXIT } from '../failure.ts';
import { printJson } from '../terminal.ts';

export function schemaCommand(): number {
  printJson(jsonSchemaOf(RELEASE.shape));
  return EXIT.ok;
}

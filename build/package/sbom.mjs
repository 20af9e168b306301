/** The list of parts in CycloneDX 1.6, for those who look up what a package holds. No clock and no random number in it. */

/** @param {ReturnType<typeof import('./licences.mjs').shippedParts>} parts */
export function bom(parts, { version, electronVersion }) {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': 'holdpoint',
        name: 'holdpoint',
        version,
        licenses: [{ license: { id: 'MIT' } }],
      },
    },
    components: [
      {
        type: 'framework',
        'bom-ref': `pkg:npm/electron@${electronVersion}`,
        name: 'electron',
        version: electronVersion,
        purl: `pkg:npm/electron@${electronVersion}`,
        licenses: [{ license: { id: 'MIT' } }],
      },
      ...parts.map(component),
    ],
  };
}

function component({ name, version, licence, integrity, purl }) {
  const isOne = /^[\w.-]+$/.test(licence);
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    licenses: [isOne ? { license: { id: licence } } : { expression: licence }],
    ...(integrity?.startsWith('sha512-') && {
      hashes: [
        { alg: 'SHA-512', content: Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex') },
      ],
    }),
  };
}

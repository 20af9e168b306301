/** Bundles that somebody made to do harm, or that were harmed on the way: each is refused, and the library stays as it was. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { headerOf } from '#adapters/bundle/archive.ts';
import { makeSecretKey, type SecretKey, signContent } from '#adapters/signing/secret-key.ts';
import { MANIFEST_NAME, RELEASE_NAME, signatureName } from '#core/bundle/manifest.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { archiveOf, END, manifestOf, membersFor, type Parts, type RawMember } from '#support/bundles.ts';
import {
  FILES,
  openScene,
  partsOf,
  refuses,
  releaseText,
  replaced,
  withHeader,
} from './store/bundle-scene.ts';
import { test } from './store/library-fixture.ts';

describe('a bundle', { timeout: 300_000 }, () => {
  test('that is whole and signed is taken, by the same reader that refuses all below', async ({ store }) => {
    const scene = await openScene(store);
    expect(await scene.take(archiveOf(membersFor(partsOf(), [scene.ada])))).toBe('taken');
    expect(scene.library.getRelease('shop')?.version).toBe('1.0.0');
    expect(scene.library.verifyLibrary().findings).toEqual([]);
  });

  test('is refused with any byte of its manifest changed', async ({ store }) => {
    const scene = await openScene(store);
    const members = membersFor(partsOf(), [scene.ada]);
    const manifest = members[0]?.content ?? Buffer.alloc(0);
    const changed = function* () {
      for (let at = 0; at < manifest.length; at += 1) {
        const content = replaced(manifest, at, (manifest[at] ?? 0) ^ (1 << (at % 8)));
        const [first, ...rest] = members;
        if (first) yield [`byte ${at}`, archiveOf([{ ...first, content }, ...rest])] as const;
      }
    };
    const count = await refuses(scene, changed(), ['bundle-signature-wrong']);
    expect(count).toBeGreaterThan(300);
  });

  test('is refused with any byte changed of what stands in front of, between and behind its parts', async ({
    store,
  }) => {
    const scene = await openScene(store);
    const whole = archiveOf(membersFor(partsOf(), [scene.ada]));
    const untrusted = whole.indexOf('untrusted comment: ');
    const comment = { from: untrusted + 'untrusted comment: '.length, to: whole.indexOf('\n', untrusted) };
    const changed = function* () {
      for (let at = 0; at < whole.length; at += 7) {
        // What minisign itself calls untrusted: nobody signs it, and nobody reads it.
        if (at >= comment.from && at < comment.to) continue;
        yield [`byte ${at}`, replaced(whole, at, (whole[at] ?? 0) ^ 0x15)] as const;
      }
    };
    await refuses(scene, changed(), [
      'bundle-form',
      'bundle-too-large',
      'bundle-signature-wrong',
      'bundle-signer-unknown',
      'bundle-member',
    ]);
  });

  test('is refused cut at any place, and with anything behind its end', async ({ store }) => {
    const scene = await openScene(store);
    const whole = archiveOf(membersFor(partsOf(), [scene.ada]));
    const cut = function* () {
      for (let at = 0; at < whole.length; at += 61) yield [`cut at ${at}`, whole.subarray(0, at)] as const;
      for (const more of [1, 511, 512, 4096])
        yield [`${more} more`, Buffer.concat([whole, Buffer.alloc(more)])] as const;
      yield ['a second bundle behind it', Buffer.concat([whole, whole])] as const;
      yield ['half an end', archiveOf(membersFor(partsOf(), [scene.ada]), END.subarray(0, 512))] as const;
      yield ['packed', gzipSync(whole)] as const;
      yield ['a zip', Buffer.concat([Buffer.from('PK\u0003\u0004'), whole])] as const;
      yield ['nothing', Buffer.alloc(0)] as const;
      yield ['zeros', Buffer.alloc(100 * 512)] as const;
    };
    await refuses(scene, cut(), ['bundle-form', 'bundle-unsigned', 'bundle-member']);
  });

  test('is refused with members that are more, twice, elsewhere, or no plain files', async ({ store }) => {
    const scene = await openScene(store);
    const members = membersFor(partsOf(), [scene.ada]);
    const content = Buffer.from('harm');
    const names = [
      ...['../evil', '/etc/passwd', 'files/../../evil', 'files/./1', 'C:\\evil', 'files\\1', '.hidden'],
      ...['Release.yaml', 'RELEASE.YAML', 'Files/1', 'files/3', 'evidence/1.html', MANIFEST_NAME],
      ...[RELEASE_NAME, 'files/1', 'signatures/../x.minisig', 'n'.repeat(99), 'files/ﬁ', 'a b', ''],
    ];
    const kinds = ['1', '2', '3', '4', '5', '6', '7', 'x', 'g', 'L', 'K', 'S', 'V', '\0'];
    const cases = function* () {
      for (const name of names)
        for (let at = 0; at <= members.length; at += 1) {
          const header = headerOf({ name: name.slice(0, 99), bytes: content.length });
          const extra: RawMember = { name, content, header };
          yield [`${name} at ${at}`, archiveOf(members.toSpliced(at, 0, extra))] as const;
        }
      for (const kind of kinds)
        for (let at = 0; at < members.length; at += 1)
          yield [
            `kind ${kind} at ${at}`,
            archiveOf(withHeader(members, at, (h) => h.write(kind, 156))),
          ] as const;
      for (const [at, text] of [
        [100, '0000777'],
        [108, '0001750'],
        [136, '14000000000'],
        [157, '../../etc/passwd'],
        [257, 'ustar  '],
        [265, 'root'],
        [345, '../../etc'],
        [500, 'hidden'],
      ] as const)
        yield [`header at ${at}`, archiveOf(withHeader(members, 3, (h) => h.write(text, at)))] as const;
      for (let at = 0; at < members.length; at += 1) {
        yield [`without ${at}`, archiveOf(members.toSpliced(at, 1))] as const;
        const member = members[at];
        if (member) yield [`${at} twice`, archiveOf(members.toSpliced(at, 0, member))] as const;
        if (at > 0)
          yield [`${at} first`, archiveOf(member ? [member, ...members.toSpliced(at, 1)] : [])] as const;
      }
    };
    const count = await refuses(scene, cases(), [
      'bundle-form',
      'bundle-member',
      'bundle-unsigned',
      'bundle-signature-wrong',
    ]);
    expect(count).toBeGreaterThan(200);
  });

  test('is refused by its sizes before anything of that size is read', async ({ store }) => {
    const scene = await openScene(store);
    const members = membersFor(partsOf(), [scene.ada]);
    const claiming = (at: number, bytes: number) =>
      archiveOf(
        members.with(at, {
          ...(members[at] as RawMember),
          header: headerOf({ name: members[at]?.name ?? '', bytes }),
        }),
      );
    const big = Buffer.alloc(2 * 1024 * 1024, ' ');
    await refuses(
      scene,
      [
        ['a manifest that says 8 GiB', claiming(0, 8 * 1024 ** 3 - 1)],
        ['a signature that says 8 GiB', claiming(1, 8 * 1024 ** 3 - 1)],
        ['a release that says 8 GiB', claiming(2, 8 * 1024 ** 3 - 1)],
        ['a manifest of 2 MiB', archiveOf(members.with(0, { name: MANIFEST_NAME, content: big }))],
        ['a signature of 2 MiB', archiveOf(members.with(1, { ...(members[1] as RawMember), content: big }))],
      ],
      ['bundle-form', 'bundle-too-large'],
    );
  });

  test('is refused unsigned, by nobody who is trusted, by a revoked key, and in the name of another', async ({
    store,
  }) => {
    const scene = await openScene(store);
    const { ada, eve } = scene;
    const stranger = makeSecretKey();
    const impostor: SecretKey = {
      ...stranger,
      publicKey: { ...stranger.publicKey, id: ada.publicKey.id },
    };
    const parts = partsOf();
    const manifest = Buffer.from(canonicalJson(manifestOf(parts)));
    const renamed = membersFor(parts, [ada]).map((member) =>
      member.name === signatureName(ada.publicKey.id)
        ? { ...member, content: Buffer.from(signContent(manifest, stranger, 'a test')) }
        : member,
    );
    const many = membersFor(parts, Array.from({ length: 17 }, makeSecretKey));
    const cases: readonly (readonly [string, readonly RawMember[], string])[] = [
      ['unsigned', membersFor(parts, []), 'bundle-unsigned'],
      ['a stranger', membersFor(parts, [stranger]), 'bundle-signer-unknown'],
      ['a revoked key', membersFor(parts, [eve]), 'bundle-signer-revoked'],
      ['a revoked key beside a trusted one', membersFor(parts, [ada, eve]), 'bundle-signer-revoked'],
      ['an impostor', membersFor(parts, [impostor]), 'bundle-signature-wrong'],
      ['a signature of another under the name of Ada', renamed, 'bundle-signature-wrong'],
      ['seventeen strangers', many, 'bundle-form'],
      [
        'a signature of another manifest',
        membersFor(parts, [ada]).with(0, { name: MANIFEST_NAME, content: Buffer.from(`${manifest} `) }),
        'bundle-signature-wrong',
      ],
    ];
    for (const [what, members, code] of cases) await refuses(scene, [[what, archiveOf(members)]], [code]);
  });

  test('is refused, although a trusted key signed it, for what its manifest says', async ({ store }) => {
    const scene = await openScene(store);
    const good = manifestOf(partsOf());
    const text = canonicalJson(good);
    const manifests: readonly (readonly [string, string])[] = [
      ['not canonical', JSON.stringify(good, null, 1)],
      ['with a space behind it', `${text} `],
      ['a key twice', text.replace('"approvals":[],', '"approvals":[],"approvals":[],')],
      ['a key that nobody knows', canonicalJson({ ...good, script: 'x' })],
      ['a prototype', text.replace('"approvals":[],', '"__proto__":{"x":1},"approvals":[],')],
      ['no JSON', 'release: shop'],
      ['no UTF-8', '\ud800'],
      ['nested deeply', '['.repeat(500_000)],
      ['null', 'null'],
      ['a number that is none', text.replace('"holdpoint-bundle":1', '"holdpoint-bundle":1.0')],
      ...Object.entries({
        'holdpoint-bundle': 2,
        id: '../evil',
        created: 'yesterday',
        expires: 5,
        requires: '0.1',
        files: [{ path: 'x', bytes: -1, sha256: 'a'.repeat(64) }],
        evidence: [{ run: '../evil', bytes: 1, sha256: 'a'.repeat(64) }],
        hostKeys: [
          { address: 'a', port: 99999, keyType: 'x', fingerprint: 'x', publicKey: 'x', by: 'x', at: 'x' },
        ],
        approvals: [{ by: 'x' }],
      }).map(([key, value]) => [key, canonicalJson({ ...good, [key]: value })] as const),
      ['an id that is a path', canonicalJson({ ...good, release: { ...good.release, id: '../shop' } })],
      ['a hash that is none', canonicalJson({ ...good, release: { ...good.release, revision: 'x' } })],
    ];
    await refuses(
      scene,
      manifests.map(([what, bytes]) => [
        what,
        archiveOf(membersFor(partsOf(), [scene.ada], Buffer.from(bytes))),
      ]),
      ['bundle-manifest'],
    );
    const dated: readonly (readonly [string, Record<string, unknown>, string])[] = [
      ['of a newer Holdpoint', { requires: '0.2.0' }, 'bundle-requires'],
      ['of a much newer one', { requires: '9.0.0' }, 'bundle-requires'],
      ['expired', { expires: '2026-11-21T04:59:59.000Z' }, 'bundle-expired'],
      ['from the future', { created: '2027-01-01T00:00:00.000Z' }, 'bundle-ahead'],
    ];
    for (const [what, more, code] of dated)
      await refuses(scene, [[what, archiveOf(membersFor(partsOf(FILES, { more }), [scene.ada]))]], [code]);
  });

  test('is refused, although a trusted key signed it, for where its files would go', async ({ store }) => {
    const scene = await openScene(store);
    const signed = (files: Parts['files'], text = releaseText(files.map(([name]) => name))) =>
      archiveOf(membersFor(partsOf(files, { text }), [scene.ada]));
    const names = [
      ...['../evil', '../../etc/passwd', '/etc/passwd', 'files/../../evil', './evil', 'a//b', 'files/', '..'],
      ...['C:/evil', 'C:evil', 'files\\evil', '\\\\host\\share', 'con', 'files/NUL.txt', 'aux.sh', 'com1'],
      ...['evil.', 'evil ', 'a:b', 'a*', 'a?', 'a"b', 'a<b', 'a|b', 'a\u0007b', 'a\u0000b', 'x\ny'],
    ];
    await refuses(
      scene,
      names.map((name) => [JSON.stringify(name), signed([[name, 'harm']])]),
      ['bundle-file-name', 'bundle-release'],
    );
    const twins = [
      ['files/a', 'files/A'],
      ['files/caf\u00e9', 'files/cafe\u0301'],
      ['files/fi', 'files/\ufb01'],
      ['files/x', 'files/x'],
    ];
    await refuses(
      scene,
      twins.map((pair) => [pair.join(), signed(pair.map((name) => [name, 'twin'] as const))]),
      ['bundle-file-name', 'bundle-release'],
    );
    const unnamed = signed([...FILES, ['files/extra', 'harm']], releaseText(FILES.map(([name]) => name)));
    await refuses(scene, [['a file that the release does not name', unnamed]], ['bundle-file-name']);
    const lacking = signed([], releaseText(FILES.map(([name]) => name)));
    await refuses(scene, [['without the files of the release', lacking]], ['bundle-file-name']);
  });

  test('is refused, although a trusted key signed it, for its release', async ({ store }) => {
    const scene = await openScene(store);
    const bomb = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join('\n')}\n`;
    const texts = [
      ...['', '{}', 'no release', '\u0000', '[[[[', bomb, `${'['.repeat(100_000)}`],
      `${releaseText(['w.sh'])}\nunknown: 1\n`,
    ];
    await refuses(
      scene,
      texts.map((text) => [text.slice(0, 20), archiveOf(membersFor(partsOf([], { text }), [scene.ada]))]),
      ['bundle-release'],
    );
    const other: readonly (readonly [string, Partial<Parts>])[] = [
      ['another revision', { revision: 'a'.repeat(64) }],
      ['another id', { release: { id: 'bank' } }],
      ['another name', { release: { name: 'Bank' } }],
      ['another version', { release: { version: '2.0.0' } }],
    ];
    await refuses(
      scene,
      other.map(([what, more]) => [what, archiveOf(membersFor(partsOf(FILES, more), [scene.ada]))]),
      ['bundle-release'],
    );
    const evidence = [['r-20261121-0425-7k3q', '<html>no evidence</html>']] as const;
    const page = archiveOf(membersFor(partsOf(FILES, { evidence }), [scene.ada]));
    await refuses(scene, [['evidence that is none', page]], ['bundle-evidence']);
  });

  test('that is older, or was taken already, is refused', async ({ store }) => {
    const scene = await openScene(store);
    const names = FILES.map(([name]) => name);
    const [first, second] = ['1.0.0', '2.0.0'].map((version, i) => {
      const parts = partsOf(FILES, {
        text: releaseText(names, version),
        release: { version },
        more: { created: `2026-11-21T04:0${i}:00.000Z` },
      });
      return archiveOf(membersFor(parts, [scene.ada]));
    });
    if (first === undefined || second === undefined) throw new Error('two bundles');
    expect(await scene.take(first)).toBe('taken');
    expect(await scene.take(second)).toBe('taken');
    await refuses(scene, [['the same again', second]], ['bundle-imported']);
    await refuses(scene, [['the one before', first]], ['bundle-replayed']);
    const anew = partsOf(FILES, {
      text: releaseText(names, '1.0.0'),
      more: { created: '2026-11-21T04:30:00.000Z' },
    });
    const older = archiveOf(membersFor(anew, [scene.ada]));
    await refuses(scene, [['an older revision in a newer bundle', older]], ['bundle-older']);
  });

  test('leaves nothing behind where its files cannot be written', async ({ store }) => {
    const scene = await openScene(store);
    // What stands where the folder of bundles should be.
    writeFileSync(join(store.folder, 'bundles'), 'in the way');
    const whole = archiveOf(membersFor(partsOf(), [scene.ada]));
    await refuses(scene, [['no folder', whole]], ['bundle-unreadable']);
    rmSync(join(store.folder, 'bundles'));
    mkdirSync(join(store.folder, 'bundles'));
    expect(await scene.take(whole)).toBe('taken');
  });
});

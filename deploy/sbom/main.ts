import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LmsError } from '#shared/errors.ts';
import { jarComponents } from './jar-components.ts';

const root = join(import.meta.dirname, '../..');
/** npm describes a thousand packages in about a megabyte; the default of Node would cut that off. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

const { status, stdout, stderr } = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'],
  { cwd: root, encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES },
);
if (status !== 0) throw new LmsError('unexpected', `npm sbom failed:\n${stderr}`);

const document = z.looseObject({ components: z.array(z.unknown()) }).parse(JSON.parse(stdout));
const jars = jarComponents(readFileSync(join(root, 'deploy/embedded/java/sha256.txt'), 'utf8'));
// What this program is for is what it prints: a CycloneDX document of everything the product is made of.
console.log(JSON.stringify({ ...document, components: [...document.components, ...jars] }, null, 2));

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const FILES = ['docker-compose.yml', 'deploy/docker/Dockerfile'] as const;
const SCRIPT = 'deploy/docker/pin-images.sh';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pin-images-'));
  mkdirSync(join(root, 'bin'));
  for (const file of [...FILES, SCRIPT]) cpSync(file, join(root, file));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs the script with an engine that answers every question alike. */
function pin(answer: string): void {
  writeFileSync(join(root, 'bin', 'docker'), `#!/bin/sh\necho '${answer}'\n`, { mode: 0o755 });
  const PATH = `${join(root, 'bin')}${delimiter}${process.env['PATH']}`;
  execFileSync(join(root, SCRIPT), { env: { PATH }, stdio: 'pipe' });
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

it('adds a digest to every image that has a version, once, and changes nothing else', () => {
  pin(DIGEST);
  const pinned = FILES.map(read);
  for (const [index, file] of FILES.entries()) {
    const named = pinned[index]?.match(/^ *(image: |FROM )\S+:\S+/gm) ?? [];
    expect(named.length, file).toBeGreaterThan(0);
    for (const line of named) expect(line).toMatch(new RegExp(`:[^@]+@${DIGEST}$`));
    expect(pinned[index]?.replaceAll(`@${DIGEST}`, '')).toBe(readFileSync(file, 'utf8'));
  }
  pin(DIGEST.replace('0', 'f'));
  expect(FILES.map(read)).toEqual(pinned);
});

it('changes nothing where no digest is told', () => {
  expect(() => pin('ERROR: not found')).toThrow();
  expect(FILES.map(read)).toEqual(FILES.map((file) => readFileSync(file, 'utf8')));
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkJarSums, writeJarSums } from '../../../deploy/embedded/jar-sums.ts';
import { jarComponents } from '../../../deploy/sbom/jar-components.ts';

let place: string;
let jars: string;
let list: string;

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'jar-sums-'));
  jars = join(place, 'jars');
  list = join(place, 'sha256.txt');
  mkdirSync(join(jars, 'kafka'), { recursive: true });
  writeFileSync(join(jars, 'kafka/a-1.0.jar'), 'a');
  writeFileSync(join(jars, 'kafka/b-2.0.jar'), 'b');
  await writeJarSums(jars, list);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

describe('what Maven fetched', () => {
  it('is taken when every file has its sum', async () => {
    await expect(checkJarSums(jars, list)).resolves.toBeUndefined();
  });

  it.each<[string, () => void]>([
    ['kafka/a-1.0.jar has the SHA-256 sum', () => writeFileSync(join(jars, 'kafka/a-1.0.jar'), 'A')],
    ['kafka/b-2.0.jar is missing', () => rmSync(join(jars, 'kafka/b-2.0.jar'))],
    ['kafka/c-3.0.jar is not in the list', () => writeFileSync(join(jars, 'kafka/c-3.0.jar'), 'c')],
  ])('is refused where %s', async (problem, change) => {
    change();
    await expect(checkJarSums(jars, list)).rejects.toThrow(problem);
  });
});

it('the list names the versions that are fetched', () => {
  const text = readFileSync('deploy/embedded/java/sha256.txt', 'utf8');
  const java = readFileSync('deploy/embedded/java-servers.ts', 'utf8');
  const [, kafka, apicurio, s3proxy] =
    /`kafka-([\d.]+)_apicurio-\$\{(\w+)\}_s3proxy-([\d.]+)`/.exec(java) ?? [];
  expect(apicurio).toBe('REGISTRY_VERSION');
  const registry = /REGISTRY_VERSION = '(.+)'/.exec(java)?.[1];
  for (const path of [
    `kafka/kafka_2.13-${kafka}.jar`,
    `s3proxy/s3proxy-${s3proxy}.jar`,
    `registry/apicurio-registry-app-${registry}-all.tar.gz`,
  ])
    expect(text).toMatch(new RegExp(`^[0-9a-f]{64}  ${path.replaceAll('.', '\\.')}$`, 'm'));
});

it('the list of components has each jar once, with its name, version and sum', () => {
  const [sum, other] = ['a'.repeat(64), 'b'.repeat(64)];
  const text = `${sum}  kafka/log4j-api-2.25.4.jar\n${sum}  s3proxy/log4j-api-2.25.4.jar\n${other}  registry/apicurio-registry-app-3.0.9-all.tar.gz\n`;
  expect(jarComponents(text)).toEqual([
    expect.objectContaining({
      name: 'log4j-api',
      version: '2.25.4',
      hashes: [{ alg: 'SHA-256', content: sum }],
    }),
    expect.objectContaining({ name: 'apicurio-registry-app', version: '3.0.9' }),
  ]);
});

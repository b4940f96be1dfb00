import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { readSettings } from '#shared/config.ts';
import { LmsError } from '#shared/errors.ts';
import { sourceOf } from '#shared/runtime/error-metrics.ts';
import { serializeError } from '#shared/runtime/logging.ts';
import { CONFIGS } from '../deploy/services.ts';

const SECRET = 's3cr3t-of-somebody';

describe('an error that is logged', () => {
  it('does not quote the row that PostgreSQL quotes', () => {
    const error = new pg.DatabaseError(
      'duplicate key value violates unique constraint "people_key"',
      1,
      'error',
    );
    Object.assign(error, {
      code: '23505',
      detail: 'Key (username)=(cameron.graham) already exists.',
      where: 'x',
    });
    const logged = serializeError(new Error('batch not applied', { cause: error }));
    expect(JSON.stringify(logged)).not.toContain('cameron');
    expect(logged).toMatchObject({
      cause: { code: '23505', message: expect.stringContaining('duplicate key') },
    });
  });

  it('does not quote what a client hangs on its errors', () => {
    const error = Object.assign(new Error('Request failed'), {
      config: { headers: { authorization: SECRET } },
      body: 'cameron.graham',
    });
    expect(JSON.stringify(serializeError(error))).not.toMatch(/s3cr3t|cameron/);
  });

  it('has no password of an address, in its words, its stack or its causes', () => {
    const url = `postgres://lms_writer:${SECRET}@db:5432/lms`;
    const error = new AggregateError([new Error(`connect ${url}`)], `cannot reach ${url}`);
    const text = JSON.stringify(serializeError(new LmsError('unavailable', `no ${url}`, { cause: error })));
    expect(text).toContain('postgres://…@db:5432/lms');
    expect(text).not.toContain(SECRET);
  });
});

it.each(Object.entries(CONFIGS))(
  '%s names settings that it cannot use, never their values',
  (_name, { settings }) => {
    const environment = Object.fromEntries(Object.keys(settings.shape).map((key) => [key, SECRET]));
    try {
      readSettings(settings, environment);
      expect.unreachable('every setting was wrong');
    } catch (error) {
      expect(String(error)).not.toContain(SECRET);
      expect(String(error)).toContain('POSTGRES_URL');
    }
  },
);

it('counts an error by the server it came from', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(sourceOf(new pg.DatabaseError('x', 1, 'error'))).toBe('postgres');
  expect(sourceOf(new LmsError('unavailable', 'x', { server: 'object-store', cause: refused }))).toBe(
    'object-store',
  );
  expect(sourceOf(new LmsError('unavailable', 'x', { cause: refused }))).toBe('connection');
  expect(sourceOf(new AggregateError([refused]))).toBe('connection');
  expect(sourceOf(new TypeError('x'))).toBe('service');
});

it('no service logs a person’s data: what its calls name are ids, counts and errors', () => {
  const personal =
    /\b(username|email|firstName|lastName|employeeId|fileName|password|secret|token|subject)\b/;
  const offending = globSync('services/*/**/*.ts', { exclude: ['services/portal/web/**'] }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\blogger(?:\.\w+|\[[^\]]+\])\(\s*(\{[^}]*\})/g)]
      .filter(([, context = '']) => personal.test(context))
      .map(([call]) => `${file}: ${call}`),
  );
  expect(offending).toEqual([]);
});

it('starts without its settings by naming them, in one line of the log', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['services/portal/main.ts'], {
    env: { PATH: process.env['PATH'], SESSION_SECRET: SECRET },
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr + stdout).toContain('POSTGRES_URL');
  expect(stderr + stdout).not.toContain(SECRET);
});

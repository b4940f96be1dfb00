// Runs a script of this repository on the Node version it is written for, on a machine that may have an older one.
// Plain JavaScript without dependencies: it runs before anything is installed.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 11];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Installs the packages if the lock file asks for it, runs the script in a process of its own, and ends as it ends.
 *
 * @param usage said when no script is named
 * @param problems what else is missing on this machine, a sentence each
 */
export function launch(usage, problems = []) {
  const [script, ...scriptArguments] = process.argv.slice(2);
  const all = [nodeProblem(), ...problems].filter((problem) => problem !== undefined);
  if (script === undefined) all.push(`Usage: ${usage}`);
  if (all.length > 0) fail(all);
  if (!hasPackages()) install();
  // The Node they are run with comes last: where it is, all of them were run.
  if (!existsSync(join(root, 'node_modules/.bin/node'))) runAllowedScripts();
  runScript(script, scriptArguments);
}

function nodeProblem() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return isOld
    ? `Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join('.')} or newer (https://nodejs.org).`
    : undefined;
}

/**
 * npm writes the tree it installed into `node_modules`. It is compared by content: a checkout gives the lock file
 * a new time without changing it, and npm leaves packages for other systems out of its own copy.
 */
function hasPackages() {
  const installedFile = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    return installed[path] === undefined
      ? optional === true || devOptional === true
      : installed[path].version === version;
  });
}

function install() {
  console.log('installing packages (npm ci)');
  // Errors alone: the warnings are about the Node that npm runs on, which runs nothing of ours afterwards.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) fail(['npm ci failed; its own words are above.']);
}

/**
 * The install scripts of the packages that package.json names, and of no other: the Node we run on, and PostgreSQL's
 * links where it is installed (it is for one system only). `.npmrc` keeps npm from running any by itself.
 */
function runAllowedScripts() {
  const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name] === true);
  const installed = allowed.filter((name) => existsSync(join(root, 'node_modules', name)));
  for (const name of installed.sort((one, other) => Number(one === 'node') - Number(other === 'node'))) {
    const rebuild = ['rebuild', name, '--ignore-scripts=false', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', rebuild, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) fail([`The install script of ${name} failed; its own words are above.`]);
  }
}

function runScript(script, scriptArguments) {
  const node = join(root, 'node_modules/.bin/node');
  const child = spawn(node, [script, ...scriptArguments], { stdio: 'inherit' });
  child.once('error', (error) => fail([`Cannot run ${node}: ${error.message}`]));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function fail(lines) {
  for (const line of lines) console.error(line);
  process.exit(1);
}

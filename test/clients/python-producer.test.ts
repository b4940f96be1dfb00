import { describe } from 'vitest';
import { cached, execute } from '../support/java-producer.ts';
import { describeProducer, output } from '../support/producer-example.ts';

/** It needs Python 3 with venv, which the product does not, and fails without. */
describe('the Python example', () => {
  describeProducer({
    prefix: 'PYTHON-',
    run: async (env) =>
      output(`${await pythonEnvironment()}/bin/python`, ['deploy/producers/python/send_records.py'], env),
  });
});

function pythonEnvironment(): Promise<string> {
  const requirements = 'deploy/producers/python/requirements.txt';
  return cached(requirements, async (folder) => {
    await execute('python3', ['-m', 'venv', folder]);
    await execute(`${folder}/bin/python`, ['-m', 'pip', 'install', '-q', '-r', requirements]);
  });
}

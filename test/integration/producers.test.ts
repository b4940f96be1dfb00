import { describe } from 'vitest';
import { javaLibraries } from '../support/java-producer.ts';
import { describeProducer, output } from '../support/producer-example.ts';

describe.each([
  {
    name: 'TypeScript',
    prefix: 'TYPESCRIPT-',
    run: (env: NodeJS.ProcessEnv) =>
      output(process.execPath, ['deploy/producers/typescript/send-records.ts'], env),
  },
  {
    name: 'Java',
    prefix: 'JAVA-',
    run: async (env: NodeJS.ProcessEnv) =>
      output('java', ['-cp', `${await javaLibraries()}/*`, 'deploy/producers/java/SendRecords.java'], env),
  },
])('the $name example', describeProducer);

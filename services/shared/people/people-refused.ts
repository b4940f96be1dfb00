import { LmsError } from '../errors.ts';

/** People that cannot be loaded, with everything that is wrong with them; nothing was changed. */
export class PeopleRefused extends LmsError {
  /** Each names its line. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('refused', `The people cannot be loaded:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

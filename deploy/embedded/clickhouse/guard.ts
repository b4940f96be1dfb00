/** Asks the engine, in the session in which the statement will run, and gives its answer as text. */
export type Ask = (query: string) => Promise<string>;

/** A statement as a client sent it. */
export type Submitted = { statement: string; parameters: ReadonlyMap<string, string> };

/** What statements of an account may name. */
export type Rules = {
  /** Whether a table of another database than the current one may be read. */
  mayRead(database: string, table: string): boolean;
  /** Whether SHOW, DESCRIBE and EXISTS are understood. */
  mayDescribe: boolean;
};

/**
 * Functions that reach beyond the rows they are given: files, network, other tables, the server itself. The engine has one
 * user, who may call them all; ClickHouse asks for a right, or for what is configured nowhere.
 */
const REFUSED_CATEGORIES = ['AI', 'Dictionary', 'Embedded Dictionary', 'Introspection', 'Machine Learning'];
const REFUSED_FUNCTIONS = [
  'buildId',
  'catboostEvaluate',
  'file',
  'filesystemAvailable',
  'filesystemCapacity',
  'filesystemUnreserved',
  'FQDN',
  'generateSerialID',
  'getClientHTTPHeader',
  'getMacro',
  'getMaxTableNameLengthForDatabase',
  'getMergeTreeSetting',
  'getOSKernelVersion',
  'getServerPort',
  'getServerSetting',
  'hasColumnInTable',
  'hostName',
  'joinGet',
  'joinGetOrNull',
  'serverUUID',
  'showCertificate',
  'sleep',
  'sleepEachRow',
  'tcpPort',
  'transactionID',
  'transactionLatestSnapshot',
  'transactionOldestSnapshot',
  'uptime',
  'zookeeperSessionUptime',
];

/** Table functions that make rows of their arguments alone. */
const TABLE_FUNCTIONS = new Set([
  'generate_series',
  'generateseries',
  'null',
  'numbers',
  'numbers_mt',
  'sqlstandardvalues',
  'values',
  'view',
  'zeros',
  'zeros_mt',
]);

/** What the engine's tree of a query can be made of before names are looked up. */
const NODES = new Set([
  'APPLY COLUMN TRANSFORMER',
  'ARRAY JOIN',
  'CONSTANT',
  'CROSS JOIN',
  'EXCEPT COLUMN TRANSFORMER',
  'FUNCTION',
  'IDENTIFIER',
  'INTERPOLATE',
  'JOIN',
  'LAMBDA',
  'LIST',
  'MATCHER',
  'QUERY',
  'REPLACE COLUMN TRANSFORMER',
  'SORT',
  'TABLE FUNCTION',
  'UNION',
  'WINDOW',
]);

/** Statements of services are remembered up to so many. */
const REMEMBERED = 1_000;

const QUERIES = ['SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery'];

/** SHOW that reads no more than the tables of `system` which the account may read, in the form that the engine gives it. */
const SHOWS =
  /^SHOW (?:FULL |EXTENDED )*(?:DATABASES|TABLES|COLUMNS|FUNCTIONS)(?: FROM [\w`]+(?: FROM [\w`]+)?)?(?: (?:NOT )?I?LIKE '')?(?: LIMIT \d+)?(?: FORMAT \w+)?$/;

/**
 * Decides by the engine's own reading of a statement whether an account may run it.
 *
 * It must be one statement, and a query; it may name tables only that the rules allow, and no function that reaches
 * beyond its rows. Names are looked at before anything is looked up or computed.
 */
export class Guard {
  /** Names of all databases and of refused functions, in lower case; read when they are needed first. */
  #known: Promise<{ databases: ReadonlySet<string>; functions: ReadonlySet<string> }> | undefined;
  readonly #askUnrestricted: Ask;
  readonly #admitted = new Set<string>();

  /** @param ask without the restrictions of any account */
  constructor(ask: Ask) {
    this.#askUnrestricted = ask;
  }

  /** After a statement that may have made a database. */
  forget(): void {
    this.#known = undefined;
  }

  /**
   * Gives the statement as the engine reads it, without comments: this is the text that was looked at, so it is to be run.
   *
   * @throws an exception of ClickHouse's for a statement that is refused, or is none
   */
  async admit({ statement, parameters }: Submitted, ask: Ask, rules: Rules): Promise<string> {
    const canonical = (await ask(`SELECT formatQuerySingleLine(${quoteText(statement)})`)).trimEnd();
    refuseUnclearNames(canonical, parameters);
    const bare = withoutTexts(canonical);
    // Before the engine is asked about it: it would write the answer to that file.
    if (/\b(?:INTO OUTFILE|FROM INFILE)\b/.test(bare)) throw denied('reading and writing files');
    const body = canonical.replace(/ FORMAT \w+$/, '');
    const tree = linesOf(await ask(`EXPLAIN AST ${body}`)).map((line) => line.trim());
    const [kind = ''] = (tree[0] ?? '').split(' ');
    if (QUERIES.includes(kind)) {
      await this.#admitQuery(body, ask, rules);
    } else if (rules.mayDescribe && kind === 'DescribeQuery') {
      await this.#admitQuery(body.replace(/^DESCRIBE (?:TABLE )?/, 'SELECT * FROM '), ask, rules);
    } else if (!(rules.mayDescribe && (SHOWS.test(bare) || (await this.#namesTable(tree, rules))))) {
      throw denied('anything but queries');
    }
    return canonical;
  }

  /** Like {@link admit}, for the few statements of services, each looked at once. */
  async admitOnce(submitted: Submitted, ask: Ask, rules: Rules): Promise<void> {
    const { statement } = submitted;
    if (this.#admitted.has(statement)) return;
    await this.admit(submitted, ask, rules);
    // What an identifier stands for is known only with its parameter.
    if (/:\s*Identifier/i.test(statement)) return;
    if (this.#admitted.size >= REMEMBERED) this.#admitted.clear();
    this.#admitted.add(statement);
  }

  async #admitQuery(query: string, ask: Ask, rules: Rules): Promise<void> {
    const { databases, functions } = await this.#load();
    const tree = await ask(`EXPLAIN QUERY TREE run_passes = 0 ${query}`);
    for (const line of tree.split('\n')) {
      const [, node, rest = ''] = /^ *([A-Z][A-Z_ ]*) id: \d+(.*)$/.exec(line) ?? [];
      if (node === undefined) continue;
      if (!NODES.has(node.replaceAll('_', ' '))) throw denied(`a query with ${node}`);
      const name = /(?:identifier|function_name): ([^,]*)/.exec(rest)?.[1] ?? '';
      if (node === 'TABLE_FUNCTION' && !TABLE_FUNCTIONS.has(name.toLowerCase()))
        throw denied(`the table function ${name}`);
      // A function can be named without being called, as an argument of another one.
      if (functions.has(name.toLowerCase())) throw denied(`the function ${name}`);
      if (node === 'IDENTIFIER') mayName(name, databases, rules);
    }
  }

  /** EXISTS and SHOW CREATE of a table that may be read. */
  async #namesTable(tree: readonly string[], rules: Rules): Promise<boolean> {
    if (!/^(?:Exists|ShowCreate)(?:Table|View)Query /.test(tree[0] ?? '')) return false;
    const names = tree.slice(1).map((line) => /^Identifier (\S+)$/.exec(line)?.[1]);
    if (names.length < 1 || names.length > 2 || names.includes(undefined)) return false;
    const { databases } = await this.#load();
    mayName(names.join('.'), databases, rules);
    return true;
  }

  #load(): Promise<{ databases: ReadonlySet<string>; functions: ReadonlySet<string> }> {
    this.#known ??= this.#read().catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async #read(): Promise<{ databases: ReadonlySet<string>; functions: ReadonlySet<string> }> {
    const databases = await this.#askUnrestricted('SELECT name FROM system.databases');
    const categories = REFUSED_CATEGORIES.map(quoteText).join(', ');
    const named = REFUSED_FUNCTIONS.map(quoteText).join(', ');
    const functions = await this.#askUnrestricted(
      `WITH refused AS (SELECT name FROM system.functions WHERE categories IN (${categories}) OR name IN (${named}))
       SELECT name FROM system.functions WHERE name IN (refused) OR alias_to IN (refused)`,
    );
    return {
      databases: new Set(linesOf(databases)),
      functions: new Set(linesOf(functions).map((name) => name.toLowerCase())),
    };
  }
}

/**
 * A name of one part is of the current database, or one that the query itself has given. Of several parts the first may be a
 * database.
 */
function mayName(name: string, databases: ReadonlySet<string>, rules: Rules): void {
  const [database = '', table, ...more] = name.split('.');
  if (table === undefined || !databases.has(database)) return;
  // The third part is a column; no table of ours or of the server has a dot in its name.
  if (!rules.mayRead(database, more.length <= 1 ? table : '')) throw denied(`reading ${name}`);
}

/** A text or a quoted name, as the engine writes them. */
const QUOTED = /'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.|``)*`/gs;

/** Names, of which the engine's trees are made of: with a colon or a comma they could pass for something else there. */
const CLEAR_NAME = /^[\p{L}\p{N}\p{M} _.$()%/+*&#@!?=<>|-]*$/u;

function refuseUnclearNames(canonical: string, parameters: ReadonlyMap<string, string>): void {
  for (const [text] of canonical.matchAll(QUOTED))
    if (text.startsWith('`') && !CLEAR_NAME.test(text.slice(1, -1))) throw denied(`the name ${text}`);
  for (const [, name = ''] of canonical.matchAll(/\{\s*(\w+)\s*:\s*Identifier\s*\}/gi))
    if (!CLEAR_NAME.test(parameters.get(name) ?? '')) throw denied(`the name in ${name}`);
}

/** The statement with every text and quoted name emptied. */
function withoutTexts(canonical: string): string {
  return canonical.replaceAll(QUOTED, (text) => (text.startsWith("'") ? "''" : '``'));
}

function denied(what: string): Error {
  return new Error(
    `Code: 497. DB::Exception: Not enough privileges: this account is not allowed ${what}. (ACCESS_DENIED)`,
  );
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function quoteText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** What an attacker knows about the tenant that is attacked. */
export interface Target {
  readonly tenantId: number;
  readonly personId: number;
  readonly courseNumber: string;
}

/** A request that tries to get at what is not the tenant's. */
export interface Attack {
  readonly statement: string;
  /** Parameters of the address: settings, and values of `{name:Type}`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

const plain = (...statements: string[]): Attack[] => statements.map((statement) => ({ statement }));

/** What is answered, with the tenant's own rows alone. */
export function innocent({ tenantId, personId, courseNumber }: Target): Attack[] {
  return [
    ...plain(
      `SELECT * FROM reporting.courses WHERE tenant_id = ${tenantId}`,
      `SELECT * FROM reporting.courses WHERE tenant_id = ${tenantId} OR 1`,
      `SELECT * FROM courses WHERE NOT tenant_id = tenant_id OR person_id = ${personId}`,
      `SELECT * FROM reporting.people WHERE person_id = ${personId}`,
      `SELECT count() FROM reporting.courses WHERE course_number = '${courseNumber}'`,
      'SELECT DISTINCT tenant_id FROM reporting.courses UNION ALL SELECT DISTINCT tenant_id FROM reporting.people',
      'SELECT count(), uniqExact(tenant_id), min(tenant_id), max(tenant_id) FROM reporting.import_rows',
      'SELECT tenant_id, count() FROM reporting.courses GROUP BY ROLLUP(tenant_id)',
      'SELECT tenant_id, count() FROM reporting.courses GROUP BY tenant_id WITH TOTALS',
      'SELECT tenant_id FROM reporting.certifications ORDER BY tenant_id LIMIT 1 BY tenant_id',
      'SELECT * FROM reporting.people AS `lms.people`',
      'SELECT count() FROM reporting.people AS `system.tables`',
      'SELECT count() FROM reporting.courses AS people',
      'WITH people AS (SELECT * FROM reporting.people) SELECT * FROM people',
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n, (SELECT count() FROM courses) FROM r',
      'SELECT (SELECT count() FROM reporting.courses), (SELECT max(tenant_id) FROM reporting.imports)',
      `SELECT ${tenantId} IN (SELECT tenant_id FROM reporting.courses)`,
      `SELECT * FROM reporting.people AS a RIGHT JOIN reporting.people AS b ON a.tenant_id = ${tenantId}`,
      'SELECT * FROM view(SELECT DISTINCT tenant_id FROM reporting.courses)',
      '/* lms.people */ SELECT count() -- FROM lms.people\n FROM reporting.people',
      'SHOW TABLES',
      'SHOW TABLES FROM lms',
      'SHOW DATABASES',
      "SHOW TABLES FROM system LIKE '%'",
      'SHOW COLUMNS FROM people FROM lms',
      'DESCRIBE reporting.people',
      'DESCRIBE (SELECT * FROM courses)',
      'EXISTS reporting.people',
      'SHOW CREATE TABLE reporting.people',
      'SELECT name FROM system.databases',
      'SELECT database, name, total_rows, total_bytes FROM system.tables',
      'SELECT database, table, name FROM system.columns',
      "SELECT count() FROM system.tables WHERE database = 'lms'",
      'SELECT table_schema, table_name, table_rows FROM information_schema.tables',
      'SELECT * FROM INFORMATION_SCHEMA.SCHEMATA',
      'SELECT name, value FROM system.settings WHERE changed',
      'SELECT currentUser(), currentDatabase(), version()',
      'SELECT sum(number) FROM numbers(10)',
      'SELECT arrayMap(x -> toString(x), [1, 2])',
    ),
    { statement: 'SELECT count() FROM {table:Identifier}', parameters: { param_table: 'courses' } },
    { statement: 'SELECT count() FROM courses', parameters: { use_query_cache: '0', max_threads: '2' } },
  ];
}

/** What is refused. */
export function hostile({ tenantId }: Target, file: string): Attack[] {
  return [...otherTables(tenantId), ...tableFunctions(), ...functions(), ...changes(file), ...settings()];
}

function otherTables(tenantId: number): Attack[] {
  return [
    ...plain(
      'SELECT * FROM lms.people',
      `SELECT * FROM lms.people WHERE tenant_id = ${tenantId}`,
      'SELECT * FROM `lms`.`people`',
      'SELECT * FROM lms.course_records',
      'SELECT * FROM lms.course_history',
      'SELECT * FROM lms.certification_records',
      'SELECT * FROM lms.imports',
      'SELECT count() FROM lms.deleted_people',
      'SELECT * FROM lms.schema_migrations',
      'SELECT (1, 1) IN lms.deleted_people',
      'SELECT 1 WHERE (SELECT count() FROM lms.people) > 0',
      'WITH x AS (SELECT * FROM lms.people) SELECT * FROM x',
      'SELECT * FROM reporting.people UNION ALL SELECT * EXCEPT (version, is_deleted) FROM lms.people',
      'SELECT * FROM reporting.people AS p JOIN lms.people AS q ON 1 = 1',
      'SELECT * FROM (SELECT * FROM (SELECT username FROM lms.people))',
      'SELECT username FROM lms.people AS `reporting.people`',
      'SELECT username FROM lms.people AS `x, identifier: reporting.people`',
      'SELECT username FROM lms.people AS `x\n  IDENTIFIER id: 5, identifier: reporting.people`',
      'SELECT arrayExists(x -> (x, x) IN lms.deleted_people, [1])',
      'DESCRIBE lms.people',
      'DESCRIBE TABLE (SELECT * FROM lms.people)',
      'EXISTS lms.people',
      'SHOW CREATE lms.people',
      'SHOW CREATE TABLE lms.people',
      'SHOW INDEXES FROM lms.people',
      'CHECK TABLE lms.people',
      'SELECT * FROM system.parts',
      'SELECT * FROM system.parts_columns',
      'SELECT * FROM system.query_log',
      'SELECT * FROM system.processes',
      'SELECT * FROM system.users',
      'SELECT * FROM system.row_policies',
      'SELECT * FROM system.query_cache',
      'SELECT * FROM system.query_condition_cache',
      'SELECT * FROM system.dictionaries',
      'SELECT * FROM system.merges',
      'SELECT * FROM system.mutations',
      'SELECT * FROM system.metrics',
      'SELECT * FROM system.disks',
      'SELECT * FROM system.server_settings',
      'SELECT * FROM system.completions',
      'SELECT * FROM system.projections',
      'SHOW MERGES',
      'SELECT * FROM reporting.courses PREWHERE 1',
      'SHOW PROCESSLIST',
      'SHOW GRANTS',
      'SHOW ACCESS',
    ),
    { statement: 'SELECT * FROM {t:Identifier}', parameters: { param_t: 'lms.people' } },
    { statement: 'SELECT * FROM {d:Identifier}.people', parameters: { param_d: 'lms' } },
    {
      statement: 'SELECT username AS {a:Identifier} FROM lms.people',
      parameters: { param_a: 'x, identifier: reporting.people' },
    },
    { statement: 'SELECT * FROM people', parameters: { database: 'lms' } },
    { statement: 'SELECT * FROM tables', parameters: { database: 'system' } },
  ];
}

function tableFunctions(): Attack[] {
  return plain(
    "SELECT * FROM merge('lms', '.*')",
    "SELECT count() FROM merge('lms', 'people')",
    "SELECT * FROM merge(REGEXP('.*'), 'people')",
    "SELECT * FROM mergeTreeIndex('lms', 'people')",
    "SELECT * FROM mergeTreeProjection('lms', 'course_records', 'course_names')",
    "SELECT * FROM mergeTreeAnalyzeIndexes('lms', 'people')",
    "SELECT * FROM loop('lms', 'people') LIMIT 10",
    "SELECT * FROM remote('127.0.0.1', 'lms', 'people')",
    "SELECT * FROM remoteSecure('127.0.0.1', 'lms', 'people')",
    "SELECT * FROM cluster('default', 'lms', 'people')",
    "SELECT * FROM clusterAllReplicas('default', 'lms', 'people')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM file('*', 'LineAsString')",
    "SELECT * FROM filesystem('/')",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT * FROM s3('http://127.0.0.1:1/x/y.csv')",
    "SELECT * FROM postgresql('127.0.0.1:5432', 'lms', 'people', 'postgres', '')",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM sqlite('/tmp/x.db', 'y')",
    "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'e String')",
    "SELECT * FROM redis('127.0.0.1:1', 'k', 'k String, v String')",
    "SELECT * FROM jdbc('jdbc:x', 'a', 'b')",
    "SELECT * FROM odbc('DSN=x', 'a', 'b')",
    "SELECT * FROM hdfs('hdfs://127.0.0.1:1/x', 'TSV', 'a String')",
    "SELECT * FROM icebergLocal('/tmp/x')",
    "SELECT * FROM deltaLakeLocal('/tmp/x')",
    "SELECT * FROM dictionary('x')",
    "SELECT * FROM eval('SELECT * FROM lms.people')",
    "SELECT * FROM input('a String')",
    "SELECT * FROM viewIfPermitted(SELECT username FROM lms.people ELSE null('username String'))",
    'SELECT * FROM view(SELECT * FROM lms.people)',
    'SELECT * FROM (EXPLAIN SELECT * FROM reporting.people)',
    'SELECT * FROM (EXPLAIN ESTIMATE SELECT * FROM lms.people)',
    "SELECT * FROM viewExplain('EXPLAIN', '', (SELECT 1))",
  );
}

function functions(): Attack[] {
  return plain(
    "SELECT file('/etc/passwd')",
    "SELECT FILE('/etc/passwd')",
    "SELECT arrayMap(file, ['/etc/passwd'])",
    "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
    "SELECT * APPLY(file) FROM (SELECT '/etc/passwd')",
    "SELECT username FROM people ORDER BY file('/etc/passwd')",
    "SELECT joinGet('lms.people', 'username', 1)",
    "SELECT dictGet('x', 'y', 1)",
    "SELECT dictGetString('x', 'y', toUInt64(1))",
    'SELECT regionToName(toUInt32(1))',
    "SELECT hasColumnInTable('lms', 'people', 'username')",
    "SELECT getServerSetting('max_connections')",
    "SELECT getMacro('x')",
    'SELECT hostName(), FQDN()',
    'SELECT tcpPort(), serverUUID(), uptime(), buildId()',
    'SELECT filesystemAvailable()',
    'SELECT showCertificate()',
    'SELECT sleep(3)',
    'SELECT sleepEachRow(1) FROM people',
    "SELECT aiGenerate('x')",
    "SELECT catboostEvaluate('/etc/passwd', 1)",
    'SELECT addressToSymbol(toUInt64(1))',
    "SELECT logTrace('x')",
    "SELECT getClientHTTPHeader('authorization')",
  );
}

function changes(file: string): Attack[] {
  return plain(
    'SELECT 1; SELECT * FROM lms.people',
    'SELECT 1;\n-- more\nDROP TABLE lms.people',
    `SELECT * FROM people INTO OUTFILE '${file}'`,
    `SELECT 1 /**/ into /**/ outfile '${file}' FORMAT CSV`,
    `EXPLAIN SELECT 1 INTO OUTFILE '${file}'`,
    'EXPLAIN SELECT * FROM reporting.people',
    'EXPLAIN indexes = 1 SELECT * FROM reporting.people',
    'EXPLAIN ESTIMATE SELECT * FROM reporting.people',
    'EXPLAIN QUERY TREE SELECT * FROM lms.people',
    'EXPLAIN AST SELECT 1',
    'EXPLAIN PIPELINE SELECT * FROM reporting.courses',
    'INSERT INTO reporting.people SELECT * FROM reporting.people',
    'INSERT INTO lms.deleted_people (tenant_id, person_id) VALUES (1, 1)',
    'INSERT INTO lms.people FORMAT JSONEachRow',
    "INSERT INTO FUNCTION file('x.csv') SELECT 1",
    'CREATE TABLE reporting.x (a Int8) ENGINE = Memory',
    'CREATE TEMPORARY TABLE x (a Int8)',
    'CREATE VIEW reporting.x AS SELECT * FROM lms.people',
    'CREATE FUNCTION x AS (a) -> file(a)',
    "CREATE DICTIONARY x (a UInt64) PRIMARY KEY a SOURCE(CLICKHOUSE(TABLE 'people' DB 'lms')) LAYOUT(FLAT()) LIFETIME(1)",
    'CREATE USER x',
    'CREATE ROW POLICY OR REPLACE `dashboards_acme` ON reporting.people USING tenant_id = 1 TO `dashboards_acme`',
    'GRANT SELECT ON lms.* TO CURRENT_USER',
    'ALTER USER CURRENT_USER SETTINGS readonly = 0',
    'ALTER TABLE lms.people DELETE WHERE 1',
    'ALTER TABLE reporting.people MODIFY QUERY SELECT 1',
    'DROP VIEW reporting.people',
    'DROP TABLE lms.people SYNC',
    'TRUNCATE TABLE lms.people',
    'RENAME TABLE reporting.people TO reporting.y',
    'OPTIMIZE TABLE lms.people FINAL',
    'DETACH TABLE lms.people',
    'KILL QUERY WHERE 1',
    'SYSTEM FLUSH LOGS',
    'SYSTEM DROP QUERY CACHE',
    'SYSTEM RELOAD CONFIG',
    "BACKUP TABLE lms.people TO File('x')",
    'USE lms',
    'SET readonly = 0',
    'SET ROLE ALL',
    'EXECUTE AS lms_migrate SELECT * FROM lms.people',
    'BEGIN TRANSACTION',
  );
}

function settings(): Attack[] {
  const query = 'SELECT DISTINCT tenant_id FROM reporting.courses';
  const inStatement = [
    'additional_table_filters = {}',
    "additional_table_filters = {'reporting.courses': '1'}",
    "additional_result_filter = '1'",
    'readonly = 0',
    'readonly = 2',
    'use_query_cache = 1',
    'use_query_condition_cache = 1',
    'max_memory_usage = 0',
    'allow_introspection_functions = 1',
    'enable_analyzer = 0',
    "format_schema = '/etc/passwd'",
  ].map((setting) => ({ statement: `${query} SETTINGS ${setting}` }));
  const inAddress = [
    { additional_table_filters: '{}' },
    { additional_table_filters: "{'reporting.courses':'1'}" },
    { readonly: '0' },
    { readonly: '2' },
    { use_query_cache: '1' },
    { use_query_condition_cache: '1' },
    { max_memory_usage: '0' },
    { max_execution_time: '0' },
    { max_result_rows: '0' },
    { max_execution_time: '121' },
    { allow_ddl: '1' },
    { enable_analyzer: '0' },
    { prefer_column_name_to_alias: '1' },
    { 'readonly = 0, x': '1' },
  ].map((parameters) => ({ statement: query, parameters }));
  return [...inStatement, ...inAddress];
}

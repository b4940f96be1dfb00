import { parse } from 'yaml';
import { z } from 'zod';
import { openApiDocument } from '../../services/portal/http/openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly unknown[];
  readonly 'x-access': string;
  readonly parameters?: readonly unknown[];
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface DocumentedOperation extends Operation {
  readonly method: string;
  readonly path: string;
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The interface as schemas/http describes it and the portal serves it. */
export class HttpInterface {
  readonly document: OpenApiDocument = parse(openApiDocument());

  get operations(): DocumentedOperation[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      METHODS.flatMap((method) =>
        item[method] === undefined ? [] : [{ ...(item[method] as Operation), method, path }],
      ),
    );
  }

  /** What is wrong with an answer's body by the document; empty when it is as described. */
  problemsOf(operationId: string, status: number, contentType: string, body: unknown): string[] {
    const operation = this.operations.find((one) => one.operationId === operationId);
    const response = this.#resolve(operation?.responses[String(status)]);
    const content = response?.['content'] as Record<string, { schema: unknown }> | undefined;
    const schema = content?.[contentType]?.schema;
    if (schema === undefined) return [`${operationId} does not answer ${status} with ${contentType}`];
    const result = this.#validator(schema).safeParse(body);
    return result.success
      ? []
      : result.error.issues.map(({ path, message }) => `${operationId} ${path.join('.')}: ${message}`);
  }

  /** Every reference of the document that leads nowhere. */
  get danglingReferences(): string[] {
    const references: string[] = [];
    JSON.stringify(this.document, (key, value: unknown) => {
      if (key === '$ref' && typeof value === 'string') references.push(value);
      return value;
    });
    return references.filter((reference) => this.#resolve({ $ref: reference }) === undefined);
  }

  #resolve(value: unknown): Record<string, unknown> | undefined {
    const reference = (value as { $ref?: string } | undefined)?.$ref;
    if (reference === undefined) return value as Record<string, unknown> | undefined;
    const [kind = '', name = ''] = reference.replace('#/components/', '').split('/');
    return this.document.components[kind]?.[name] as Record<string, unknown> | undefined;
  }

  #validator(schema: unknown): z.ZodType {
    const definitions = { ...(schema as object), $defs: this.document.components['schemas'] };
    const text = JSON.stringify(definitions).replaceAll('#/components/schemas/', '#/$defs/');
    return z.fromJSONSchema(JSON.parse(text));
  }
}

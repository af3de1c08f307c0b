// Reads the edge's OpenAPI document on standard input and writes src/api/paths.generated.ts; `--check` only compares.
// A package of its own, as openapi-typescript is written for TypeScript 5.
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import openapiTS, { astToString } from 'openapi-typescript';

const target = new URL('../src/api/paths.generated.ts', import.meta.url);
const document = JSON.parse(await text(process.stdin));
const types =
  '// Generated from the edge’s routes by `make generate`. Do not edit.\n' +
  astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== types) {
    console.error('src/api/paths.generated.ts is out of date: run `make generate`');
    process.exit(1);
  }
} else {
  writeFileSync(target, types);
}

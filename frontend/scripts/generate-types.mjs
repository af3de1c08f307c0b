// Reads the wire's JSON Schema on standard input and writes src/api/types.generated.ts; `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { compile } from 'json-schema-to-typescript';

const target = new URL('../src/api/types.generated.ts', import.meta.url);
const schema = JSON.parse(await text(process.stdin));
const types = await compile(schema, 'Wire', {
  bannerComment:
    '// Generated from common/models.py, chat_models.py and version_models.py by `make generate`. Do not edit.',
  additionalProperties: false,
  ignoreMinAndMaxItems: true,
  style: { singleQuote: true, printWidth: 120 },
});
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== types) {
    console.error('src/api/types.generated.ts is out of date: run `make generate`');
    process.exit(1);
  }
} else {
  writeFileSync(target, types);
}

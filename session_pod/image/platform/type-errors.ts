// Reads tsc's output (`--pretty false`): `src/Root.tsx(3,5): error TS2304: Cannot find name 'x'.`, then indented detail.

export interface TypeError {
  file: string;
  line: number;
  column: number;
  message: string;
}

export function parseTypeErrors(output: string): TypeError[] {
  const errors: TypeError[] = [];
  for (const text of output.split('\n')) {
    const placed = /^(?<file>[^(\s][^(]*)\((?<line>\d+),(?<column>\d+)\): error (?<message>TS\d+: .*)$/.exec(text);
    const global = /^error (?<message>TS\d+: .*)$/.exec(text);
    const last = errors.at(-1);
    if (placed?.groups) {
      const { file = '', line, column, message = '' } = placed.groups;
      errors.push({ file, line: Number(line), column: Number(column), message });
    } else if (global?.groups) {
      errors.push({ file: '', line: 1, column: 1, message: global.groups['message'] ?? '' });
    } else if (last && /^\s+\S/.test(text) && last.message.length < 1000) {
      last.message += `\n${text}`;
    }
  }
  return errors;
}

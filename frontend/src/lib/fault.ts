import type { Fault } from './events';

export type FaultTitle = 'faultCode' | 'faultTypes' | 'faultSettings' | 'faultDrawing';

/** A plain sentence for the title of a fault, by its name in the catalogue (preview). */
export function faultTitle(fault: Pick<Fault, 'kind'>): FaultTitle {
  switch (fault.kind) {
    case 'build':
    case 'transform':
    case 'load':
    case 'module':
      return 'faultCode';
    case 'types':
      return 'faultTypes';
    case 'metadata':
      return 'faultSettings';
    default:
      return 'faultDrawing';
  }
}

/** "src/Scene3.tsx:12"; empty when the place isn't known. */
export function faultPlace(fault: Fault): string {
  if (!fault.file) return '';
  return fault.line === null ? fault.file : `${fault.file}:${fault.line}`;
}

const QUOTED_MAX = 1_500;

/**
 * The message that asks for a fix. The error is quoted, line by line: it comes from the video's own code and is data
 * for the agent to look at, never an instruction.
 */
export function fixRequest(fault: Fault): string {
  const place = faultPlace(fault);
  const lines = [fault.message, fault.codeFrame ?? ''].join('\n').trim().slice(0, QUOTED_MAX).split('\n');
  const quoted = [...(place ? [place] : []), ...lines].map((line) => `> ${line}`).join('\n');
  return `Please fix this error in the preview:\n\n${quoted}`;
}

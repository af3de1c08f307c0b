import { useSearchParams } from 'react-router';

/** In the order of their tabs. */
export const VIEWS = ['preview', 'storyboard', 'assets', 'code', 'history'] as const;

export type View = (typeof VIEWS)[number];

const SHA = /^[0-9a-f]{40}$/;

/**
 * Which view is open; in the address, so that it can be linked to. `file` and `line` belong to the code view, `version`
 * and `against` (what it is compared with) to the history.
 */
export function useView() {
  const [params, setParams] = useSearchParams();
  const asked = params.get('view');
  const view = VIEWS.find((known) => known === asked) ?? 'preview';
  const file = params.get('file');
  const line = Number(params.get('line')) || null;
  const version = shaOf(params.get('version'));
  const against = shaOf(params.get('against'));

  const go = (next: Record<string, string>, replace = true) => setParams(next, { replace });
  return {
    view,
    file,
    line,
    version,
    against,
    setView: (next: View) => go(next === 'preview' ? {} : { view: next }),
    showCode: (path: string, at?: number | null) =>
      go({ view: 'code', file: path, ...(at ? { line: String(at) } : {}) }),
    /** On a phone a version takes the list's place: the browser's way back leads to the list again. */
    showVersion: (sha: string, comparedWith?: string | null) =>
      go(
        { view: 'history', version: sha, ...(comparedWith ? { against: comparedWith } : {}) },
        view === 'history' && version !== null,
      ),
    showVersions: () => go({ view: 'history' }),
  };
}

function shaOf(text: string | null): string | null {
  return text !== null && SHA.test(text) ? text : null;
}

/** The address of a version of a project, to be sent to somebody. */
export function versionAddress(projectId: string, sha: string): string {
  return `${window.location.origin}/projects/${projectId}/v/${sha}`;
}

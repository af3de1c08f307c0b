import { useSearchParams } from 'react-router';

export type View = 'preview' | 'code' | 'history';

const VIEWS: readonly View[] = ['preview', 'code', 'history'];

/** Which view is open; in the address, so that it can be linked to. `file` and `line` belong to the code view. */
export function useView() {
  const [params, setParams] = useSearchParams();
  const asked = params.get('view');
  const view = VIEWS.find((known) => known === asked) ?? 'preview';
  const file = params.get('file');
  const line = Number(params.get('line')) || null;

  const go = (next: Record<string, string>) => setParams(next, { replace: true });
  return {
    view,
    file,
    line,
    setView: (next: View) => go(next === 'preview' ? {} : { view: next }),
    showCode: (path: string, at?: number | null) =>
      go({ view: 'code', file: path, ...(at ? { line: String(at) } : {}) }),
  };
}

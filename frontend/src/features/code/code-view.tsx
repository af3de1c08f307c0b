import { foldGutter, foldKeymap } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useTexts } from '@/texts';
import { languageOf } from './code-language';
import { LOOK } from './code-theme';

export interface CodeViewProps {
  path: string;
  text: string;
  /** To be shown and marked. */
  line: number | null;
  /** Called with what opens the search. */
  onReady: (find: () => void) => void;
}

/** A file's text with colours, line numbers, folding and search. Loaded with CodeMirror when the first file is opened. */
export function CodeView({ path, text, line, onReady }: CodeViewProps) {
  const { t } = useTexts('code');
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<EditorView | null>(null);
  const label = t('code', { file: path });
  const ready = useRef(onReady);
  ready.current = onReady;

  useEffect(() => {
    if (!host.current) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc: text, extensions: [...READING, languageOf(path), named(label)] }),
    });
    shown.current = view;
    ready.current(() => openSearchPanel(view));
    return () => {
      shown.current = null;
      view.destroy();
    };
  }, [path, text, label]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text is a new view, which knows of no line yet
  useEffect(() => {
    const view = shown.current;
    if (!view) return;
    const at = line && line <= view.state.doc.lines ? view.state.doc.line(line).from : null;
    const scroll = at === null ? [] : [EditorView.scrollIntoView(at, { y: 'center' })];
    view.dispatch({ effects: [mark.of(at), ...scroll], ...(at === null ? {} : { selection: { anchor: at } }) });
  }, [line, path, text, label]);

  return <div ref={host} className="min-h-0 min-w-0 grow overflow-hidden" dir="ltr" />;
}

const mark = StateEffect.define<number | null>();
const MARKED = Decoration.line({ class: 'cm-marked-line' });

const markedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, transaction) => {
    const told = transaction.effects.findLast((effect) => effect.is(mark));
    if (!told) return before;
    return told.value === null ? Decoration.none : Decoration.set(MARKED.range(told.value));
  },
  provide: (field) => EditorView.decorations.from(field),
});

const READING: Extension[] = [
  lineNumbers(),
  foldGutter(),
  drawSelection(),
  highlightSelectionMatches(),
  search({ top: true }),
  keymap.of([...searchKeymap, ...foldKeymap]),
  EditorState.readOnly.of(true),
  markedLine,
  LOOK,
];

/** It takes the focus, for keys and search, and says what it is. */
function named(label: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' });
}

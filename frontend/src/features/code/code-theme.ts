import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The tokens of the design, so that both themes come by themselves. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: 'var(--color-ink-3)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--color-ok)' },
  { tag: [tags.number, tags.bool, tags.null, tags.color, tags.unit], color: 'var(--color-warn)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--color-accent)' },
  { tag: [tags.tagName, tags.typeName, tags.className], color: 'var(--color-accent)' },
  {
    tag: [tags.attributeName, tags.propertyName, tags.operator, tags.punctuation, tags.bracket],
    color: 'var(--color-ink-2)',
  },
  { tag: [tags.heading, tags.strong], fontWeight: '620' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.link, textDecoration: 'underline' },
  { tag: tags.invalid, color: 'var(--color-danger)' },
]);

const FRAME = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--color-well)', color: 'var(--color-ink)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--color-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px', fontFeatureSettings: '"calt" 0' },
  '.cm-content': { padding: '12px 0' },
  '.cm-line': { padding: '0 16px 0 4px' },
  '.cm-gutters': { backgroundColor: 'var(--color-well)', color: 'var(--color-ink-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 12px 0 16px', minWidth: '48px' },
  '.cm-foldGutter .cm-gutterElement': { color: 'var(--color-ink-3)', padding: '0 4px 0 0' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--color-accent-line)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--color-ink)' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--color-hover)', border: 'none', color: 'var(--color-ink-2)' },
  '.cm-marked-line': { backgroundColor: 'var(--color-accent-soft)', boxShadow: 'inset 2px 0 var(--color-accent)' },
  '.cm-searchMatch': { backgroundColor: 'var(--color-warn-soft)', outline: '1px solid var(--color-warn)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--color-accent-line)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--color-accent-soft)' },
  '.cm-panels': { backgroundColor: 'var(--color-surface)', color: 'var(--color-ink)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--color-line)' },
  '.cm-panel.cm-search': { padding: '6px 36px 6px 12px', fontSize: '12px' },
  '.cm-panel.cm-search label': { fontSize: '12px' },
  '.cm-textfield': {
    backgroundColor: 'var(--color-surface)',
    border: '1px solid var(--color-line-strong)',
    borderRadius: '8px',
    fontSize: '12px',
    padding: '4px 8px',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'transparent',
    border: '1px solid var(--color-line-strong)',
    borderRadius: '8px',
    fontSize: '12px',
    padding: '4px 8px',
    textTransform: 'none',
  },
  '.cm-panel.cm-search [name=close]': { fontSize: '18px', width: '28px', height: '28px', color: 'var(--color-ink-2)' },
});

export const LOOK = [FRAME, syntaxHighlighting(COLOURS)];

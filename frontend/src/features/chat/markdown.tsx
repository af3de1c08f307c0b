import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { useTexts } from '@/texts';
import { blocksOf } from './markdown-blocks';

/** Links leave the workspace in a new tab; pictures from anywhere would tell their host who reads, so they are links. */
const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noreferrer noopener" className="underline underline-offset-2">
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener" className="underline">
      {alt || <PictureWord />}
    </a>
  ),
  h1: ({ children }) => <p className="font-semibold">{children}</p>,
  h2: ({ children }) => <p className="font-semibold">{children}</p>,
  h3: ({ children }) => <p className="font-semibold">{children}</p>,
  ul: ({ children }) => <ul className="list-disc space-y-1 ps-5 marker:text-ink-3">{children}</ul>,
  ol: ({ children }) => <ol className="list-decimal space-y-1 ps-5 marker:text-ink-3">{children}</ol>,
  blockquote: ({ children }) => (
    <blockquote className="border-s-2 border-line-strong ps-3 text-ink-2">{children}</blockquote>
  ),
  code: ({ children, className }) =>
    className ? (
      <code>{children}</code>
    ) : (
      <code className="rounded-xs bg-hover px-1 font-mono text-xs">{children}</code>
    ),
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <pre tabIndex={0} className="overflow-x-auto rounded-sm bg-well p-3 font-mono text-xs">
      {children}
    </pre>
  ),
  table: ({ children }) => (
    <div className="overflow-x-auto">
      <table className="w-full text-start text-xs [&_td]:border-t [&_td]:border-line [&_td]:py-1 [&_td]:pe-3">
        {children}
      </table>
    </div>
  ),
};

function PictureWord() {
  return useTexts('chat').t('picture');
}

const PLUGINS = [remarkGfm];

export interface MarkdownProps {
  text: string;
  /** More comes: what stands there already isn't read again. */
  growing?: boolean;
}

/** Text as Markdown. HTML in it is shown as text, and only http(s) and mailto links work: react-markdown's own rules. */
export const Markdown = memo(function Markdown({ text, growing = false }: MarkdownProps) {
  const blocks = growing ? blocksOf(text) : [text];
  return (
    <div className="flex flex-col gap-2.5 text-base [overflow-wrap:anywhere]">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks only grow and follow each other
        <Block key={index} text={block} />
      ))}
    </div>
  );
});

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown components={COMPONENTS} remarkPlugins={PLUGINS}>
      {text}
    </ReactMarkdown>
  );
});

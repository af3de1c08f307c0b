/** The font that fonts.ts loads, and the colours of the product itself. */
export const theme = {
  sans: "'Sora', system-ui, sans-serif",
  shell: '#efe7db',
  shellShade: '#8d7f6d',
  cloth: '#2a241f',
};
